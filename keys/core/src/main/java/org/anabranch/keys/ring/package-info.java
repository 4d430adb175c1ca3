/** Data keys at hand: cached, rotated, fetched again, wiped. */
@NullMarked
package org.anabranch.keys.ring;

import org.jspecify.annotations.NullMarked;
