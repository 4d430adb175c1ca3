/** How far each region has merged each origin's streams, for people and for scripts that wait. */
@NullMarked
package org.anabranch.tools.progress;

import org.jspecify.annotations.NullMarked;
