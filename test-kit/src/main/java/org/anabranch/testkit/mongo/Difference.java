package org.anabranch.testkit.mongo;

import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an update changed, as {@code updateDescription} tells it. It is computed from the two
 * documents, as a server does for updates by a pipeline; for other updates a server names the paths
 * that the update assigned, which may be shorter.
 */
final class Difference {
  private final Document updated = new Document();
  private final List<String> removed = new ArrayList<>();
  private final List<Document> truncated = new ArrayList<>();

  private Difference() {}

  static Document between(Document before, Document after) {
    Difference difference = new Difference();
    difference.documents("", before, after);
    return new Document("updatedFields", difference.updated)
        .append("removedFields", difference.removed)
        .append("truncatedArrays", difference.truncated);
  }

  private void documents(String prefix, Document before, Document after) {
    for (String name : before.keySet()) {
      if (!after.containsKey(name)) {
        removed.add(prefix + name);
      }
    }
    for (Map.Entry<String, Object> field : after.entrySet()) {
      String path = prefix + field.getKey();
      if (before.containsKey(field.getKey())) {
        values(path, before.get(field.getKey()), field.getValue());
      } else {
        updated.put(path, field.getValue());
      }
    }
  }

  private void values(String path, @Nullable Object before, @Nullable Object after) {
    if (same(before, after)) {
      return;
    }
    if (before instanceof Document from && after instanceof Document to) {
      documents(path + ".", from, to);
    } else if (before instanceof List<?> from && after instanceof List<?> to && !to.isEmpty()) {
      arrays(path, from, to);
    } else {
      updated.put(path, after);
    }
  }

  private void arrays(String path, List<?> before, List<?> after) {
    int common = Math.min(before.size(), after.size());
    for (int index = 0; index < common; index++) {
      values(path + "." + index, before.get(index), after.get(index));
    }
    for (int index = common; index < after.size(); index++) {
      updated.put(path + "." + index, after.get(index));
    }
    if (after.size() < before.size()) {
      truncated.add(new Document("field", path).append("newSize", after.size()));
    }
  }

  /** Whether both would be the same bytes: types, and the order of fields, count. */
  static boolean same(@Nullable Object one, @Nullable Object other) {
    if (one instanceof Document first && other instanceof Document second) {
      return sameFields(first.entrySet().iterator(), second.entrySet().iterator());
    }
    if (one instanceof List<?> first && other instanceof List<?> second) {
      if (first.size() != second.size()) {
        return false;
      }
      for (int index = 0; index < first.size(); index++) {
        if (!same(first.get(index), second.get(index))) {
          return false;
        }
      }
      return true;
    }
    return Objects.equals(one, other);
  }

  private static boolean sameFields(
      Iterator<Map.Entry<String, Object>> one, Iterator<Map.Entry<String, Object>> other) {
    while (one.hasNext() && other.hasNext()) {
      Map.Entry<String, Object> first = one.next();
      Map.Entry<String, Object> second = other.next();
      if (!first.getKey().equals(second.getKey()) || !same(first.getValue(), second.getValue())) {
        return false;
      }
    }
    return !one.hasNext() && !other.hasNext();
  }
}
