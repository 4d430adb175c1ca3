package org.anabranch.records.path;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The fields to which several paths lead in rows of one schema, or in rows without, found out once
 * for all of those rows. Immutable.
 */
public final class RowFields {

  private final List<RewrittenField> rewritten;
  private final List<FieldSlot> slots;
  private final RowNode row;

  RowFields(PathTree paths, List<RewrittenField> rewritten, @Nullable Schema schema) {
    List<FieldSlot> found = new ArrayList<>();
    this.rewritten = rewritten;
    this.row = new RowNode(paths, schema, "", false, found);
    this.slots = List.copyOf(found);
  }

  /** In the order in which a row shows them. */
  public List<FieldSlot> slots() {
    return slots;
  }

  /**
   * The numbers of the paths that lead nowhere in rows of the schema. In rows without one, ask the
   * path whether the row {@link FieldPath#misses misses} it.
   */
  public List<Integer> missing() {
    return IntStream.range(0, rewritten.size())
        .filter(path -> slots.stream().noneMatch(slot -> slot.path() == path))
        .boxed()
        .toList();
  }

  /** Shows a row's fields, in the order in which {@link RowForm} wants what takes their places. */
  public void visit(Object row, FieldVisitor visitor) {
    this.row.visit(row, "", visitor);
  }

  /**
   * The form of rows whose fields have other types. Made anew each time, so callers keep it.
   *
   * @param types of a slot; is not asked where rows have no schema
   * @throws IllegalArgumentException where entries of one map would have different schemas
   */
  public RowForm form(Function<FieldSlot, Schema> types) {
    return new RowForm(new FormNode(row, rewritten, types));
  }
}
