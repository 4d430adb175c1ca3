/** Documents of document databases, as the protocol sees them. */
@NullMarked
package org.anabranch.records.document;

import org.jspecify.annotations.NullMarked;
