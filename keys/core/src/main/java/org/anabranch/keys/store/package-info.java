/** Wrapped data keys as they are kept, and what every place promises that keeps them. */
@NullMarked
package org.anabranch.keys.store;

import org.jspecify.annotations.NullMarked;
