@NullMarked
package org.anabranch.keys.vault;

import org.jspecify.annotations.NullMarked;
