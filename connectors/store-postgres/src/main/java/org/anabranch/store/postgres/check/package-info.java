/** What a database must grant, looked at before a connector is deployed. */
@NullMarked
package org.anabranch.store.postgres.check;

import org.jspecify.annotations.NullMarked;
