package org.anabranch.records.path;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * A path to one or more fields of a row, the same for rows with a schema and without: {@code
 * profile.email}, {@code messages[*].text}, {@code profile.*}, {@code 'a name.with dots'.id}. A
 * quote within a quoted name is written twice. Immutable.
 *
 * <p>A path that leads nowhere yields nothing and changes nothing; whoever must not miss a field
 * asks {@link #misses}, or a schema for its {@link #schemas}, and refuses.
 */
public final class FieldPath {

  private final String text;
  private final List<PathStep> steps;

  private FieldPath(String text, List<PathStep> steps) {
    this.text = text;
    this.steps = List.copyOf(steps);
  }

  /**
   * Reads a path.
   *
   * @throws IllegalArgumentException where the text is no path; says at which character
   */
  public static FieldPath parse(String text) {
    return new FieldPath(text, new PathParser(text).parse());
  }

  List<PathStep> steps() {
    return steps;
  }

  /** The row's own field at which the path begins; null where it may be any. */
  public @Nullable String column() {
    return steps.get(0) instanceof PathStep.Name field ? field.name() : null;
  }

  /** Whether the path ends at the row's own fields and leads into none. */
  public boolean isColumn() {
    return steps.size() == 1;
  }

  /** Whether it leads to one field of a row at most. */
  public boolean leadsToOne() {
    return steps.stream().allMatch(PathStep.Name.class::isInstance);
  }

  /** Whether it ends with one field's name, so that fields beside it can be named. */
  boolean endsWithName() {
    return steps.get(steps.size() - 1) instanceof PathStep.Name;
  }

  /**
   * The path to a field beside the one to which this path leads.
   *
   * @throws IllegalArgumentException where it does not end with a field's name
   */
  public FieldPath sibling(String name) {
    if (!endsWithName()) {
      throw new IllegalArgumentException(
          "The path '" + text + "' leads to several fields of a row, which share no sibling");
    }
    List<PathStep> beside = new ArrayList<>(steps.subList(0, steps.size() - 1));
    beside.add(new PathStep.Name(name));
    return new FieldPath(PathStep.textOf(beside), beside);
  }

  /** Whether a field may exist to which both lead, or to which one leads and the other into it. */
  public boolean overlaps(FieldPath other) {
    int common = Math.min(steps.size(), other.steps.size());
    for (int i = 0; i < common; i++) {
      if (!steps.get(i).meets(other.steps.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** The values of all fields to which the path leads, in order; a field that is null too. */
  public List<@Nullable Object> values(RecordView row) {
    List<@Nullable Object> found = new ArrayList<>();
    visitRow(row, 0, found::add);
    return found;
  }

  /**
   * Whether a row has no field to which the path could lead: it is misspelt, or meant for other
   * rows. What is null or empty on the way hides nothing, so nothing is missed in it.
   */
  public boolean misses(RecordView row) {
    return missesIn(row, 0);
  }

  private boolean missesIn(RecordView row, int depth) {
    PathStep step = steps.get(depth);
    List<String> ways = row.fields().stream().filter(step::leadsInto).toList();
    return ways.isEmpty()
        ? step instanceof PathStep.Name || !row.fields().isEmpty()
        : ways.stream().allMatch(field -> misses(row.value(field), depth + 1));
  }

  private boolean misses(@Nullable Object value, int depth) {
    if (value == null || depth == steps.size()) {
      return false;
    }
    if (value instanceof List<?> list) {
      boolean each = steps.get(depth) instanceof PathStep.EachElement;
      return !each
          || (!list.isEmpty() && list.stream().allMatch(element -> misses(element, depth + 1)));
    }
    RecordView row =
        value instanceof Struct || value instanceof Map<?, ?> ? RecordViews.of(value) : null;
    return row == null || missesIn(row, depth);
  }

  /**
   * A copy of the row in which the values at the end of the path are what {@code change} makes of
   * them. The row itself stays as it is; what lies beside the path is shared with it, and where the
   * path leads nowhere the row itself comes back. In a struct the new value must fit the field's
   * schema.
   *
   * @param row a struct or a map
   */
  public Object map(Object row, ValueChange change) {
    Object changed = new PathRewrite(steps, change).rewrite(row, null, 0);
    return changed == null ? row : changed;
  }

  /**
   * The schemas of all fields to which the path leads in rows of a schema, in order; what they hold
   * makes no difference. Maps have whatever keys a path names.
   */
  public List<Schema> schemas(Schema row) {
    List<Schema> found = new ArrayList<>();
    visitSchema(row, 0, found);
    return found;
  }

  private void visitSchema(Schema schema, int depth, List<Schema> found) {
    if (depth == steps.size()) {
      found.add(schema);
      return;
    }
    PathStep step = steps.get(depth);
    switch (schema.type()) {
      case STRUCT -> {
        for (Field field : schema.fields()) {
          if (step.leadsInto(field.name())) {
            visitSchema(field.schema(), depth + 1, found);
          }
        }
      }
      case MAP -> {
        if (!(step instanceof PathStep.EachElement)) {
          visitSchema(schema.valueSchema(), depth + 1, found);
        }
      }
      case ARRAY -> {
        if (step instanceof PathStep.EachElement) {
          visitSchema(schema.valueSchema(), depth + 1, found);
        }
      }
      default -> {}
    }
  }

  private void visit(@Nullable Object value, int depth, Consumer<@Nullable Object> found) {
    if (depth == steps.size()) {
      found.accept(value);
    } else if (steps.get(depth) instanceof PathStep.EachElement) {
      if (value instanceof List<?> list) {
        list.forEach(element -> visit(element, depth + 1, found));
      }
    } else if (value instanceof Struct || value instanceof Map<?, ?>) {
      RecordView row = RecordViews.of(value);
      if (row != null) {
        visitRow(row, depth, found);
      }
    }
  }

  private void visitRow(RecordView row, int depth, Consumer<@Nullable Object> found) {
    PathStep step = steps.get(depth);
    if (step instanceof PathStep.Name field && row.has(field.name())) {
      visit(row.value(field.name()), depth + 1, found);
    } else if (step instanceof PathStep.AnyField) {
      row.fields().forEach(field -> visit(row.value(field), depth + 1, found));
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FieldPath that && steps.equals(that.steps);
  }

  @Override
  public int hashCode() {
    return steps.hashCode();
  }

  /** The text it was parsed from. */
  @Override
  public String toString() {
    return text;
  }
}
