package org.anabranch.records.header;

import java.util.LinkedHashSet;
import java.util.Set;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.KeyHash;
import org.anabranch.model.change.Lane;
import org.anabranch.model.change.Operation;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.jspecify.annotations.Nullable;

/**
 * The binary form of a {@link Change}: tagged fields, so that later formats can add some. A field
 * that is not known is skipped if its tag is 64 or above and refused below that.
 * docs/formats/headers.md is the registry of tags, with test vectors.
 */
final class ChangeBytes {

  private static final int KIND = 1;
  private static final int ORIGIN = 2;
  private static final int STAMP = 3;
  private static final int SEQUENCE = 4;
  private static final int MEMBERS = 5;
  private static final int SCHEMA = 6;
  private static final int TABLE = 7;
  private static final int OPERATION = 8;
  private static final int KEY = 9;
  private static final int LANE = 10;
  private static final int LANES = 11;
  private static final int CONTEXT = 12;
  private static final int KEY_CONTEXT = 13;
  private static final int POSITION = 14;
  private static final int COMMITTED_AT = 15;
  private static final int WITHHELD = 16;
  private static final int UNCHANGED = 17;
  private static final int RESELECTED = 18;
  private static final int FIRST_IGNORABLE = 64;

  private ChangeBytes() {}

  static byte[] write(Change change) {
    FieldWriter out = new FieldWriter();
    out.number(KIND, code(change.kind()));
    out.text(ORIGIN, change.id().origin().name());
    out.number(STAMP, change.id().stamp().bits());
    if (!change.sequence().equals(change.id().stamp())) {
      out.number(SEQUENCE, change.sequence().bits());
    }
    out.fixed(MEMBERS, change.members());
    out.text(SCHEMA, change.table().schema());
    out.text(TABLE, change.table().table());
    out.number(OPERATION, change.operation().code());
    if (change.key() != null) {
      out.bytes(KEY, change.key().bytes());
    }
    out.number(LANE, change.lane().number());
    out.number(LANES, change.lane().of());
    out.bytes(CONTEXT, VectorBytes.write(change.context()));
    if (change.keyContext() != null) {
      out.bytes(KEY_CONTEXT, VectorBytes.write(change.keyContext()));
    }
    out.number(POSITION, change.position());
    out.number(COMMITTED_AT, change.committedAtMicros());
    change.columns().withheld().stream().sorted().forEach(name -> out.text(WITHHELD, name));
    change.columns().unchanged().stream().sorted().forEach(name -> out.text(UNCHANGED, name));
    change.columns().reselected().stream().sorted().forEach(name -> out.text(RESELECTED, name));
    return out.toBytes();
  }

  static Change read(byte[] bytes) {
    Fields fields = new Fields();
    FieldReader in = new FieldReader(bytes);
    while (in.next()) {
      fields.take(in);
    }
    return fields.toChange();
  }

  private static int code(ChangeKind kind) {
    return switch (kind) {
      case CHANGE -> 1;
      case SNAPSHOT -> 2;
      case SNAPSHOT_BEGIN -> 3;
      case SNAPSHOT_END -> 4;
      case MARK -> 5;
      case STUB -> 6;
    };
  }

  private static ChangeKind kind(long code) {
    for (ChangeKind kind : ChangeKind.values()) {
      if (code(kind) == code) {
        return kind;
      }
    }
    throw new IllegalArgumentException("Kind " + code + " is not known here; upgrade this plugin");
  }

  /** The fields met so far. */
  private static final class Fields {
    private final Set<String> withheld = new LinkedHashSet<>();
    private final Set<String> unchanged = new LinkedHashSet<>();
    private final Set<String> reselected = new LinkedHashSet<>();
    private @Nullable ChangeKind kind;
    private @Nullable String origin;
    private @Nullable String schema;
    private @Nullable String table;
    private @Nullable Operation operation;
    private @Nullable KeyHash key;
    private @Nullable VersionVector context;
    private @Nullable VersionVector keyContext;
    private long stamp = -1;
    private long sequence = -1;
    private long members;
    private int lane = -1;
    private int lanes;
    private long position;
    private long committedAtMicros;

    void take(FieldReader in) {
      switch (in.tag()) {
        case KIND -> kind = kind(in.number());
        case ORIGIN -> origin = in.text();
        case STAMP -> stamp = in.number();
        case SEQUENCE -> sequence = in.number();
        case MEMBERS -> members = in.fixed();
        case SCHEMA -> schema = in.text();
        case TABLE -> table = in.text();
        case OPERATION -> operation = Operation.of((char) in.number());
        case KEY -> key = KeyHash.of(in.bytes());
        case LANE -> lane = (int) in.number();
        case LANES -> lanes = (int) in.number();
        case CONTEXT -> context = VectorBytes.read(in.bytes());
        case KEY_CONTEXT -> keyContext = VectorBytes.read(in.bytes());
        case POSITION -> position = in.number();
        case COMMITTED_AT -> committedAtMicros = in.number();
        case WITHHELD -> withheld.add(in.text());
        case UNCHANGED -> unchanged.add(in.text());
        case RESELECTED -> reselected.add(in.text());
        default -> {
          if (in.tag() < FIRST_IGNORABLE) {
            throw new IllegalArgumentException(
                "Field " + in.tag() + " is not known here; upgrade this plugin");
          }
        }
      }
    }

    Change toChange() {
      Stamp stamped = new Stamp(stamp);
      return new Change(
          required(kind, "kind"),
          new ChangeId(new Origin(required(origin, "origin")), stamped),
          sequence < 0 ? stamped : new Stamp(sequence),
          members,
          new TableName(required(schema, "schema"), required(table, "table")),
          required(operation, "operation"),
          key,
          new Lane(lane, lanes),
          required(context, "context"),
          keyContext,
          position,
          committedAtMicros,
          columns());
    }

    private ColumnMarks columns() {
      return withheld.isEmpty() && unchanged.isEmpty() && reselected.isEmpty()
          ? ColumnMarks.NONE
          : new ColumnMarks(withheld, unchanged, reselected);
    }

    private static <T> T required(@Nullable T value, String field) {
      if (value == null) {
        throw new IllegalArgumentException("The field " + field + " is missing or not known here");
      }
      return value;
    }
  }
}
