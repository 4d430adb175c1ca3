package org.anabranch.records.view;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import java.util.Set;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** Where {@link RecordView}s come from. */
public final class RecordViews {

  private RecordViews() {}

  /**
   * The view over a struct or a map with text keys; null over null.
   *
   * @throws IllegalArgumentException over anything else, naming its type and no value
   */
  public static @Nullable RecordView of(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    if (value instanceof Struct struct) {
      return new StructView(struct);
    }
    if (value instanceof Map<?, ?> map) {
      return new MapView(map);
    }
    throw new IllegalArgumentException(
        "A row must be a Struct or a Map, found " + value.getClass().getName());
  }

  /** The same row without some fields; itself where it has none of them. */
  public static RecordView without(RecordView row, Set<String> fields) {
    return fields.stream().anyMatch(row::has) ? new PartialView(row, fields) : row;
  }

  /** The same row with further fields, which are NULL; itself where it has all of them. */
  public static RecordView with(RecordView row, Collection<String> fields) {
    List<String> added = fields.stream().filter(field -> !row.has(field)).toList();
    return added.isEmpty() ? row : new CompletedView(row, added);
  }

  private record CompletedView(RecordView told, List<String> added) implements RecordView {

    @Override
    public List<String> fields() {
      List<String> all = new ArrayList<>(told.fields());
      all.addAll(added);
      return all;
    }

    @Override
    public boolean has(String field) {
      return told.has(field) || added.contains(field);
    }

    @Override
    public @Nullable Object value(String field) {
      return told.value(field);
    }

    @Override
    public @Nullable Schema schema(String field) {
      return told.schema(field);
    }
  }

  private record PartialView(RecordView whole, Set<String> absent) implements RecordView {

    @Override
    public List<String> fields() {
      return whole.fields().stream().filter(field -> !absent.contains(field)).toList();
    }

    @Override
    public boolean has(String field) {
      return !absent.contains(field) && whole.has(field);
    }

    @Override
    public @Nullable Object value(String field) {
      return absent.contains(field) ? null : whole.value(field);
    }

    @Override
    public @Nullable Schema schema(String field) {
      return absent.contains(field) ? null : whole.schema(field);
    }
  }

  /** The names of a struct's fields, without copying them for each row. */
  private static final class FieldNames extends AbstractList<String> implements RandomAccess {
    private final List<Field> fields;

    FieldNames(List<Field> fields) {
      this.fields = fields;
    }

    @Override
    public String get(int index) {
      return fields.get(index).name();
    }

    @Override
    public int size() {
      return fields.size();
    }

    /** Rows of one schema share its list of fields. */
    @Override
    public boolean equals(@Nullable Object other) {
      return (other instanceof FieldNames that && fields == that.fields) || super.equals(other);
    }

    @Override
    public int hashCode() {
      return super.hashCode();
    }
  }

  private record StructView(Struct struct) implements RecordView {

    @Override
    public List<String> fields() {
      return new FieldNames(struct.schema().fields());
    }

    @Override
    public boolean has(String field) {
      return struct.schema().field(field) != null;
    }

    @Override
    public @Nullable Object value(String field) {
      Field declared = struct.schema().field(field);
      // Without the default: NULL and the column's default are two things.
      return declared == null ? null : StructField.value(struct, declared);
    }

    @Override
    public @Nullable Schema schema(String field) {
      Field declared = struct.schema().field(field);
      return declared == null ? null : declared.schema();
    }
  }

  private record MapView(Map<?, ?> map) implements RecordView {

    @Override
    public List<String> fields() {
      List<String> names = new ArrayList<>(map.size());
      for (Object name : map.keySet()) {
        if (!(name instanceof String text)) {
          throw new IllegalArgumentException("The names of a row's fields must be text");
        }
        names.add(text);
      }
      return names;
    }

    @Override
    public boolean has(String field) {
      return map.containsKey(field);
    }

    @Override
    public @Nullable Object value(String field) {
      return map.get(field);
    }

    @Override
    public @Nullable Schema schema(String field) {
      return null;
    }
  }
}
