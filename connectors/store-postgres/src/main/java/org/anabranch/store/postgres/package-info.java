/** The merge sink's store on Postgres, and the connector that deploys it. */
@NullMarked
package org.anabranch.store.postgres;

import org.jspecify.annotations.NullMarked;
