package org.anabranch.sink.column;

import java.util.Collections;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which fields of documents are merged path by path; each other one is a value of its last writer.
 * Immutable.
 *
 * @param others whether those are that are not named
 * @param named the fields that are merged otherwise than the others
 */
record FieldRules(boolean others, SortedSet<String> named) {

  /** Every field is a value. */
  static final FieldRules VALUES = new FieldRules(false, Collections.emptySortedSet());

  /** Stands in the option for all fields that are not named. */
  private static final String OTHERS = "*";

  FieldRules {
    named = Collections.unmodifiableSortedSet(new TreeSet<>(named));
  }

  /**
   * As fields are configured.
   *
   * @param merges by field the name of its merge
   * @throws IllegalArgumentException where a field has a merge that none can have
   */
  static FieldRules of(Map<String, String> merges) {
    boolean others = ColumnKinds.JSON.equals(merges.get(OTHERS));
    SortedSet<String> named = new TreeSet<>();
    merges.forEach(
        (field, merge) -> {
          if (!merge.equals(ColumnKind.REGISTER) && !merge.equals(ColumnKinds.JSON)) {
            throw new IllegalArgumentException(
                "%s is merged by %s, and a field of a document goes to its last writer (%s), or path by path (%s)"
                    .formatted(field, merge, ColumnKind.REGISTER, ColumnKinds.JSON));
          }
          if (!field.equals(OTHERS) && merge.equals(ColumnKinds.JSON) != others) {
            named.add(field);
          }
        });
    return new FieldRules(others, named);
  }

  /** Whether a field's document is merged path by path. */
  boolean byPath(String field) {
    return others != named.contains(field);
  }

  /** The name of the merge of whole documents, the same for the same rules. */
  String merge() {
    if (equals(VALUES)) {
      return ColumnKinds.JSON;
    }
    String names = String.join(",", named);
    String all = others ? OTHERS + (named.isEmpty() ? "" : " but " + names) : names;
    return DocumentParts.OPEN + all + ")";
  }
}
