package org.anabranch.records.header;

import java.util.Arrays;
import java.util.Set;
import java.util.zip.CRC32C;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.KeyHash;
import org.anabranch.model.change.WriteId;
import org.anabranch.model.version.VersionVector;
import org.anabranch.records.bytes.ByteWriter;
import org.jspecify.annotations.Nullable;

/**
 * The binary form of a {@link Change}: tagged fields, so that later formats can add some, and a
 * checksum. docs/formats/headers.md is the registry of tags, with test vectors.
 */
final class ChangeBytes {

  private static final int EXPECTED_SIZE = 192;
  private static final int CHECKSUM_BYTES = 4;

  private ChangeBytes() {}

  static byte[] write(Change change) {
    ByteWriter out = new ByteWriter(EXPECTED_SIZE);
    writeIdentity(out, change);
    KeyHash key = change.key();
    if (key != null) {
      out.varint(Tags.KEY);
      out.varint(KeyHash.BYTES);
      out.int64(key.high());
      out.int64(key.low());
    }
    number(out, Tags.LANE, change.lane().number());
    number(out, Tags.LANES, change.lane().of());
    vector(out, Tags.CONTEXT, change.context());
    VersionVector keyContext = change.keyContext();
    if (keyContext != null) {
      vector(out, Tags.KEY_CONTEXT, keyContext);
    }
    number(out, Tags.POSITION, change.position());
    number(out, Tags.COMMITTED_AT, change.committedAtMicros());
    columns(out, Tags.WITHHELD, change.columns().withheld());
    columns(out, Tags.UNCHANGED, change.columns().unchanged());
    columns(out, Tags.RESELECTED, change.columns().reselected());
    columns(out, Tags.ALTERED, change.columns().altered());
    write(out, Tags.WRITE_BEFORE, change.writes().before());
    write(out, Tags.WRITE_AFTER, change.writes().after());
    Long mapping = change.mapping();
    if (mapping != null) {
      fixed(out, Tags.MAPPING, mapping);
    }
    out.int32(out.checksum());
    return out.toBytes();
  }

  private static void writeIdentity(ByteWriter out, Change change) {
    number(out, Tags.KIND, code(change.kind()));
    text(out, Tags.ORIGIN, change.id().origin().name());
    number(out, Tags.STAMP, change.id().stamp().bits());
    if (!change.sequence().equals(change.id().stamp())) {
      number(out, Tags.SEQUENCE, change.sequence().bits());
    }
    fixed(out, Tags.MEMBERS, change.members());
    text(out, Tags.SCHEMA, change.table().schema());
    text(out, Tags.TABLE, change.table().table());
    number(out, Tags.OPERATION, change.operation().code());
  }

  /**
   * Reads a change.
   *
   * @throws IllegalArgumentException where the bytes are damaged or of a newer format
   */
  static Change read(byte[] bytes) {
    ChangeFields fields = new ChangeFields();
    FieldReader in = new FieldReader(bytes, 0, checkedEnd(bytes));
    int previous = 0;
    while (in.next()) {
      int tag = in.tag();
      if (tag < previous || (tag == previous && !Tags.repeats(tag))) {
        throw new IllegalArgumentException("field " + tag + " comes twice or out of order");
      }
      previous = tag;
      fields.take(in);
    }
    return fields.toChange();
  }

  static int code(ChangeKind kind) {
    return switch (kind) {
      case CHANGE -> 1;
      case SNAPSHOT -> 2;
      case SNAPSHOT_BEGIN -> 3;
      case SNAPSHOT_END -> 4;
      case MARK -> 5;
      case STUB -> 6;
      case RECEIPT -> 7;
    };
  }

  /**
   * Where fields end that a checksum follows.
   *
   * @throws IllegalArgumentException where it differs
   */
  static int checkedEnd(byte[] bytes) {
    int end = bytes.length - CHECKSUM_BYTES;
    if (end < 0 || checksum(bytes, end) != written(bytes, end)) {
      throw new IllegalArgumentException("the checksum differs, so bytes are missing or damaged");
    }
    return end;
  }

  private static int checksum(byte[] bytes, int end) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, end);
    return (int) crc.getValue();
  }

  private static int written(byte[] bytes, int end) {
    int value = 0;
    for (int i = end; i < bytes.length; i++) {
      value = value << 8 | (bytes[i] & 0xff);
    }
    return value;
  }

  static void number(ByteWriter out, int tag, long value) {
    out.varint(tag);
    out.varint(ByteWriter.varintSize(value));
    out.varint(value);
  }

  static void text(ByteWriter out, int tag, String value) {
    out.varint(tag);
    out.text(value);
  }

  private static void vector(ByteWriter out, int tag, VersionVector vector) {
    out.varint(tag);
    int start = out.size();
    VectorBytes.write(out, vector);
    out.lengthSince(start);
  }

  private static void write(ByteWriter out, int tag, @Nullable WriteId write) {
    if (write != null) {
      text(out, tag, write.number() + " " + write.writer());
    }
  }

  private static void fixed(ByteWriter out, int tag, long value) {
    out.varint(tag);
    out.varint(Long.BYTES);
    out.int64(value);
  }

  private static void columns(ByteWriter out, int tag, Set<String> columns) {
    if (!columns.isEmpty()) {
      String[] sorted = columns.toArray(String[]::new);
      Arrays.sort(sorted);
      for (String column : sorted) {
        text(out, tag, column);
      }
    }
  }
}
