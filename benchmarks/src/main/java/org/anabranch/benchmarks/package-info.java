/** What a record costs, in one run against what it is compared with. */
@NullMarked
package org.anabranch.benchmarks;

import org.jspecify.annotations.NullMarked;
