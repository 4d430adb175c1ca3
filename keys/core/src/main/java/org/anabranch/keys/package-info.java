/** Data keys: made, wrapped, kept, rotated, forgotten. */
@NullMarked
package org.anabranch.keys;

import org.jspecify.annotations.NullMarked;
