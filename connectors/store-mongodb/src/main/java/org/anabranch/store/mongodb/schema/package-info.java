/** What the sink keeps beside the application's collections. */
@NullMarked
package org.anabranch.store.mongodb.schema;

import org.jspecify.annotations.NullMarked;
