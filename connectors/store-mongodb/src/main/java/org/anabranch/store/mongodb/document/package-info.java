/** Documents as records carry them and as collections hold them. */
@NullMarked
package org.anabranch.store.mongodb.document;

import org.jspecify.annotations.NullMarked;
