package org.anabranch.store.mongodb.check;

import com.mongodb.MongoException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.anabranch.store.mongodb.failure.MongoFailures;
import org.anabranch.store.mongodb.options.TransactionUse;
import org.anabranch.store.mongodb.schema.SinkCollections;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonValue;

/**
 * Looks whether a deployment can take what the sink writes: its version, whether it is a replica
 * set, whether it has transactions, and what the user may do.
 */
public final class DeploymentChecks {

  /** The wire version of MongoDB 6.0, the first that keeps pre- and post-images. */
  private static final int WIRE_VERSION_MIN = 17;

  /** IllegalOperation, and OperationNotSupportedInTransaction. */
  private static final Set<Integer> NO_TRANSACTIONS = Set.of(20, 263);

  private static final int COMMAND_NOT_FOUND = 59;

  private static final Set<String> NEEDED =
      Set.of("find", "insert", "update", "remove", "createCollection", "createIndex");

  private final MongoClient client;
  private final List<String> problems = new ArrayList<>();

  private final TransactionUse use;

  public DeploymentChecks(MongoClient client, TransactionUse use) {
    this.client = client;
    this.use = use;
  }

  /**
   * Whether a deployment has transactions.
   *
   * @throws MongoException where it cannot be asked
   */
  public static boolean hasTransactions(MongoClient client) {
    try (ClientSession session = client.startSession()) {
      session.startTransaction();
      client
          .getDatabase(SinkCollections.DATABASE)
          .getCollection(SinkCollections.WATERMARK)
          .find(session)
          .limit(1)
          .first();
      return true;
    } catch (MongoException e) {
      if (!NO_TRANSACTIONS.contains(MongoFailures.code(e))) {
        throw e;
      }
      return false;
    }
  }

  /**
   * What is wrong, each with the way to mend it; nothing where all is well.
   *
   * @throws MongoException where the deployment cannot be asked
   */
  public List<String> problems() {
    BsonDocument hello = admin(new BsonDocument("hello", new BsonInt32(1)));
    if (hello.getNumber("maxWireVersion", new BsonInt32(0)).intValue() < WIRE_VERSION_MIN) {
      problems.add("The server is older than MongoDB 6.0. Upgrade it");
    }
    boolean sharded = hello.containsKey("msg");
    if (!sharded && !hello.containsKey("setName")) {
      problems.add(
          "The server is no member of a replica set, so it has neither transactions nor change"
              + " streams. Start it with --replSet <name> and run: rs.initiate()");
    } else if (use == TransactionUse.REQUIRED && !hasTransactions(client)) {
      problems.add(
          "The server has no multi-document transactions, which this sink needs. Use a replica set"
              + " of MongoDB 6.0 or later with the storage engine WiredTiger, or set"
              + " merge.transactions=auto, with what docs/mongodb.md says of it");
    }
    checkRights();
    return List.copyOf(problems);
  }

  private BsonDocument admin(BsonDocument command) {
    return client.getDatabase("admin").runCommand(command, BsonDocument.class);
  }

  /** Where nobody is authenticated the server asks for no rights. */
  private void checkRights() {
    BsonDocument info;
    try {
      BsonDocument asked =
          new BsonDocument("connectionStatus", new BsonInt32(1))
              .append("showPrivileges", BsonBoolean.TRUE);
      info = admin(asked).getDocument("authInfo", new BsonDocument());
    } catch (MongoException e) {
      if (MongoFailures.code(e) == COMMAND_NOT_FOUND) {
        return;
      }
      throw e;
    }
    if (info.getArray("authenticatedUsers", new BsonArray()).isEmpty()) {
      return;
    }
    Set<String> missing = new TreeSet<>(NEEDED);
    for (BsonValue privilege : info.getArray("authenticatedUserPrivileges", new BsonArray())) {
      if (isOfSink(privilege.asDocument().getDocument("resource"))) {
        privilege
            .asDocument()
            .getArray("actions")
            .forEach(action -> missing.remove(action.asString().getValue()));
      }
    }
    if (!missing.isEmpty()) {
      problems.add(
          "The user may not "
              + String.join(", ", missing)
              + " in the database anabranch. Run: db.getSiblingDB(\"<its database>\")"
              + ".grantRolesToUser(\"<user>\", [{role: \"readWrite\", db: \"anabranch\"}])");
    }
  }

  private static boolean isOfSink(BsonDocument resource) {
    if (resource.getBoolean("anyResource", BsonBoolean.FALSE).getValue()) {
      return true;
    }
    BsonValue database = resource.get("db");
    BsonValue collection = resource.get("collection");
    return database != null
        && database.isString()
        && (database.asString().getValue().isEmpty()
            || database.asString().getValue().equals(SinkCollections.DATABASE))
        && collection != null
        && collection.isString()
        && collection.asString().getValue().isEmpty();
  }
}
