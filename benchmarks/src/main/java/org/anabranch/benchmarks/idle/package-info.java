/** A sink that does nothing, to see what Connect and a converter cost by themselves. */
@NullMarked
package org.anabranch.benchmarks.idle;

import org.jspecify.annotations.NullMarked;
