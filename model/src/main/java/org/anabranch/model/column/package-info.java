/** Merges of single columns, for what the last writer of a row would lose. */
@NullMarked
package org.anabranch.model.column;

import org.jspecify.annotations.NullMarked;
