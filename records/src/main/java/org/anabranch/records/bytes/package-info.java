/** Bytes as they are written for the wire. */
@NullMarked
package org.anabranch.records.bytes;

import org.jspecify.annotations.NullMarked;
