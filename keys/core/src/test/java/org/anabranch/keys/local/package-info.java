@NullMarked
package org.anabranch.keys.local;

import org.jspecify.annotations.NullMarked;
