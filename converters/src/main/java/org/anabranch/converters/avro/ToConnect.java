package org.anabranch.converters.avro;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Field;
import org.jspecify.annotations.Nullable;

/**
 * One Avro schema on its way to Connect. What occurs twice is one instance in Connect, so that
 * structs are put into others without their schemas being compared.
 */
final class ToConnect {

  private final Schema root;
  private final @Nullable Integer registryVersion;
  private final IdentityHashMap<Schema, List<Field>> fields = new IdentityHashMap<>();
  private final IdentityHashMap<Schema, List<RecursiveSchema>> open = new IdentityHashMap<>();
  private final IdentityHashMap<Schema, ConnectSchema> required = new IdentityHashMap<>();
  private final IdentityHashMap<Schema, ConnectSchema> optional = new IdentityHashMap<>();

  ToConnect(Schema root, @Nullable Integer registryVersion) {
    this.root = root;
    this.registryVersion = registryVersion;
  }

  org.apache.kafka.connect.data.Schema convert() {
    return schema(root, null);
  }

  /**
   * The schema for any place.
   *
   * @param fieldDefault Avro's own default of a field; null if there is none
   */
  private org.apache.kafka.connect.data.Schema schema(Schema avro, @Nullable Object fieldDefault) {
    Object json = fieldDefault == JsonProperties.NULL_VALUE ? null : fieldDefault;
    if (avro.getType() != Schema.Type.UNION) {
      return node(avro, false, json);
    }
    if (Unions.isOptional(avro)) {
      return node(Unions.valueBranches(avro).get(0), true, json);
    }
    return union(avro, json);
  }

  private org.apache.kafka.connect.data.Schema node(
      Schema avro, boolean isOptional, @Nullable Object fieldDefault) {
    List<RecursiveSchema> references = open.get(avro);
    if (references != null) {
      RecursiveSchema reference = new RecursiveSchema(isOptional);
      references.add(reference);
      return reference;
    }
    if (fieldDefault != null) {
      return of(avro, isOptional, fieldDefault);
    }
    IdentityHashMap<Schema, ConnectSchema> known = isOptional ? optional : required;
    ConnectSchema already = known.get(avro);
    if (already == null) {
      already = of(avro, isOptional, Properties.defaultValue(avro));
      known.put(avro, already);
    }
    return already;
  }

  private ConnectSchema of(Schema avro, boolean isOptional, @Nullable Object json) {
    org.apache.kafka.connect.data.Schema.Type type = type(avro);
    List<RecursiveSchema> references = new ArrayList<>();
    if (type == org.apache.kafka.connect.data.Schema.Type.STRUCT && !fields.containsKey(avro)) {
      open.put(avro, references);
      fields.put(avro, fields(avro));
      open.remove(avro);
    }
    ConnectSchema plain = with(avro, type, isOptional, null);
    references.forEach(reference -> reference.resolve(plain));
    Object value = DefaultValues.of(plain, avro, json);
    if (value == null) {
      return plain;
    }
    ConnectSchema defaulted = with(avro, type, isOptional, value);
    references.forEach(reference -> reference.resolve(defaulted));
    return defaulted;
  }

  private ConnectSchema with(
      Schema avro,
      org.apache.kafka.connect.data.Schema.Type type,
      boolean isOptional,
      @Nullable Object defaultValue) {
    Traits traits = Traits.of(avro, isRoot(avro) ? registryVersion : null);
    return new ConnectSchema(
        type,
        isOptional,
        defaultValue,
        traits.name(),
        traits.version(),
        traits.doc(),
        traits.parameters(),
        type == org.apache.kafka.connect.data.Schema.Type.STRUCT ? fields.get(avro) : null,
        type == org.apache.kafka.connect.data.Schema.Type.MAP ? key(avro) : null,
        type == org.apache.kafka.connect.data.Schema.Type.MAP
                || type == org.apache.kafka.connect.data.Schema.Type.ARRAY
            ? element(avro, type)
            : null);
  }

  @SuppressWarnings("ReferenceEquality") // A record that looks the same elsewhere is not it.
  private boolean isRoot(Schema avro) {
    return avro == root;
  }

  private static org.apache.kafka.connect.data.Schema.Type type(Schema avro) {
    return switch (avro.getType()) {
      case INT ->
          switch (String.valueOf(Properties.text(avro, Properties.TYPE))) {
            case "int8" -> org.apache.kafka.connect.data.Schema.Type.INT8;
            case "int16" -> org.apache.kafka.connect.data.Schema.Type.INT16;
            default -> org.apache.kafka.connect.data.Schema.Type.INT32;
          };
      case LONG -> org.apache.kafka.connect.data.Schema.Type.INT64;
      case FLOAT -> org.apache.kafka.connect.data.Schema.Type.FLOAT32;
      case DOUBLE -> org.apache.kafka.connect.data.Schema.Type.FLOAT64;
      case BOOLEAN -> org.apache.kafka.connect.data.Schema.Type.BOOLEAN;
      case STRING, ENUM -> org.apache.kafka.connect.data.Schema.Type.STRING;
      case BYTES, FIXED -> org.apache.kafka.connect.data.Schema.Type.BYTES;
      case ARRAY ->
          Maps.isEntries(avro)
              ? org.apache.kafka.connect.data.Schema.Type.MAP
              : org.apache.kafka.connect.data.Schema.Type.ARRAY;
      case MAP -> org.apache.kafka.connect.data.Schema.Type.MAP;
      case RECORD -> org.apache.kafka.connect.data.Schema.Type.STRUCT;
      default ->
          throw new Misfit(
              "Avro's "
                  + avro.getType().getName()
                  + " alone has nothing in Connect; make it a union with the type that it is null"
                  + " of");
    };
  }

  private org.apache.kafka.connect.data.Schema key(Schema avro) {
    if (avro.getType() == Schema.Type.ARRAY) {
      return schema(avro.getElementType().getField(Maps.KEY).schema(), null);
    }
    String key = Properties.text(avro, Properties.KEY);
    return key == null
        ? org.apache.kafka.connect.data.Schema.STRING_SCHEMA
        : new ToConnect(AvroSchemas.parser().parse(key), null).convert();
  }

  private org.apache.kafka.connect.data.Schema element(
      Schema avro, org.apache.kafka.connect.data.Schema.Type type) {
    if (avro.getType() == Schema.Type.MAP) {
      return schema(avro.getValueType(), null);
    }
    Schema element = avro.getElementType();
    return schema(
        type == org.apache.kafka.connect.data.Schema.Type.MAP
            ? element.getField(Maps.VALUE).schema()
            : element,
        null);
  }

  private List<Field> fields(Schema record) {
    List<Field> all = new ArrayList<>();
    for (Schema.Field field : record.getFields()) {
      String original = Properties.text(field, Properties.FIELD);
      try {
        all.add(
            new Field(
                original == null ? field.name() : original,
                all.size(),
                schema(field.schema(), field.defaultVal())));
      } catch (RuntimeException e) {
        throw Misfit.within(field.name(), e);
      }
    }
    return List.copyOf(all);
  }

  /** A struct of a field for each branch that is not null. */
  private org.apache.kafka.connect.data.Schema union(Schema avro, @Nullable Object json) {
    List<Field> branches = new ArrayList<>();
    for (Schema branch : Unions.valueBranches(avro)) {
      branches.add(new Field(Unions.fieldName(branch), branches.size(), node(branch, true, null)));
    }
    if (branches.isEmpty()) {
      throw new Misfit("Avro's null alone has nothing in Connect");
    }
    ConnectSchema plain = union(avro, branches, null);
    if (json == null) {
      return plain;
    }
    // Avro's default is a value of the first branch.
    Field first = branches.get(0);
    Object value = DefaultValues.of(first.schema(), avro.getTypes().get(0), json);
    return union(avro, branches, new org.apache.kafka.connect.data.Struct(plain).put(first, value));
  }

  private static ConnectSchema union(
      Schema avro, List<Field> branches, @Nullable Object defaultValue) {
    return new ConnectSchema(
        org.apache.kafka.connect.data.Schema.Type.STRUCT,
        Unions.hasNull(avro),
        defaultValue,
        Unions.NAME,
        null,
        null,
        null,
        List.copyOf(branches),
        null,
        null);
  }
}
