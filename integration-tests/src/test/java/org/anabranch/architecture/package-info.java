/** The rules that the layout of the project keeps. */
@NullMarked
package org.anabranch.architecture;

import org.jspecify.annotations.NullMarked;
