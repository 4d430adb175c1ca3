package org.anabranch.testkit.mongo;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;

/** mongo-java-server's own handling of commands, which works on whatever the storage holds. */
@FunctionalInterface
interface Engine {

  /** Runs a command; an error is thrown, or is in the answer's {@code writeErrors}. */
  Document run(String database, Document command);

  /** The documents that a {@code find} returns at once. */
  default List<Document> find(String database, Document find) {
    Document answer = run(database, find.append("$db", database));
    Document cursor = Fields.document(answer, "cursor");
    return Fields.documents(cursor, "firstBatch").stream().map(Document::cloneDeeply).toList();
  }

  /** An answer of a command that succeeded. */
  static Document ok(Document answer) {
    Utils.markOkay(answer);
    return answer;
  }

  /** A list of commands stops at the first that fails, unless it says otherwise. */
  static boolean isOrdered(Document command) {
    return !command.containsKey("ordered") || Utils.isTrue(command.get("ordered"));
  }
}
