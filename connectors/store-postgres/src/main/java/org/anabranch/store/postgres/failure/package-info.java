/** What errors of Postgres mean for a batch. */
@NullMarked
package org.anabranch.store.postgres.failure;

import org.jspecify.annotations.NullMarked;
