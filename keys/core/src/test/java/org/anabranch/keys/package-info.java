@NullMarked
package org.anabranch.keys;

import org.jspecify.annotations.NullMarked;
