/** What every capture does, whatever database it reads: the rules C1 to C9 of the protocol. */
@NullMarked
package org.anabranch.capture;

import org.jspecify.annotations.NullMarked;
