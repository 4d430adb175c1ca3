package org.anabranch.mongodb;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bson.Document;

/**
 * Everything that a deployment says about applications' collections: their databases, options and
 * indexes. Two images are equal when none of it was altered between them.
 */
record CollectionsImage(List<String> lines) {
  private static final Set<String> NOT_APPLICATIONS =
      Set.of("admin", "config", "local", "anabranch", DocumentRegion.ELSEWHERE);

  static CollectionsImage of(DocumentRegion region) {
    List<String> lines = new ArrayList<>();
    for (String database : region.client().listDatabaseNames()) {
      if (NOT_APPLICATIONS.contains(database)) {
        continue;
      }
      for (Document collection : region.client().getDatabase(database).listCollections()) {
        lines.add(database + " " + collection.toJson());
        region
            .client()
            .getDatabase(database)
            .getCollection(collection.getString("name"))
            .listIndexes()
            .forEach(index -> lines.add(database + " " + collection.get("name") + " " + index));
      }
    }
    lines.sort(null);
    return new CollectionsImage(List.copyOf(lines));
  }
}
