package org.anabranch.testkit.simulation;

import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import org.anabranch.model.change.KeyHash;
import org.anabranch.model.change.Lane;
import org.anabranch.model.change.TableName;
import org.anabranch.records.key.CanonicalKey;
import org.anabranch.records.key.KeyHasher;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.VersionKey;

/** A row of an application table by its key, with the real hash and lane of that key. */
record RowKey(TableName table, int number, KeyHash hash, Lane lane) implements Comparable<RowKey> {

  private static final Comparator<RowKey> ORDER =
      Comparator.comparing(RowKey::table).thenComparingInt(RowKey::number);

  static RowKey of(TableName table, int number, int lanes) {
    byte[] canonical = CanonicalKey.of(view(number));
    return new RowKey(
        table,
        number,
        KeyHasher.withSecret(null).hash(canonical),
        CanonicalKey.lane(canonical, lanes));
  }

  RecordView view() {
    return view(number);
  }

  private static RecordView view(int number) {
    return Objects.requireNonNull(RecordViews.of(Map.of("id", number)));
  }

  TableLane tableLane() {
    return new TableLane(table, lane.number());
  }

  VersionKey versionKey() {
    return new VersionKey(table, lane.number(), hash);
  }

  @Override
  public int compareTo(RowKey other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return table.table() + number;
  }
}
