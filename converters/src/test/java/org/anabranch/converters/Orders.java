package org.anabranch.converters;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/** Rows of a table of orders, in the versions that the table had, and converters for them. */
final class Orders {

  /** A value that no message may show. */
  static final String SECRET = "Aunt Agatha's pearls";

  private Orders() {}

  /** The first version of the table. */
  static Schema first() {
    return SchemaBuilder.struct()
        .name("shop.Order")
        .field("id", Schema.INT64_SCHEMA)
        .field("item", Schema.STRING_SCHEMA)
        .build();
  }

  /** With columns that were added: one may be NULL, one has a default. */
  static Schema withColumns() {
    return SchemaBuilder.struct()
        .name("shop.Order")
        .field("id", Schema.INT64_SCHEMA)
        .field("item", Schema.STRING_SCHEMA)
        .field("note", SchemaBuilder.string().optional().defaultValue(null).build())
        .field("price", Decimal.builder(2).defaultValue(new BigDecimal("0.00")).build())
        .build();
  }

  /** With the id as text. */
  static Schema byText() {
    return SchemaBuilder.struct()
        .name("shop.Order")
        .field("id", Schema.STRING_SCHEMA)
        .field("item", Schema.STRING_SCHEMA)
        .build();
  }

  /** A row with the secret. */
  static Struct row(Schema schema) {
    Struct row =
        new Struct(schema)
            .put("id", schema.field("id").schema().type() == Schema.Type.INT64 ? (Object) 7L : "7")
            .put("item", SECRET);
    return schema.field("note") == null
        ? row
        : row.put("note", "fragile").put("price", new BigDecimal("19.50"));
  }

  /** A converter for values with further options by name and value. */
  static AvroContextConverter values(String url, String... options) {
    return converter(false, url, options);
  }

  /** A converter for keys with further options by name and value. */
  static AvroContextConverter keys(String url, String... options) {
    return converter(true, url, options);
  }

  private static AvroContextConverter converter(boolean isKey, String url, String... options) {
    AvroContextConverter converter = new AvroContextConverter();
    converter.configure(configuration(url, options), isKey);
    return converter;
  }

  /** The configuration, with retries that take no time. */
  static Map<String, String> configuration(String url, String... options) {
    Map<String, String> configuration =
        new HashMap<>(Map.of("schema.registry.url", url, "max.retries", "0"));
    for (int each = 0; each < options.length; each += 2) {
      configuration.put(options[each], options[each + 1]);
    }
    return configuration;
  }

  /** The bytes that a converter writes for a row. */
  static byte[] written(AvroContextConverter by, String topic, Struct row) {
    return Objects.requireNonNull(by.fromConnectData(topic, row.schema(), row));
  }

  /** The requests that register a schema. */
  static List<String> registrations(List<String> requests) {
    return requests.stream()
        .filter(each -> each.startsWith("POST ") && each.endsWith("/versions"))
        .toList();
  }
}
