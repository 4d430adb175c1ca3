@NullMarked
package org.anabranch.keys.hybrid;

import org.jspecify.annotations.NullMarked;
