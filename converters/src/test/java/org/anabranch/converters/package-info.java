/** Tests of the package of the same name. */
@NullMarked
package org.anabranch.converters;

import org.jspecify.annotations.NullMarked;
