@NullMarked
package org.anabranch.keys.store;

import org.jspecify.annotations.NullMarked;
