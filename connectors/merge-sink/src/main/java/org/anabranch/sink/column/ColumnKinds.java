package org.anabranch.sink.column;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.anabranch.merge.function.MergeFunction;
import org.anabranch.model.column.Counter;
import org.anabranch.model.column.Document;
import org.anabranch.model.column.Extreme;
import org.anabranch.model.column.History;
import org.anabranch.model.column.MarkedVersions;
import org.anabranch.model.column.ObservedRemoveSet;
import org.anabranch.model.column.Register;
import org.anabranch.sink.function.FunctionRule;
import org.jspecify.annotations.Nullable;

/**
 * The merges that columns can be configured with, by name. They keep nothing; all tasks share them.
 */
final class ColumnKinds {

  /** A document; what its arrays are merged by may follow in parentheses. */
  static final String JSON = "json";

  private static final String ENCRYPTED = "encrypted(";
  private static final String SET = "set";
  private static final String APPEND = "append";
  private static final Map<String, ColumnKind<?, ?>> ALL = new TreeMap<>();

  static {
    Stream.of(
            new ColumnKind<>(
                ColumnKind.REGISTER, Register.lastWriter(), ValueText.TEXT, StateBytes.WRITES),
            new ColumnKind<>(
                "text", Register.made(new MarkedVersions()), ValueText.TEXT, StateBytes.WRITES),
            new ColumnKind<>("counter", new Counter(), ValueText.NUMBER, StateBytes.NUMBERS),
            new ColumnKind<>(
                SET, new ObservedRemoveSet<String>(), ValueText.ELEMENTS, StateBytes.ELEMENTS),
            new ColumnKind<>(APPEND, new History(), ValueText.LIST, EntriesBytes.ENTRIES),
            document(JSON),
            new ColumnKind<>(
                "max", Extreme.max(ValueOrder.OF_TEXT), ValueText.TEXT, StateBytes.TEXTS),
            new ColumnKind<>(
                "min", Extreme.min(ValueOrder.OF_TEXT), ValueText.TEXT, StateBytes.TEXTS))
        .forEach(kind -> ALL.put(kind.name(), kind));
  }

  static final ColumnKind<?, ?> REGISTER = Objects.requireNonNull(ALL.get(ColumnKind.REGISTER));

  private ColumnKinds() {}

  /** A document whose merge has a name that tells its arrays' rules too. */
  static ColumnKind<?, ?> document(String name) {
    return new ColumnKind<>(name, new Document(), ValueText.JSON, PathsBytes.PATHS);
  }

  /**
   * Ciphertexts beside the hashes of their plaintexts, as {@link EncryptedText} has them.
   *
   * @param index the column of the hashes
   */
  static ColumnKind<?, ?> encrypted(String index) {
    return new ColumnKind<>(
        ENCRYPTED + index + ")",
        Register.lastWriter(EncryptedText::same),
        ValueText.TEXT,
        StateBytes.WRITES);
  }

  /** How an array of a document is merged. */
  static ColumnKind<?, ?> ofArray(String rule) {
    return rule.equals(SET)
        ? new ColumnKind<>(
            SET, new ObservedRemoveSet<String>(), ValueText.LIST, StateBytes.ELEMENTS)
        : Objects.requireNonNull(ALL.get(APPEND));
  }

  /** What {@link #ofArray} knows. */
  static List<String> arrayRules() {
    return List.of(APPEND, SET);
  }

  /** The merge of a name; null where there is none. Users' own are {@link #custom}. */
  static @Nullable ColumnKind<?, ?> named(String name) {
    return ALL.get(name);
  }

  /** How what is in flight is kept of a merge of this name; null where there is no such merge. */
  static @Nullable ColumnKind<?, ?> keeping(String name) {
    if (name.startsWith(TableColumns.CUSTOM) || name.startsWith(ENCRYPTED)) {
      return REGISTER;
    }
    return name.startsWith(DocumentParts.OPEN) ? named(JSON) : named(name);
  }

  /**
   * A user's own merge.
   *
   * @param column as {@code merge.columns} names it, for messages
   */
  static ColumnKind<?, ?> custom(MergeFunction<?> function, String column) {
    return new ColumnKind<>(
        TableColumns.CUSTOM + function.name(),
        Register.made(new FunctionRule<>(function, column)),
        ValueText.TEXT,
        StateBytes.WRITES);
  }

  static List<String> names() {
    return List.copyOf(ALL.keySet());
  }
}
