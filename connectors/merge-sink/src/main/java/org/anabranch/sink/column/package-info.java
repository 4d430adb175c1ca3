/** Columns that are merged by themselves: which, how, and what of them is in flight. */
@NullMarked
package org.anabranch.sink.column;

import org.jspecify.annotations.NullMarked;
