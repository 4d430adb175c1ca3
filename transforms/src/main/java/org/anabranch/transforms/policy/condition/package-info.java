/** Conditions of rules: CEL over what is known of a change. */
@NullMarked
package org.anabranch.transforms.policy.condition;

import org.jspecify.annotations.NullMarked;
