package org.anabranch.store.postgres;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.Lane;
import org.anabranch.model.change.Operation;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.records.error.RecordPlace;
import org.anabranch.records.key.CanonicalKey;
import org.anabranch.records.key.KeyHasher;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.NoteChange;
import org.anabranch.sink.store.Statement.RowTarget;
import org.anabranch.sink.store.VersionKey;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** A change of any table, put together column by column. */
public final class RowChange {

  private static final AtomicLong STAMPS = new AtomicLong(1000);

  private record Column(Schema schema, @Nullable Object value) {}

  private final TableName table;
  private final Map<String, Column> key = new LinkedHashMap<>();
  private final Map<String, Column> row = new LinkedHashMap<>();
  private Set<String> unchanged = Set.of();
  private @Nullable RowChange before;
  private boolean deletes;

  private RowChange(TableName table) {
    this.table = table;
  }

  public static RowChange of(String schema, String table) {
    return new RowChange(new TableName(schema, table));
  }

  public RowChange key(String name, Schema schema, Object value) {
    key.put(name, new Column(schema, value));
    return column(name, schema, value);
  }

  public RowChange key(String name, long value) {
    return key(name, Schema.INT64_SCHEMA, value);
  }

  public RowChange column(String name, Schema schema, @Nullable Object value) {
    row.put(name, new Column(schema, value));
    return this;
  }

  public RowChange column(String name, @Nullable String value) {
    return column(name, Schema.OPTIONAL_STRING_SCHEMA, value);
  }

  RowChange unchanged(String... columns) {
    unchanged = Set.of(columns);
    return this;
  }

  /** The row was like that one before. */
  RowChange over(RowChange earlier) {
    before = earlier;
    return this;
  }

  public RowChange deletes() {
    deletes = true;
    return this;
  }

  public RowTarget target() {
    Arrival arrival = arrival();
    return new RowTarget(arrival.versionKey(), arrival);
  }

  public static List<RowTarget> targets(RowChange... changes) {
    return List.of(changes).stream().map(RowChange::target).toList();
  }

  public Arrival arrival() {
    Stamp stamp = new Stamp(STAMPS.incrementAndGet());
    RecordView keyView = view(key);
    byte[] canonical = CanonicalKey.of(keyView);
    Change change =
        new Change(
            ChangeKind.CHANGE,
            new ChangeId(NoteChange.B, stamp),
            stamp,
            NoteChange.MEMBERS.fingerprint(),
            table,
            deletes ? Operation.DELETE : Operation.UPDATE,
            KeyHasher.withSecret(null).hash(canonical),
            new Lane(0, 1),
            VersionVector.EMPTY,
            null,
            0,
            0,
            new ColumnMarks(Set.of(), unchanged, Set.of(), Set.of()));
    return new Arrival(
        change,
        keyView,
        before == null ? null : view(before.row),
        deletes ? null : view(row),
        new RecordPlace("b.topic", 0, stamp.bits()),
        null);
  }

  public VersionKey versionKey() {
    return arrival().versionKey();
  }

  private static RecordView view(Map<String, Column> columns) {
    SchemaBuilder schema = SchemaBuilder.struct();
    columns.forEach((name, column) -> schema.field(name, column.schema()));
    Struct struct = new Struct(schema.build());
    columns.forEach((name, column) -> struct.put(name, column.value()));
    return Objects.requireNonNull(RecordViews.of(struct));
  }
}
