package org.anabranch.capture.mongodb;

import com.mongodb.client.MongoClient;
import org.anabranch.capture.config.Problems;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;

/** Whether the server is one that can be captured. */
final class ServerChecks {

  private static final String OPTION = ConnectionText.OPTION;
  private static final int LEAST_VERSION = 6;
  private static final BsonString NONE = new BsonString("");

  private ServerChecks() {}

  static void check(MongoClient client, Problems problems) {
    BsonDocument hello = ask(client, "hello");
    if (hello.getString("msg", NONE).getValue().equals("isdbgrid")) {
      problems.add(
          OPTION,
          "The server is a router of a sharded cluster. A transaction that spans shards comes from"
              + " there out of its order, so that the sink's cannot be told from local ones."
              + " Capture replica sets only");
    } else if (!hello.containsKey("setName")) {
      problems.add(
          OPTION,
          "The server is no member of a replica set, and only those have change streams. Start it"
              + " with --replSet <name> and run: rs.initiate()");
    }
    BsonArray version = ask(client, "buildInfo").getArray("versionArray", new BsonArray());
    if (!version.isEmpty() && version.get(0).asNumber().intValue() < LEAST_VERSION) {
      problems.add(
          OPTION,
          "The server's version is "
              + version.get(0).asNumber().intValue()
              + "; images of changes need at least "
              + LEAST_VERSION);
    }
  }

  private static BsonDocument ask(MongoClient client, String command) {
    return client
        .getDatabase("admin")
        .runCommand(new BsonDocument(command, new BsonInt32(1)), BsonDocument.class);
  }
}
