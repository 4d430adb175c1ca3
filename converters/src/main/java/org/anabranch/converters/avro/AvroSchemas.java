package org.anabranch.converters.avro;

import org.apache.avro.NameValidator;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Connect's schemas as Avro's, and back, in the form that Confluent's converter made customary, so
 * that either understands what the other registered. What that form cannot say is added as
 * properties of our own, which others ignore: {@link #toConnect} of {@link #toAvro} is the schema
 * it was made of. docs/formats/avro.md has both. Thread-safe; nothing is cached.
 */
public final class AvroSchemas {

  /** Schemas in the only form there is. */
  public AvroSchemas() {}

  /**
   * The Avro schema for values of the Connect schema; for null, one for values without schema.
   *
   * @throws org.apache.kafka.connect.errors.DataException if the schema contradicts itself
   */
  public Schema toAvro(org.apache.kafka.connect.data.@Nullable Schema schema) {
    return schema == null ? Anything.SCHEMA : new ToAvro().schema(schema);
  }

  /**
   * The Connect schema for values of the Avro schema, whoever wrote it; null for values without
   * schema.
   *
   * @param registryVersion the version that a struct gets whose schema names none
   * @throws org.apache.kafka.connect.errors.DataException if Connect has nothing for a part of it
   */
  public org.apache.kafka.connect.data.@Nullable Schema toConnect(
      Schema avro, @Nullable Integer registryVersion) {
    return Anything.is(avro) ? null : new ToConnect(avro, registryVersion).convert();
  }

  /**
   * A parser for what registries hold, where there are names and defaults that the specification
   * forbids and others wrote nevertheless.
   */
  public static Schema.Parser parser() {
    return new Schema.Parser(NameValidator.NO_VALIDATION).setValidateDefaults(false);
  }
}
