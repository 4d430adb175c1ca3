/** Tries a policy on sample records. */
@NullMarked
package org.anabranch.tools.policy;

import org.jspecify.annotations.NullMarked;
