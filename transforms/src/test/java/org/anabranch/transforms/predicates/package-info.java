@NullMarked
package org.anabranch.transforms.predicates;

import org.jspecify.annotations.NullMarked;
