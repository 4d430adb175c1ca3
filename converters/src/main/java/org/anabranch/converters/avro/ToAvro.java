package org.anabranch.converters.avro;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.JsonProperties;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.jspecify.annotations.Nullable;

/** One Connect schema on its way to Avro. */
final class ToAvro {

  /** The name of structs that have none. */
  static final String NAMELESS = Properties.NAMESPACE + ".ConnectDefault";

  private final Definitions definitions = new Definitions();

  /** With null, if the schema is optional; the type of the default comes first. */
  org.apache.avro.Schema schema(Schema schema) {
    org.apache.avro.Schema union = union(schema);
    if (union != null) {
      return union;
    }
    org.apache.avro.Schema node = node(schema);
    if (!schema.isOptional()) {
      return node;
    }
    return org.apache.avro.Schema.createUnion(
        schema.defaultValue() == null ? List.of(nothing(), node) : List.of(node, nothing()));
  }

  private static org.apache.avro.Schema nothing() {
    return org.apache.avro.Schema.create(org.apache.avro.Schema.Type.NULL);
  }

  private org.apache.avro.Schema node(Schema schema) {
    return switch (schema.type()) {
      case STRING -> Enums.isEnum(schema) ? enumeration(schema) : scalar(schema);
      case BYTES -> Enums.fixedSize(schema) >= 0 ? fixed(schema) : scalar(schema);
      case ARRAY ->
          traits(org.apache.avro.Schema.createArray(schema(schema.valueSchema())), schema);
      case MAP -> traits(Maps.hasTexts(schema) ? map(schema) : entries(schema), schema);
      case STRUCT -> struct(schema);
      default -> scalar(schema);
    };
  }

  private static org.apache.avro.Schema scalar(Schema schema) {
    org.apache.avro.Schema avro = org.apache.avro.Schema.create(type(schema));
    Logical.scale(avro, schema);
    traits(avro, schema);
    if (schema.type() == Schema.Type.INT8 || schema.type() == Schema.Type.INT16) {
      avro.addProp(Properties.TYPE, schema.type().getName());
    }
    Logical.mark(avro, schema);
    return avro;
  }

  private static org.apache.avro.Schema.Type type(Schema schema) {
    return switch (schema.type()) {
      case INT8, INT16, INT32 -> org.apache.avro.Schema.Type.INT;
      case INT64 -> org.apache.avro.Schema.Type.LONG;
      case FLOAT32 -> org.apache.avro.Schema.Type.FLOAT;
      case FLOAT64 -> org.apache.avro.Schema.Type.DOUBLE;
      case BOOLEAN -> org.apache.avro.Schema.Type.BOOLEAN;
      case STRING -> org.apache.avro.Schema.Type.STRING;
      default -> org.apache.avro.Schema.Type.BYTES;
    };
  }

  private org.apache.avro.Schema enumeration(Schema schema) {
    return definitions.of(
        String.valueOf(schema.parameters().get(Enums.NAME)),
        schema,
        name -> org.apache.avro.Schema.createEnum(name, null, null, Enums.symbols(schema)),
        avro -> traits(avro, schema));
  }

  private org.apache.avro.Schema fixed(Schema schema) {
    return definitions.of(
        AvroNames.fullName(schema.name()),
        schema,
        name -> org.apache.avro.Schema.createFixed(name, null, null, Enums.fixedSize(schema)),
        avro -> traits(avro, schema));
  }

  private org.apache.avro.Schema map(Schema schema) {
    org.apache.avro.Schema map = org.apache.avro.Schema.createMap(schema(schema.valueSchema()));
    if (!Maps.hasPlainTexts(schema)) {
      map.addProp(Properties.KEY, new ToAvro().schema(schema.keySchema()).toString());
    }
    return map;
  }

  private org.apache.avro.Schema entries(Schema schema) {
    String name = schema.name() == null ? Maps.FULL_NAME : AvroNames.fullName(schema.name());
    return org.apache.avro.Schema.createArray(
        definitions.of(
            name,
            SchemaBuilder.map(schema.keySchema(), schema.valueSchema()).build(),
            full -> org.apache.avro.Schema.createRecord(full, null, null, false),
            entry -> {
              entry.setFields(
                  List.of(
                      field(Maps.KEY, Maps.KEY, schema.keySchema()),
                      field(Maps.VALUE, Maps.VALUE, schema.valueSchema())));
              Maps.mark(entry);
            }));
  }

  private org.apache.avro.Schema struct(Schema schema) {
    return definitions.of(
        schema.name() == null ? NAMELESS : AvroNames.fullName(schema.name()),
        schema,
        full -> org.apache.avro.Schema.createRecord(full, null, null, false),
        record -> {
          List<String> names = AvroNames.ofFields(schema.fields());
          List<org.apache.avro.Schema.Field> fields = new ArrayList<>();
          for (Field field : schema.fields()) {
            fields.add(field(names.get(field.index()), field.name(), field.schema()));
          }
          record.setFields(fields);
          traits(record, schema);
        });
  }

  private org.apache.avro.Schema.Field field(String name, String original, Schema schema) {
    org.apache.avro.Schema avro = schema(schema);
    org.apache.avro.Schema.Field field =
        new org.apache.avro.Schema.Field(name, avro, null, defaultOf(schema, avro));
    if (!name.equals(original)) {
      field.addProp(Properties.FIELD, original);
    }
    return field;
  }

  /** The default that readers know who know Avro only. */
  private static @Nullable Object defaultOf(Schema schema, org.apache.avro.Schema avro) {
    if (schema.defaultValue() == null) {
      return schema.isOptional() ? JsonProperties.NULL_VALUE : null;
    }
    Object json = DefaultJson.of(schema, schema.defaultValue());
    return DefaultJson.isCommon(schema, schema.defaultValue()) && AvroDefaults.isValid(avro, json)
        ? AvroDefaults.widened(json)
        : null;
  }

  /** A struct that stands for a union, if a reader of the union would know all of it. */
  private org.apache.avro.@Nullable Schema union(Schema schema) {
    if (schema.type() != Schema.Type.STRUCT || !Unions.isPlain(schema)) {
      return null;
    }
    List<org.apache.avro.Schema> branches = new ArrayList<>();
    if (schema.isOptional()) {
      branches.add(nothing());
    }
    for (Field field : schema.fields()) {
      org.apache.avro.Schema optional = schema(field.schema());
      if (!Unions.isOptional(optional)) {
        return null;
      }
      org.apache.avro.Schema branch = Unions.valueBranches(optional).get(0);
      if (!Unions.fieldName(branch).equals(field.name())) {
        return null;
      }
      branches.add(branch);
    }
    return org.apache.avro.Schema.createUnion(branches);
  }

  /** All that Connect says of a schema, in the order in which Confluent's converter says it. */
  private static org.apache.avro.Schema traits(org.apache.avro.Schema avro, Schema schema) {
    Properties.add(avro, Properties.DOC, schema.doc());
    Properties.add(avro, Properties.VERSION, schema.version());
    Properties.add(avro, Properties.PARAMETERS, schema.parameters());
    if (schema.defaultValue() != null) {
      avro.addProp(
          DefaultJson.isCommon(schema, schema.defaultValue())
              ? Properties.DEFAULT
              : Properties.OWN_DEFAULT,
          DefaultJson.of(schema, schema.defaultValue()));
    }
    boolean union = Unions.NAME.equals(schema.name());
    Properties.add(avro, union ? Properties.OWN_NAME : Properties.NAME, schema.name());
    return avro;
  }
}
