/**
 * A replica set of one member that speaks MongoDB's wire protocol, for tests where no real {@code
 * mongod} can be had: an extension of the in-memory server mongo-java-server.
 */
@NullMarked
package org.anabranch.testkit.mongo;

import org.jspecify.annotations.NullMarked;
