@NullMarked
package org.anabranch.transforms.event;

import org.jspecify.annotations.NullMarked;
