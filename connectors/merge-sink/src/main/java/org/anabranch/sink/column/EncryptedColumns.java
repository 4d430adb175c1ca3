package org.anabranch.sink.column;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.anabranch.records.view.RecordView;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a table that hold ciphertexts, each with the one that holds a keyed hash of its
 * plaintext. Two ciphertexts with one hash are the same value, however often it was encrypted; and
 * a ciphertext and its hash are one value, so that no row ever has the one without the other.
 */
public final class EncryptedColumns {

  /** Nothing is encrypted, or nothing tells equal values. */
  public static final EncryptedColumns NONE = new EncryptedColumns(Collections.emptySortedMap());

  private final SortedMap<String, String> indexes;

  /** Of the columns of ciphertexts and of hashes. */
  private final Map<String, ColumnKind<?, ?>> kinds = new HashMap<>();

  /**
   * Of a table.
   *
   * @param indexes by column of ciphertexts the column of their hashes
   */
  public EncryptedColumns(SortedMap<String, String> indexes) {
    this.indexes = Collections.unmodifiableSortedMap(new TreeMap<>(indexes));
    indexes.forEach(
        (column, index) -> {
          ColumnKind<?, ?> kind = ColumnKinds.encrypted(index);
          kinds.put(column, kind);
          kinds.put(index, kind);
        });
  }

  /** By column of ciphertexts the column of their hashes. */
  public SortedMap<String, String> indexes() {
    return indexes;
  }

  public boolean isEmpty() {
    return indexes.isEmpty();
  }

  /** Whether a column holds ciphertexts. */
  boolean has(String column) {
    return indexes.containsKey(column);
  }

  /** How a column of ciphertexts or of hashes is merged; null where it is neither. */
  @Nullable ColumnKind<?, ?> kind(String column) {
    return kinds.get(column);
  }

  /** Names of columns, with those that are one value with them. */
  Set<String> whole(Set<String> columns) {
    Set<String> whole = new HashSet<>(columns);
    indexes.forEach(
        (column, index) -> {
          if (columns.contains(column) || columns.contains(index)) {
            whole.add(column);
            whole.add(index);
          }
        });
    return whole;
  }

  /**
   * The columns, ciphertexts and their hashes as one each. A hash without its ciphertext says
   * nothing; a ciphertext without its hash has none.
   */
  ColumnTexts apart(ColumnTexts columns) {
    if (kinds.keySet().stream().noneMatch(columns::has)) {
      return columns;
    }
    ColumnTexts.Builder joined = new ColumnTexts.Builder();
    for (String column : columns.names()) {
      String index = indexes.get(column);
      if (index != null) {
        joined.with(column, EncryptedText.of(columns.text(column), columns.text(index)));
      } else if (!kinds.containsKey(column)) {
        joined.with(column, columns.text(column));
      }
    }
    return joined.build();
  }

  /** The columns of which {@link #apart} made one each. */
  ColumnTexts together(ColumnTexts joined) {
    if (indexes.keySet().stream().noneMatch(joined::has)) {
      return joined;
    }
    ColumnTexts.Builder columns = new ColumnTexts.Builder();
    for (String column : joined.names()) {
      String index = indexes.get(column);
      String text = joined.text(column);
      if (index == null) {
        columns.with(column, text);
      } else {
        columns.with(column, EncryptedText.ciphertext(text));
        columns.with(index, EncryptedText.index(text));
      }
    }
    return columns.build();
  }

  /** Whether two rows that arrived are the same but for how often they were encrypted. */
  public boolean alike(RecordView one, RecordView other) {
    return one.fields().size() == other.fields().size()
        && one.fields().stream()
            .allMatch(
                field ->
                    other.has(field)
                        && (Objects.deepEquals(one.value(field), other.value(field))
                            || isSame(field, one, other)));
  }

  private boolean isSame(String column, RecordView one, RecordView other) {
    String index = indexes.get(column);
    return index != null
        && one.value(column) != null
        && other.value(column) != null
        && one.has(index)
        && other.has(index)
        && one.value(index) != null
        && Objects.deepEquals(one.value(index), other.value(index));
  }

  /** Whether a row holds what an image of it has, but for how often that was encrypted. */
  public boolean holds(ColumnTexts row, ColumnTexts image) {
    ColumnTexts held = apart(row);
    ColumnTexts told = apart(image);
    return told.names().stream().allMatch(column -> same(held, told, column));
  }

  /** Of columns that {@link #apart} made, whether both have one and it is the same value. */
  boolean same(ColumnTexts one, ColumnTexts other, String column) {
    return one.same(other, column)
        || (has(column)
            && one.has(column)
            && other.has(column)
            && EncryptedText.same(one.text(column), other.text(column)));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EncryptedColumns columns && columns.indexes.equals(indexes);
  }

  @Override
  public int hashCode() {
    return indexes.hashCode();
  }

  /** The names alone. */
  @Override
  public String toString() {
    return Map.copyOf(indexes).toString();
  }
}
