/** The tables that the sink keeps beside the application's, and what must hold before it writes. */
@NullMarked
package org.anabranch.store.postgres.schema;

import org.jspecify.annotations.NullMarked;
