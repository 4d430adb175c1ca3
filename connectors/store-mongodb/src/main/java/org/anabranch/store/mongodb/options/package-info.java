/** What the store is told by the administrator. */
@NullMarked
package org.anabranch.store.mongodb.options;

import org.jspecify.annotations.NullMarked;
