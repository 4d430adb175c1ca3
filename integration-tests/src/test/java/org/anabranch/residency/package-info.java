/** Regions whose clusters a policy stands between. */
@NullMarked
package org.anabranch.residency;

import org.jspecify.annotations.NullMarked;
