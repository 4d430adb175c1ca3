package org.anabranch.tools.database;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.anabranch.model.change.KeyHash;
import org.anabranch.records.key.CanonicalKey;
import org.anabranch.records.key.KeyHasher;
import org.anabranch.records.view.RecordViews;
import org.anabranch.tools.console.SecretFile;
import org.jspecify.annotations.Nullable;

/**
 * The hashes by which version rows know the keys of a table, as a capture with its default settings
 * makes them. Where the capture has {@code message.key.columns} or another {@code
 * time.precision.mode}, hashes differ from it.
 */
public final class CanonicalKeys {

  private static final int MILLIS_DIGITS_MAX = 3;
  private static final LocalDateTime EPOCH = LocalDateTime.of(1970, 1, 1, 0, 0);
  private static final int BPCHAR_HEADER = 4;

  private final List<Column> key;
  private final KeyHasher hasher;

  /**
   * For the keys of one table.
   *
   * @param secretFile holds {@code context.key.secret}; null where the connectors have none
   */
  public CanonicalKeys(List<Column> key, @Nullable Path secretFile) {
    this.key = key;
    this.hasher =
        KeyHasher.withSecret(secretFile == null ? null : SecretFile.read(secretFile, "key secret"));
  }

  /** The key's hash; null where a column's type or value is none that we can hash. */
  public @Nullable KeyHash hash(Key values) {
    Map<String, Object> record = new LinkedHashMap<>();
    for (int i = 0; i < key.size(); i++) {
      Object value = value(key.get(i), values.values().get(i));
      if (value == null) {
        return null;
      }
      record.put(key.get(i).name(), value);
    }
    return hasher.hash(CanonicalKey.of(Objects.requireNonNull(RecordViews.of(record))));
  }

  private static @Nullable Object value(Column column, String text) {
    try {
      return switch (column.base()) {
        case "int2", "int4", "int8", "oid" -> Long.parseLong(text);
        case "text", "varchar", "uuid" -> text;
        case "bpchar" -> padded(text, column.modifier() - BPCHAR_HEADER);
        case "bool" -> text.equals("true");
        case "bytea" -> HexFormat.of().parseHex(text, 2, text.length());
        case "numeric" -> new BigDecimal(text);
        case "date" -> LocalDate.parse(text).toEpochDay();
        case "timestamp" -> timestamp(text, column.modifier());
        case "timestamptz" -> zoned(text);
        default -> null;
      };
    } catch (DateTimeException | IllegalArgumentException notOfTheCommonKind) {
      // Infinities, years before Christ, NaN.
      return null;
    }
  }

  private static String padded(String text, int characters) {
    int missing = characters - text.codePointCount(0, text.length());
    return missing > 0 ? text + " ".repeat(missing) : text;
  }

  /** Milliseconds where the column has at most three digits of seconds, else microseconds. */
  private static long timestamp(String text, int digits) {
    LocalDateTime time = LocalDateTime.parse(text.replace(' ', 'T'));
    long micros = ChronoUnit.MICROS.between(EPOCH, time);
    return digits >= 0 && digits <= MILLIS_DIGITS_MAX ? Math.floorDiv(micros, 1_000L) : micros;
  }

  /** The session's zone is UTC, so Postgres ends the text with {@code +00}. */
  private static String zoned(String text) {
    String local = text.substring(0, text.length() - "+00".length()).replace(' ', 'T');
    return LocalDateTime.parse(local)
        .atOffset(ZoneOffset.UTC)
        .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
  }
}
