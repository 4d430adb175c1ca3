/** Context data as AI systems keep it, made at random from a seed: the same for the same seed. */
@NullMarked
package org.anabranch.testkit.context;

import org.jspecify.annotations.NullMarked;
