package org.anabranch.records.header;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.DocumentWrites;
import org.anabranch.model.change.KeyHash;
import org.anabranch.model.change.Lane;
import org.anabranch.model.change.Operation;
import org.anabranch.model.change.TableName;
import org.anabranch.model.change.WriteId;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.jspecify.annotations.Nullable;

/** The fields of a change met so far while its bytes are read. */
final class ChangeFields {

  private static final Interned<String> NAMES = new Interned<>(name -> name);
  private static final ChangeKind[] KINDS = ChangeKind.values();

  private @Nullable ChangeKind kind;
  private @Nullable Origin origin;
  private @Nullable String schema;
  private @Nullable String table;
  private @Nullable Operation operation;
  private @Nullable KeyHash key;
  private @Nullable VersionVector context;
  private @Nullable VersionVector keyContext;
  private @Nullable Set<String> withheld;
  private @Nullable Set<String> unchanged;
  private @Nullable Set<String> reselected;
  private @Nullable Set<String> altered;
  private @Nullable Stamp stamp;
  private @Nullable Stamp sequence;
  private @Nullable Long members;
  private @Nullable WriteId writeBefore;
  private @Nullable WriteId writeAfter;
  private @Nullable Long mapping;
  private int lane = -1;
  private int lanes = -1;
  private long position;
  private long committedAtMicros;

  void take(FieldReader in) {
    switch (in.tag()) {
      case Tags.KIND -> kind = kind(in.number());
      case Tags.ORIGIN -> origin = in.interned(VectorBytes.ORIGINS);
      case Tags.STAMP -> stamp = new Stamp(in.number());
      case Tags.SEQUENCE -> sequence = new Stamp(in.number());
      case Tags.MEMBERS -> members = in.fixed(1).getLong();
      case Tags.SCHEMA -> schema = in.interned(NAMES);
      case Tags.TABLE -> table = in.interned(NAMES);
      case Tags.OPERATION -> operation = operation(in.intNumber());
      case Tags.KEY -> key = key(in.fixed(2));
      case Tags.LANE -> lane = in.intNumber();
      case Tags.LANES -> lanes = in.intNumber();
      case Tags.CONTEXT -> context = VectorBytes.read(in);
      case Tags.KEY_CONTEXT -> keyContext = VectorBytes.read(in);
      case Tags.POSITION -> position = in.number();
      case Tags.COMMITTED_AT -> committedAtMicros = in.number();
      case Tags.WITHHELD -> withheld = added(withheld, in);
      case Tags.UNCHANGED -> unchanged = added(unchanged, in);
      case Tags.RESELECTED -> reselected = added(reselected, in);
      case Tags.ALTERED -> altered = added(altered, in);
      case Tags.WRITE_BEFORE -> writeBefore = write(in.text());
      case Tags.WRITE_AFTER -> writeAfter = write(in.text());
      case Tags.MAPPING -> mapping = in.fixed(1).getLong();
      default -> {
        if (in.tag() < Tags.FIRST_IGNORABLE) {
          throw new IllegalArgumentException(
              "field " + in.tag() + " is not known here; upgrade this plugin");
        }
      }
    }
  }

  Change toChange() {
    Stamp stamped = required(stamp, "stamp");
    return new Change(
        required(kind, "kind"),
        new ChangeId(required(origin, "origin"), stamped),
        sequence == null ? stamped : sequence,
        required(members, "members"),
        new TableName(required(schema, "schema"), required(table, "table")),
        required(operation, "operation"),
        key,
        new Lane(lane, lanes),
        required(context, "context"),
        keyContext,
        position,
        committedAtMicros,
        columns(),
        writes(),
        mapping);
  }

  private DocumentWrites writes() {
    return writeBefore == null && writeAfter == null
        ? DocumentWrites.NONE
        : new DocumentWrites(writeBefore, writeAfter);
  }

  private static WriteId write(String text) {
    int space = text.indexOf(' ');
    if (space < 0) {
      throw new IllegalArgumentException("the name of a sink's write is damaged");
    }
    return new WriteId(text.substring(space + 1), Long.parseLong(text.substring(0, space)));
  }

  private ColumnMarks columns() {
    return withheld == null && unchanged == null && reselected == null && altered == null
        ? ColumnMarks.NONE
        : new ColumnMarks(orNone(withheld), orNone(unchanged), orNone(reselected), orNone(altered));
  }

  private static ChangeKind kind(long code) {
    for (ChangeKind kind : KINDS) {
      if (ChangeBytes.code(kind) == code) {
        return kind;
      }
    }
    throw new IllegalArgumentException("kind " + code + " is not known here; upgrade this plugin");
  }

  private static Operation operation(int code) {
    if (code > Character.MAX_VALUE) {
      throw new IllegalArgumentException("operation " + code + " is not known here");
    }
    return Operation.of((char) code);
  }

  private static KeyHash key(ByteBuffer bytes) {
    return new KeyHash(bytes.getLong(), bytes.getLong());
  }

  private static Set<String> added(@Nullable Set<String> columns, FieldReader in) {
    Set<String> all = columns == null ? new HashSet<>() : columns;
    all.add(in.interned(NAMES));
    return all;
  }

  private static Set<String> orNone(@Nullable Set<String> columns) {
    return columns == null ? Set.of() : columns;
  }

  private static <T> T required(@Nullable T value, String field) {
    if (value == null) {
      throw new IllegalArgumentException("the field '" + field + "' is missing");
    }
    return value;
  }
}
