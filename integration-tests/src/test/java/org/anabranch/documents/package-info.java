/** Regions of documents whose servers have no transactions. */
@NullMarked
package org.anabranch.documents;

import org.jspecify.annotations.NullMarked;
