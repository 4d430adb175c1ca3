@NullMarked
package org.anabranch.benchmarks.flow;

import org.jspecify.annotations.NullMarked;
