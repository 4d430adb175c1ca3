/** The one record header, between the model and the wire. */
@NullMarked
package org.anabranch.records.header;

import org.jspecify.annotations.NullMarked;
