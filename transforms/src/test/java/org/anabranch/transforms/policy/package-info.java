@NullMarked
package org.anabranch.transforms.policy;

import org.jspecify.annotations.NullMarked;
