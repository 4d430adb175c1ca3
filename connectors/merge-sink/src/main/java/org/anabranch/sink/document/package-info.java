/** Rows as documents and documents as rows, by document.mapping. */
@NullMarked
package org.anabranch.sink.document;

import org.jspecify.annotations.NullMarked;
