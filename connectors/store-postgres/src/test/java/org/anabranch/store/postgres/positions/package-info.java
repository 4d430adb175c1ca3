/**
 * What rule M4 takes for granted of Postgres, tried on a real server: how places in the log relate
 * to the order of a row's versions, and which marks rows bear.
 */
@NullMarked
package org.anabranch.store.postgres.positions;

import org.jspecify.annotations.NullMarked;
