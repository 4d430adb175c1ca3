/** Values of records as the text that Postgres reads. */
@NullMarked
package org.anabranch.store.postgres.value;

import org.jspecify.annotations.NullMarked;
