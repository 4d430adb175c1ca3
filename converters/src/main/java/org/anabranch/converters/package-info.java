/** How records are written into Kafka and read from it: the converters that admins name. */
@NullMarked
package org.anabranch.converters;

import org.jspecify.annotations.NullMarked;
