package org.anabranch.store.mongodb.schema;

import java.util.ArrayList;
import java.util.List;
import org.anabranch.records.document.DocumentId;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * A unique index of a collection, other than that of {@code _id}.
 *
 * @param paths what is unique together; names with dots lead into documents and arrays
 * @param sparse whether documents without any of the paths are left out of it
 * @param filter which documents are in it; null for all
 * @param plain whether values are compared as they are, not under a collation or hashed
 */
public record UniqueIndex(
    String name, List<String> paths, boolean sparse, @Nullable BsonDocument filter, boolean plain) {

  /** Of a description that the server gives of an index; null where it is none. */
  static @Nullable UniqueIndex of(BsonDocument description) {
    if (!description.getBoolean("unique", BsonBoolean.FALSE).getValue()) {
      return null;
    }
    BsonDocument key = description.getDocument("key");
    if (List.copyOf(key.keySet()).equals(List.of(DocumentId.FIELD))) {
      return null;
    }
    BsonValue filter = description.get("partialFilterExpression");
    boolean plain =
        !description.containsKey("collation")
            && key.values().stream().allMatch(BsonValue::isNumber);
    return new UniqueIndex(
        description.getString("name").getValue(),
        List.copyOf(key.keySet()),
        description.getBoolean("sparse", BsonBoolean.FALSE).getValue(),
        filter == null ? null : filter.asDocument(),
        plain);
  }

  /** Whether what a document has for it can be told without asking the server. */
  public boolean tells() {
    return plain && filter == null;
  }

  /** Whether a document may be in it. */
  public boolean mayHold(BsonDocument document) {
    return !sparse || paths.stream().anyMatch(path -> !values(document, path).isEmpty());
  }

  /** Which other documents may have what a document has: a condition for a query. */
  public BsonDocument others(BsonDocument document) {
    BsonDocument others =
        new BsonDocument(DocumentId.FIELD, new BsonDocument("$ne", DocumentId.in(document)));
    for (String path : paths) {
      List<BsonValue> values = values(document, path);
      BsonArray any = new BsonArray(values.isEmpty() ? List.of(BsonNull.VALUE) : values);
      others.append(path, new BsonDocument("$in", any));
    }
    return filter == null
        ? others
        : new BsonDocument("$and", new BsonArray(List.of(others, filter)));
  }

  /** Whether two documents have the same for every path. */
  public boolean same(BsonDocument one, BsonDocument other) {
    return paths.stream().allMatch(path -> meet(values(one, path), values(other, path)));
  }

  private static boolean meet(List<BsonValue> some, List<BsonValue> others) {
    if (some.isEmpty() || others.isEmpty()) {
      return lacks(some) && lacks(others);
    }
    return some.stream().anyMatch(one -> others.stream().anyMatch(two -> equal(one, two)));
  }

  /** A missing field is unique as null is. */
  private static boolean lacks(List<BsonValue> values) {
    return values.isEmpty() || values.stream().anyMatch(BsonValue::isNull);
  }

  private static boolean equal(BsonValue one, BsonValue two) {
    if (one.equals(two)) {
      return true;
    }
    return one.isNumber()
        && two.isNumber()
        && DocumentId.identity(one).equals(DocumentId.identity(two));
  }

  /** What a document has at a path: of arrays each element as well, as in the index. */
  private static List<BsonValue> values(BsonValue value, String path) {
    int dot = path.indexOf('.');
    String first = dot < 0 ? path : path.substring(0, dot);
    List<BsonValue> found = new ArrayList<>();
    if (value.isDocument() && value.asDocument().containsKey(first)) {
      BsonValue next = value.asDocument().get(first, BsonNull.VALUE);
      if (dot < 0) {
        leaves(next, found);
      } else {
        found.addAll(values(next, path.substring(dot + 1)));
      }
    } else if (value.isArray()) {
      value.asArray().forEach(element -> found.addAll(values(element, path)));
    }
    return found;
  }

  private static void leaves(BsonValue value, List<BsonValue> into) {
    if (value.isArray()) {
      into.addAll(value.asArray());
    } else {
      into.add(value);
    }
  }
}
