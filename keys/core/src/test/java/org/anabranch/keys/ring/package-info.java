@NullMarked
package org.anabranch.keys.ring;

import org.jspecify.annotations.NullMarked;
