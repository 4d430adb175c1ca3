/** What the target database says of the tables that are written. */
@NullMarked
package org.anabranch.store.postgres.catalog;

import org.jspecify.annotations.NullMarked;
