package org.anabranch.converters.avro;

import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.connect.data.Decimal;
import org.jspecify.annotations.Nullable;

/** What a Connect schema says beside its type, as an Avro schema tells it that is no union. */
record Traits(
    @Nullable String name,
    @Nullable Integer version,
    @Nullable String doc,
    @Nullable Map<String, String> parameters) {

  /**
   * Reads them.
   *
   * @param registryVersion for a record that says nothing of Connect and none itself
   */
  static Traits of(Schema avro, @Nullable Integer registryVersion) {
    String name = Properties.name(avro);
    String logical = name == null ? Logical.name(avro) : null;
    if (logical == null && Properties.hasTraits(avro)) {
      boolean named = avro.getType() == Schema.Type.RECORD && !isNameless(avro);
      return written(avro, name == null && named ? avro.getFullName() : name);
    }
    if (logical != null) {
      boolean decimal = logical.equals(Decimal.LOGICAL_NAME);
      return new Traits(logical, 1, null, decimal ? Logical.decimalParameters(avro) : null);
    }
    return switch (avro.getType()) {
      case RECORD ->
          isNameless(avro)
              ? new Traits(null, null, null, null)
              : new Traits(avro.getFullName(), registryVersion, avro.getDoc(), null);
      case ENUM -> new Traits(avro.getFullName(), null, null, Enums.parameters(avro));
      case FIXED ->
          new Traits(
              avro.getFullName(),
              null,
              null,
              Map.of(Properties.FIXED_SIZE, String.valueOf(avro.getFixedSize())));
      default -> new Traits(null, null, null, null);
    };
  }

  /** As Connect had them. */
  private static Traits written(Schema avro, @Nullable String name) {
    return new Traits(
        name,
        Properties.number(avro, Properties.VERSION),
        Properties.text(avro, Properties.DOC),
        Properties.parameters(avro));
  }

  private static boolean isNameless(Schema record) {
    return record.getFullName().startsWith(ToAvro.NAMELESS);
  }
}
