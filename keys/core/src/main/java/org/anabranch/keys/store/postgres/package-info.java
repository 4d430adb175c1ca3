/** Data keys in a table of a Postgres database. */
@NullMarked
package org.anabranch.keys.store.postgres;

import org.jspecify.annotations.NullMarked;
