/** What is done to data keys and keysets at a terminal. */
@NullMarked
package org.anabranch.tools.keys;

import org.jspecify.annotations.NullMarked;
