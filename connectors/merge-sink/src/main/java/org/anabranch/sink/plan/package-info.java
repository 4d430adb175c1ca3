/** The merge of a batch as a sequence of named statements, free of any I/O. */
@NullMarked
package org.anabranch.sink.plan;

import org.jspecify.annotations.NullMarked;
