package org.anabranch.capture.mongodb;

import com.mongodb.client.MongoClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.anabranch.model.change.TableName;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;

/**
 * A collection that is captured, as the server describes it.
 *
 * @param type what sort of collection it is: {@code collection}, {@code timeseries}
 * @param options with which it was made, and what was changed of them later
 */
record CapturedCollection(TableName name, String type, BsonDocument options) {

  private static final Set<String> OF_THE_SERVER = Set.of("admin", "config", "local");
  private static final String VIEW = "view";

  /** The application's collections that the configuration selects; views have no log. */
  static List<CapturedCollection> find(MongoClient client, Predicate<TableName> selected) {
    List<CapturedCollection> found = new ArrayList<>();
    for (String database : client.listDatabaseNames()) {
      if (OF_THE_SERVER.contains(database) || database.equals(SinkState.DATABASE)) {
        continue;
      }
      for (BsonDocument collection :
          client.getDatabase(database).listCollections(BsonDocument.class)) {
        CapturedCollection one = of(database, collection);
        boolean system = one.name().table().startsWith("system.");
        if (!system && !one.type().equals(VIEW) && selected.test(one.name())) {
          found.add(one);
        }
      }
    }
    return found;
  }

  private static CapturedCollection of(String database, BsonDocument collection) {
    return new CapturedCollection(
        new TableName(database, collection.getString("name").getValue()),
        collection.getString("type", new BsonString("collection")).getValue(),
        collection.getDocument("options", new BsonDocument()));
  }

  static Set<TableName> names(List<CapturedCollection> collections) {
    return collections.stream()
        .map(CapturedCollection::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether the server keeps how documents were before and after each change. */
  boolean keepsImages() {
    return options
        .getDocument("changeStreamPreAndPostImages", new BsonDocument())
        .getBoolean("enabled", BsonBoolean.FALSE)
        .getValue();
  }
}
