package org.anabranch.transforms.filter;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
import org.anabranch.transforms.policy.Alteration;
import org.anabranch.transforms.policy.FieldHits;
import org.jspecify.annotations.Nullable;

/** The same for rows without a schema: each says for itself what columns it has. */
final class MapPlan {

  private MapPlan() {}

  static AlteredImage apply(Map<?, ?> row, Treatments treatments, FieldHits hits) {
    Set<String> dropped = new HashSet<>();
    Set<String> altered = new HashSet<>();
    Set<Alteration> deep = new LinkedHashSet<>();
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : row.entrySet()) {
      String column = String.valueOf(entry.getKey());
      Treatment treatment = treatments.of(column);
      if (treatment.equals(Treatment.DROP)) {
        dropped.add(column);
        continue;
      }
      if (!treatment.equals(Treatment.KEEP)) {
        altered.add(column);
      }
      copy.put(column, changed(treatment, entry.getValue(), deep));
    }
    hit(row, treatments, hits);
    if (dropped.isEmpty() && altered.isEmpty()) {
      return new AlteredImage(row, null, dropped, altered);
    }
    Object result = copy;
    for (Alteration alteration : deep) {
      NestedStep.checkReaches(alteration, row);
      if (!(alteration instanceof Alteration.Encryption)) {
        result = NestedStep.of(alteration, null).apply(result);
      }
    }
    return new AlteredImage(result, null, dropped, altered);
  }

  private static @Nullable Object changed(
      Treatment treatment, @Nullable Object value, Set<Alteration> deep) {
    if (treatment instanceof Treatment.Clear) {
      return null;
    }
    Object changed = value;
    if (treatment instanceof Treatment.Alter alter) {
      for (Alteration step : alter.steps()) {
        if (!step.path().isColumn()) {
          deep.add(step);
        } else if (step instanceof Alteration.Masking masking) {
          changed = ColumnChange.masked(masking, changed, null);
        }
      }
    }
    return changed;
  }

  private static void hit(Map<?, ?> row, Treatments treatments, FieldHits hits) {
    RecordView view = RecordViews.of(row);
    if (view != null) {
      treatments.alterations().stream()
          .filter(alteration -> !alteration.path().misses(view))
          .forEach(hits::hit);
    }
  }
}
