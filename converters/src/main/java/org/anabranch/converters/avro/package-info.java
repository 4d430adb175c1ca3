/**
 * Connect's data in Avro's binary form, and back: schemas, values, and what is compiled of both.
 */
@NullMarked
package org.anabranch.converters.avro;

import org.jspecify.annotations.NullMarked;
