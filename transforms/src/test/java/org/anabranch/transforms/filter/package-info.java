@NullMarked
package org.anabranch.transforms.filter;

import org.jspecify.annotations.NullMarked;
