@NullMarked
package org.anabranch.converters.avro;

import org.jspecify.annotations.NullMarked;
