package org.anabranch.records.path;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * A path to one or more fields of a row, the same for rows with a schema and without: {@code
 * profile.email}, {@code messages[*].text}, {@code profile.*}, {@code 'a name.with dots'.id}. A
 * quote within a quoted name is written twice. Immutable.
 *
 * <p>A path that leads nowhere yields nothing and changes nothing; whoever must not miss a field
 * asks {@link #leadsSomewhere} and refuses.
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

  /** The values of all fields to which the path leads, in order; a field that is null too. */
  public List<@Nullable Object> values(RecordView row) {
    List<@Nullable Object> found = new ArrayList<>();
    visitRow(row, 0, found::add);
    return found;
  }

  /** Whether the path leads to at least one field of this row, be it null. */
  public boolean leadsSomewhere(RecordView row) {
    return !values(row).isEmpty();
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
    Object changed = new PathRewrite(steps, change).rewrite(row, 0);
    return changed == null ? row : changed;
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
