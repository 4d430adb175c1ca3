package org.anabranch.sink.store;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.Lane;
import org.anabranch.model.change.Operation;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Members;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.records.error.RecordPlace;
import org.anabranch.records.header.ChangeHeader;
import org.anabranch.records.key.CanonicalKey;
import org.anabranch.records.key.KeyHasher;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** Describes one change of {@link #TABLE}, as an arrival or as a record of Kafka. */
public final class NoteChange {

  /** The table: {@code id bigint primary key, body varchar(40), extra text}. */
  public static final TableName TABLE = new TableName("contract", "note");

  public static final Origin A = new Origin("a");
  public static final Origin B = new Origin("b");
  public static final Origin C = new Origin("c");
  public static final Members MEMBERS = new Members(Set.of(A, B, C));
  public static final int LANES = 4;

  private static final Schema KEY =
      SchemaBuilder.struct().name("note.Key").field("id", Schema.INT64_SCHEMA).build();
  private static final Schema ROW =
      SchemaBuilder.struct()
          .name("note.Value")
          .optional()
          .field("id", Schema.INT64_SCHEMA)
          .field("body", Schema.OPTIONAL_STRING_SCHEMA)
          .field("extra", Schema.OPTIONAL_STRING_SCHEMA)
          .build();
  private static final Schema ROW_WITHOUT_EXTRA =
      SchemaBuilder.struct()
          .name("note.Value")
          .field("id", Schema.INT64_SCHEMA)
          .field("body", Schema.OPTIONAL_STRING_SCHEMA)
          .build();
  private static final Schema ENVELOPE =
      SchemaBuilder.struct()
          .name("note.Envelope")
          .field("before", ROW)
          .field("after", ROW)
          .field("op", Schema.STRING_SCHEMA)
          .build();

  private final Origin origin;
  private final Stamp sequence;
  private final TreeMap<Origin, Stamp> context = new TreeMap<>();
  private final TreeMap<Origin, Stamp> keyContext = new TreeMap<>();
  private ChangeKind kind = ChangeKind.CHANGE;
  private Operation operation = Operation.UPDATE;
  private @Nullable Struct key;
  private @Nullable Struct before;
  private @Nullable Struct row;
  private ColumnMarks columns = ColumnMarks.NONE;
  private int lane;
  private long members = MEMBERS.fingerprint();
  private long position;
  private long committedAtMicros;

  private NoteChange(Origin origin, Stamp sequence) {
    this.origin = origin;
    this.sequence = sequence;
  }

  /** The change that an origin made with a stamp; it has seen nobody else's. */
  public static NoteChange by(Origin origin, long stamp) {
    return new NoteChange(origin, new Stamp(stamp));
  }

  /** Where a note's changes travel. */
  public static Lane laneOf(long id) {
    return CanonicalKey.lane(canonical(id), LANES);
  }

  /** What a note's version row is called. */
  public static VersionKey keyOf(long id) {
    return new VersionKey(
        TABLE, laneOf(id).number(), KeyHasher.withSecret(null).hash(canonical(id)));
  }

  private static byte[] canonical(long id) {
    return CanonicalKey.of(Objects.requireNonNull(RecordViews.of(key(id))));
  }

  private static Struct key(long id) {
    return new Struct(KEY).put("id", id);
  }

  public NoteChange saw(Origin other, long stamp) {
    context.put(other, new Stamp(stamp));
    return this;
  }

  /** What its origin had seen of this very key, where that is not what it had seen of the lane. */
  public NoteChange sawOfKey(Origin other, long stamp) {
    keyContext.put(other, new Stamp(stamp));
    return this;
  }

  public NoteChange writes(Note note) {
    row = row(note);
    return about(note.id());
  }

  private static Struct row(Note note) {
    return new Struct(ROW).put("id", note.id()).put("body", note.body()).put("extra", note.extra());
  }

  /** An update that found the row like this, as a table with REPLICA IDENTITY FULL tells it. */
  public NoteChange over(Note note) {
    before = row(note);
    return this;
  }

  /** An update whose image of the row before lacks the column {@code extra}. */
  public NoteChange overWithoutExtra(long id, @Nullable String body) {
    before = new Struct(ROW_WITHOUT_EXTRA).put("id", id).put("body", body);
    return this;
  }

  /** The row is new. */
  public NoteChange inserting() {
    operation = Operation.CREATE;
    return this;
  }

  public NoteChange writes(long id, @Nullable String body) {
    return writes(new Note(id, body, null));
  }

  /** Writes a row whose image lacks the column {@code extra}. */
  public NoteChange writesWithoutExtra(long id, @Nullable String body) {
    row = new Struct(ROW_WITHOUT_EXTRA).put("id", id).put("body", body);
    return about(id);
  }

  public NoteChange deletes(long id) {
    operation = Operation.DELETE;
    return about(id);
  }

  private NoteChange about(long id) {
    key = key(id);
    lane = laneOf(id).number();
    return this;
  }

  /** A row of the origin's first snapshot: its stamp is zero, {@code by}'s is its sequence. */
  public NoteChange asSnapshot() {
    kind = ChangeKind.SNAPSHOT;
    operation = Operation.READ;
    return this;
  }

  /** A row of a later snapshot: an ordinary change that has the snapshot's position. */
  public NoteChange asFoundAgain() {
    operation = Operation.READ;
    return this;
  }

  /** A change that this region may not hold; an arrival of it has no key columns. */
  public NoteChange asStub() {
    kind = ChangeKind.STUB;
    return this;
  }

  /** A record of a lane that is about no row. */
  public NoteChange only(ChangeKind other, int number) {
    kind = other;
    operation = Operation.NONE;
    lane = number;
    return this;
  }

  public NoteChange truncates(int number) {
    operation = Operation.TRUNCATE;
    lane = number;
    return this;
  }

  /** Where the change lies in its origin's own log. */
  public NoteChange at(long logPosition) {
    position = logPosition;
    return this;
  }

  public NoteChange committedAtMillis(long millis) {
    committedAtMicros = millis * 1000;
    return this;
  }

  public NoteChange inLane(int number) {
    lane = number;
    return this;
  }

  public NoteChange ofMembers(long fingerprint) {
    members = fingerprint;
    return this;
  }

  public NoteChange marked(ColumnMarks marks) {
    columns = marks;
    return this;
  }

  public Change change() {
    boolean snapshot = kind == ChangeKind.SNAPSHOT;
    if (!snapshot) {
      context.put(origin, sequence);
    }
    if (!keyContext.isEmpty()) {
      keyContext.put(origin, sequence);
    }
    return new Change(
        kind,
        new ChangeId(origin, snapshot ? Stamp.ZERO : sequence),
        sequence,
        members,
        TABLE,
        operation,
        key == null ? null : keyOf((Long) key.get("id")).hash(),
        new Lane(lane, LANES),
        VersionVector.of(context),
        keyContext.isEmpty() ? null : VersionVector.of(keyContext),
        position,
        committedAtMicros,
        columns);
  }

  /** As the engine hands it to a merge; its offset is its sequence. */
  public Arrival arrival() {
    return new Arrival(
        change(),
        kind == ChangeKind.STUB ? null : view(key),
        view(before),
        view(row),
        new RecordPlace(topic(), lane, sequence.bits()),
        null);
  }

  /** As Connect hands it to a sink, in Debezium's envelope. */
  public SinkRecord record(long offset) {
    ConnectHeaders headers = new ConnectHeaders();
    headers.addString(ChangeHeader.NAME, ChangeHeader.encode(change()));
    boolean mark = key == null && operation != Operation.TRUNCATE;
    Struct value =
        mark
            ? null
            : new Struct(ENVELOPE)
                .put("before", before)
                .put("after", row)
                .put("op", String.valueOf(operation.code()));
    return new SinkRecord(
        topic(),
        lane,
        key == null ? null : KEY,
        key,
        value == null ? null : ENVELOPE,
        value,
        offset,
        null,
        TimestampType.NO_TIMESTAMP_TYPE,
        headers);
  }

  public String topic() {
    return origin + "." + TABLE;
  }

  private static @Nullable RecordView view(@Nullable Struct struct) {
    return RecordViews.of(struct);
  }

  /** A stream's stamps, for expectations. */
  public static VersionVector vector(Map<Origin, Long> stamps) {
    TreeMap<Origin, Stamp> entries = new TreeMap<>();
    stamps.forEach((member, stamp) -> entries.put(member, new Stamp(stamp)));
    return VersionVector.of(entries);
  }
}
