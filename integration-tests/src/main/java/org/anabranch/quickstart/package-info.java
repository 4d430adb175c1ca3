/** The first thing a user runs: two regions on one machine, shown to converge. */
@NullMarked
package org.anabranch.quickstart;

import org.jspecify.annotations.NullMarked;
