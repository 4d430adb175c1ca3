package org.anabranch.keys.store.postgres;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import org.anabranch.keys.KeyId;
import org.anabranch.keys.KeyPurpose;
import org.anabranch.keys.store.KeyName;
import org.anabranch.keys.store.StoredKey;
import org.anabranch.keys.store.WrappedKey;
import org.anabranch.model.change.KeyHash;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** Keys as rows. */
final class KeyRows {

  private KeyRows() {}

  /** As it is written where there is no subject. */
  static String text(@Nullable KeyHash subject) {
    return subject == null ? "" : subject.toString();
  }

  static OffsetDateTime time(long millis) {
    return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
  }

  /** The key of a row; null where the row has none. */
  static @Nullable StoredKey read(ResultSet row) throws SQLException {
    String id = row.getString("id");
    if (id == null) {
      return null;
    }
    try {
      String subject = row.getString("subject");
      byte[] wrapped = row.getBytes("wrapped");
      return new StoredKey(
          KeyId.parse(id),
          new KeyName(
              row.getString("key_name"),
              KeyPurpose.parse(row.getString("purpose")),
              subject.isEmpty() ? null : KeyHash.of(HexFormat.of().parseHex(subject))),
          row.getInt("generation"),
          new StoredKey.Wrapping(row.getString("kek_provider"), row.getString("kek")),
          wrapped == null ? null : new WrappedKey(wrapped),
          millis(row, "created_at"),
          wrapped == null ? millis(row, "destroyed_at") : null);
    } catch (IllegalArgumentException e) {
      throw new ConnectException(
          "The row of the data key " + id + " is none that this version knows. Use a newer one", e);
    }
  }

  private static long millis(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant().toEpochMilli();
  }

  /** When the subject of a row was forgotten; null where it was not. */
  static @Nullable Long forgottenMs(ResultSet row) throws SQLException {
    OffsetDateTime at = row.getObject("forgotten_at", OffsetDateTime.class);
    return at == null ? null : at.toInstant().toEpochMilli();
  }

  /** Sets the parameters of {@link KeySql#insert}. */
  static void write(StoredKey key, WrappedKey wrapped, PreparedStatement insert)
      throws SQLException {
    insert.setString(1, key.id().toString());
    insert.setString(2, key.name().name());
    insert.setString(3, key.name().purpose().text());
    insert.setString(4, text(key.name().subject()));
    insert.setInt(5, key.generation());
    insert.setString(6, key.wrapping().provider());
    insert.setString(7, key.wrapping().key());
    insert.setBytes(8, wrapped.bytes());
    insert.setObject(9, time(key.createdMs()));
  }
}
