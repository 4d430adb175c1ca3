@NullMarked
package org.anabranch.keys.azure;

import org.jspecify.annotations.NullMarked;
