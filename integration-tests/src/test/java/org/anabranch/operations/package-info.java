/** The commands of docs/operations, run as they stand there, on real servers. */
@NullMarked
package org.anabranch.operations;

import org.jspecify.annotations.NullMarked;
