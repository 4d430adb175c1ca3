package org.anabranch.capture.postgres;

import io.debezium.connector.postgresql.PgOid;
import io.debezium.connector.postgresql.PostgresType;
import io.debezium.relational.Column;
import io.debezium.time.ZonedTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgArray;
import org.postgresql.util.PGobject;

/**
 * Types that travel as the very text that Postgres writes for their values, since Debezium would
 * lose some: every array (dimensions, lower bounds, many element types), {@code varbit} (leading
 * zeros), {@code timetz} (the offset), {@code point} (NaN and the infinities), and all that
 * Debezium knows no form for. docs/types.md lists them.
 */
final class ServerText {

  /** An element of an array of money, which is never anything but digits, signs and a currency. */
  private static final Pattern ELEMENT = Pattern.compile("\"([^\"]*)\"|([^{},\"]+)");

  private ServerText() {}

  /**
   * @param debezium what Debezium would make of the column; null where it would leave it out
   */
  static boolean is(PostgresType type, @Nullable SchemaBuilder debezium) {
    if (type.isArrayType() || debezium == null) {
      return true;
    }
    return switch (type.getOid()) {
      case PgOid.VARBIT, PgOid.TIMETZ, PgOid.POINT -> true;
      case PgOid.BYTEA -> false;
      // Debezium's last resort: the text's bytes.
      default -> debezium.type() == Schema.Type.BYTES && debezium.name() == null;
    };
  }

  static SchemaBuilder schema(PostgresType type) {
    SchemaBuilder schema = new DefaultlessSchema(Schema.Type.STRING);
    return type.getOid() == PgOid.TIMETZ ? schema.name(ZonedTime.SCHEMA_NAME).version(1) : schema;
  }

  static String convert(Object data, Column column) {
    if (!(data instanceof String || data instanceof PgArray || data instanceof PGobject)) {
      throw new UnfitValueException(
          "Column "
              + column.name()
              + " of type "
              + column.typeName()
              + " cannot travel without loss. Leave it out with column.exclude.list");
    }
    String text = data.toString();
    return column.nativeType() == PgOid.MONEY_ARRAY ? numbers(text) : text;
  }

  /**
   * Money is written as the database's locale wants it; validation refuses those without a point.
   */
  private static String numbers(String moneys) {
    int start = moneys.indexOf('{');
    StringBuilder numbers = new StringBuilder(moneys.substring(0, start));
    Matcher element = ELEMENT.matcher(moneys.substring(start));
    while (element.find()) {
      String quoted = element.group(1);
      String money = quoted == null ? element.group(2) : quoted;
      element.appendReplacement(numbers, money.equals("NULL") ? money : number(money));
    }
    return element.appendTail(numbers).toString();
  }

  private static String number(String money) {
    boolean negative = money.indexOf('-') >= 0 || money.indexOf('(') >= 0;
    return (negative ? "-" : "") + money.replaceAll("[^0-9.]", "");
  }
}
