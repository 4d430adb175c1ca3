/**
 * A second lock around data keys that also holds against quantum computers: X25519 and ML-KEM-768
 * together, over any provider's own wrapping.
 */
@NullMarked
package org.anabranch.keys.hybrid;

import org.jspecify.annotations.NullMarked;
