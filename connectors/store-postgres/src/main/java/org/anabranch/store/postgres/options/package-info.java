/** What the store is told by the administrator. */
@NullMarked
package org.anabranch.store.postgres.options;

import org.jspecify.annotations.NullMarked;
