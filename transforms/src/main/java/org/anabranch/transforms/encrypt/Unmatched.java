package org.anabranch.transforms.encrypt;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.anabranch.records.path.RowFields;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
import org.anabranch.transforms.encrypt.FieldCounts.Fate;
import org.anabranch.transforms.rows.RowImage;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of rows in which paths lead nowhere. Safe for several threads. */
final class Unmatched {

  private static final Logger log = LoggerFactory.getLogger(Unmatched.class);

  /** Of what was warned already; more than these are not told apart. */
  private static final int WARNED_MAX = 1000;

  private final FieldOptions options;
  private final String verb;
  private final FieldCounts counts;
  private final Set<String> warned = ConcurrentHashMap.newKeySet();

  Unmatched(FieldOptions options, String verb, FieldCounts counts) {
    this.options = options;
    this.verb = verb;
    this.counts = counts;
  }

  /**
   * Checks a row. A column that its change says it leaves out is not missed.
   *
   * @param after the row after the change, where this is the one before it; else null
   * @param missing the paths that lead nowhere in its schema, see {@link #in}
   * @throws DataException where it is refused
   */
  void check(RowOrigin origin, RowImage image, @Nullable Object after, List<Integer> missing) {
    if (image.schema() != null && missing.isEmpty()) {
      return;
    }
    RecordView row = RecordViews.of(image.row());
    if (row == null) {
      return;
    }
    List<Integer> missed = image.schema() == null ? missedBy(row) : missing;
    for (int field : missed) {
      String column = options.fields().get(field).path().column();
      boolean leftOut =
          column != null && !row.has(column) && origin.leavesOut(column, RecordViews.of(after));
      if (!leftOut) {
        missed(origin, field, image.schema());
      }
    }
  }

  /** The paths that lead nowhere in rows of a schema, and must. */
  List<Integer> in(RowFields fields) {
    List<Integer> missing = new ArrayList<>(fields.missing());
    missing.removeIf(field -> options.fields().get(field).optional());
    return List.copyOf(missing);
  }

  /** Of a row without a schema, which says for itself what it has. */
  private List<Integer> missedBy(RecordView row) {
    List<Integer> missing = new ArrayList<>();
    for (int field = 0; field < options.fields().size(); field++) {
      EncryptedField of = options.fields().get(field);
      if (!of.optional() && of.path().misses(row)) {
        missing.add(field);
      }
    }
    return missing;
  }

  private void missed(RowOrigin origin, int field, @Nullable Schema schema) {
    unmatched(
        origin,
        field,
        schema,
        "there is no such field. Mend the path, name it in "
            + FieldOptions.OPTIONAL
            + " where rows need not have it, or set "
            + FieldOptions.UNMATCHED
            + "=warn where topics differ");
  }

  /**
   * A value stands where a path leads further.
   *
   * @throws DataException where the row is refused
   */
  void blocked(RowOrigin origin, int field) {
    unmatched(
        origin,
        field,
        null,
        "another thing stands where the path leads further. Mend the path, or set "
            + FieldOptions.UNMATCHED
            + "=warn where rows differ");
  }

  private void unmatched(RowOrigin origin, int field, @Nullable Schema schema, String why) {
    EncryptedField of = options.fields().get(field);
    if (options.failsUnmatched()) {
      counts.count(origin.topic(), field, Fate.FAILED);
      throw origin.refused(of, verb, why);
    }
    counts.count(origin.topic(), field, Fate.LEFT_PLAIN);
    String once = origin.topic() + ' ' + field + ' ' + (schema == null ? 0 : schema.hashCode());
    if (warned.size() < WARNED_MAX && warned.add(once)) {
      log.warn("{} has no field '{}', so nothing is {} there", origin, of.path(), verb);
    }
  }
}
