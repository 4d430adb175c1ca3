@NullMarked
package org.anabranch.converters.json;

import org.jspecify.annotations.NullMarked;
