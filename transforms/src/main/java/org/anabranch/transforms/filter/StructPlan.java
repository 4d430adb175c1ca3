package org.anabranch.transforms.filter;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.anabranch.records.path.LikeSchema;
import org.anabranch.transforms.policy.Alteration;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * How rows of one schema become what the treatments of their columns say, found out once for all of
 * them; but for what is encrypted, which {@link FieldEncryption} does with what is left. Immutable
 * and safe for several threads.
 */
final class StructPlan {

  private final Schema flat;
  private final List<Treatment> columns;
  private final List<NestedStep> nested;
  private final Schema made;
  private final Set<String> dropped;
  private final Set<String> altered;

  /**
   * Of rows of a schema.
   *
   * @throws DataException where a treatment does not fit the schema
   */
  StructPlan(Schema row, Treatments treatments) {
    Set<String> gone = new HashSet<>();
    Set<String> changed = new HashSet<>();
    Set<Alteration> deep = new LinkedHashSet<>();
    List<Treatment> kept = new ArrayList<>();
    for (Field field : row.fields()) {
      Treatment treatment = treatment(treatments, field);
      if (treatment.equals(Treatment.DROP)) {
        gone.add(field.name());
        continue;
      }
      if (!treatment.equals(Treatment.KEEP)) {
        changed.add(field.name());
      }
      kept.add(treatment);
      if (treatment instanceof Treatment.Alter alter) {
        alter.steps().forEach(step -> check(step, field, deep));
      }
    }
    dropped = Set.copyOf(gone);
    altered = Set.copyOf(changed);
    columns = List.copyOf(kept);
    flat = gone.isEmpty() ? row : without(row, gone, treatments.asBefore(row.name()));
    nested = nested(deep, flat);
    made = nested.isEmpty() ? flat : last(nested, flat);
  }

  /**
   * An update that changes nothing may be a row that is sent again or the application's own: it
   * does not fail for a column that most likely never went.
   */
  private static Treatment treatment(Treatments treatments, Field field) {
    Treatment treatment = treatments.of(field.name());
    boolean cannot =
        treatments.again()
            && treatment.equals(Treatment.CLEAR)
            && !ColumnChange.isClearable(field.schema());
    return cannot ? Treatment.DROP : treatment;
  }

  private static void check(Alteration step, Field field, Set<Alteration> deep) {
    if (step instanceof Alteration.Encryption) {
      return;
    }
    if (!step.path().isColumn()) {
      deep.add(step);
    } else if (step instanceof Alteration.Masking masking) {
      ColumnChange.check(masking, field.schema());
    }
  }

  private static List<NestedStep> nested(Set<Alteration> deep, Schema row) {
    List<NestedStep> steps = new ArrayList<>();
    Schema schema = row;
    for (Alteration alteration : deep) {
      NestedStep step = NestedStep.of(alteration, schema);
      steps.add(step);
      schema = step.made() == null ? schema : step.made();
    }
    return List.copyOf(steps);
  }

  private static Schema last(List<NestedStep> steps, Schema before) {
    Schema schema = steps.get(steps.size() - 1).made();
    return schema == null ? before : schema;
  }

  private static Schema without(Schema row, Set<String> gone, @Nullable String name) {
    return LikeSchema.struct(
        row, name, field -> gone.contains(field.name()) ? null : field.schema());
  }

  AlteredImage apply(Struct row) {
    if (dropped.isEmpty() && altered.isEmpty()) {
      return new AlteredImage(row, row.schema(), dropped, altered);
    }
    Struct copy = new Struct(flat);
    for (int i = 0; i < columns.size(); i++) {
      Field field = flat.fields().get(i);
      Object value = changed(columns.get(i), row.getWithoutDefault(field.name()), field);
      // A required field may stand for its default.
      if (value != null) {
        copy.put(field, value);
      }
    }
    Object result = copy;
    for (NestedStep step : nested) {
      result = step.apply(result);
    }
    return new AlteredImage(result, made, dropped, altered);
  }

  private static @Nullable Object changed(
      Treatment treatment, @Nullable Object value, Field field) {
    if (treatment instanceof Treatment.Clear) {
      return ColumnChange.cleared(field.name(), value, field.schema());
    }
    Object changed = value;
    if (treatment instanceof Treatment.Alter alter) {
      for (Alteration step : alter.steps()) {
        if (step.path().isColumn() && step instanceof Alteration.Masking masking) {
          changed = ColumnChange.masked(masking, changed, field.schema());
        }
      }
    }
    return changed;
  }
}
