/** The statements of a merge transaction in SQL, each over a whole batch. */
@NullMarked
package org.anabranch.store.postgres.statement;

import org.jspecify.annotations.NullMarked;
