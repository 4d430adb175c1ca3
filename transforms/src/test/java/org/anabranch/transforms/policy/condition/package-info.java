@NullMarked
package org.anabranch.transforms.policy.condition;

import org.jspecify.annotations.NullMarked;
