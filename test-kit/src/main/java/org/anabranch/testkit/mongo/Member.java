package org.anabranch.testkit.mongo;

import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import java.time.Instant;
import java.util.List;

/**
 * How the replica set's only member describes itself.
 *
 * @param host as clients reach it, with its port
 */
record Member(String set, String host, ObjectId election) {
  /** Of version 6.0. */
  static final int WIRE_VERSION = 17;

  /** The answer to {@code hello} and to its older name. */
  Document hello(BsonTimestamp lastWrite) {
    Document optime = new Document("ts", lastWrite).append("t", 1L);
    return Engine.ok(
        new Document("ismaster", true)
            .append("isWritablePrimary", true)
            .append("helloOk", true)
            .append("setName", set)
            .append("setVersion", 1)
            .append("secondary", false)
            .append("hosts", List.of(host))
            .append("primary", host)
            .append("me", host)
            .append("electionId", election)
            .append(
                "lastWrite", new Document("opTime", optime).append("lastWriteDate", Instant.now()))
            .append("maxBsonObjectSize", 16 << 20)
            .append("maxMessageSizeBytes", 48_000_000)
            .append("maxWriteBatchSize", 100_000)
            .append("localTime", Instant.now())
            .append("logicalSessionTimeoutMinutes", 30)
            .append("connectionId", 1)
            .append("minWireVersion", 0)
            .append("maxWireVersion", WIRE_VERSION)
            .append("readOnly", false));
  }

  /** The answer to {@code replSetGetStatus}. */
  Document status() {
    Document self =
        new Document("_id", 0)
            .append("name", host)
            .append("health", 1.0)
            .append("state", 1)
            .append("stateStr", "PRIMARY")
            .append("self", true);
    return Engine.ok(
        new Document("set", set).append("myState", 1).append("members", List.of(self)));
  }
}
