/** Captures as a test runs them: one poll at a time, with the stored offsets in its hands. */
@NullMarked
package org.anabranch.testkit.capture;

import org.jspecify.annotations.NullMarked;
