/** Tests of the package of the same name. */
@NullMarked
package org.anabranch.converters.registry;

import org.jspecify.annotations.NullMarked;
