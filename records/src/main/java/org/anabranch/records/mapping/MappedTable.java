package org.anabranch.records.mapping;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.anabranch.model.change.TableName;
import org.anabranch.records.document.DocumentId;
import org.anabranch.records.key.KeyHasher;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * A table that is a collection elsewhere.
 *
 * @param collection its database and its name there
 * @param columns all of them but {@code rest}; exactly one is the {@code _id}, and it is the first
 * @param rest the json column that has what no other column has of a document; null where there is
 *     none, so that documents with further fields are refused
 */
public record MappedTable(
    TableName table, TableName collection, List<MappedColumn> columns, @Nullable String rest) {

  /**
   * Checks that columns and fields go together one by one.
   *
   * @throws IllegalArgumentException with the way out
   */
  public MappedTable {
    check(columns, rest);
    List<MappedColumn> ordered = new ArrayList<>(columns);
    ordered.removeIf(column -> !column.isId());
    columns.stream().filter(column -> !column.isId()).forEach(ordered::add);
    columns = List.copyOf(ordered);
  }

  private static void check(List<MappedColumn> columns, @Nullable String rest) {
    Set<String> names = new HashSet<>();
    for (MappedColumn column : columns) {
      if (!names.add(column.name()) || column.name().equals(rest)) {
        throw new IllegalArgumentException("column '" + column.name() + "' is named twice");
      }
      for (MappedColumn other : columns) {
        if (!other.equals(column) && other.path().overlaps(column.path())) {
          throw new IllegalArgumentException(
              "columns '%s' and '%s' share the field %s. Give each a field of its own"
                  .formatted(column.name(), other.name(), other.path()));
        }
      }
    }
    List<MappedColumn> keys = columns.stream().filter(MappedColumn::isId).toList();
    if (keys.size() != 1) {
      throw new IllegalArgumentException(
          "no column is the _id. Write '= _id' behind the column that is the table's key; tables"
              + " with keys of several columns cannot be mapped");
    }
    if (!keys.get(0).type().inKeys()) {
      throw new IllegalArgumentException(
          "column '%s' is the _id, and %s is none of the types that name the same row in tables and collections: %s"
              .formatted(keys.get(0).name(), keys.get(0).type(), ScalarType.namesInKeys()));
    }
  }

  /** The column that is the {@code _id}. */
  public MappedColumn id() {
    return columns.get(0);
  }

  /** How a document of this {@code _id} is named, in every region. */
  public DocumentId key(BsonValue id) {
    DocumentId exact = new DocumentId(id);
    return id().type().scalar() == ScalarType.OBJECT_ID ? exact.withObjectIdAsText() : exact;
  }

  /**
   * The first 8 bytes of SHA-256 over the table and the collection, and the columns in the order of
   * their names, each on a line of its own: what docs/formats/headers.md says.
   */
  long fingerprint() {
    Set<String> lines = new TreeSet<>();
    columns.forEach(one -> lines.add(one.name() + " " + one.path() + " " + one.type() + "\n"));
    if (rest != null) {
      lines.add(rest + " *\n");
    }
    String text = table + " = " + collection + "\n" + String.join("", lines);
    return KeyHasher.withSecret(null).hash(text.getBytes(StandardCharsets.UTF_8)).high();
  }

  /** Whether the table has a column of this name. */
  public boolean has(String column) {
    return column.equals(rest) || columns.stream().anyMatch(one -> one.name().equals(column));
  }
}
