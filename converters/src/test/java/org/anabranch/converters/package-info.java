@NullMarked
package org.anabranch.converters;

import org.jspecify.annotations.NullMarked;
