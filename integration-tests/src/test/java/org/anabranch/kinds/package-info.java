/** Two regions of different kinds: tables in the one are collections in the other. */
@NullMarked
package org.anabranch.kinds;

import org.jspecify.annotations.NullMarked;
