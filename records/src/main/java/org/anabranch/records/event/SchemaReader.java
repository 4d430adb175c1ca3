package org.anabranch.records.event;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** Reads the forms of {@link SchemaForm}, each once. */
final class SchemaReader {

  /** What types must have that Connect gives a meaning of its own. */
  private static final Map<String, Schema.Type> LOGICAL =
      Map.of(
          Decimal.LOGICAL_NAME, Schema.Type.BYTES,
          Date.LOGICAL_NAME, Schema.Type.INT32,
          Time.LOGICAL_NAME, Schema.Type.INT32,
          Timestamp.LOGICAL_NAME, Schema.Type.INT64);

  private final String at;

  SchemaReader(String at) {
    this.at = at;
  }

  Schema read(Object form) {
    try {
      SchemaBuilder schema =
          form instanceof String text ? SchemaText.read(text) : read((Map<?, ?>) form);
      Schema made = schema.build();
      checkMeaning(made);
      return made;
    } catch (MalformedEventException e) {
      throw e;
    } catch (ConnectException
        | IllegalArgumentException
        | ClassCastException
        | NullPointerException e) {
      throw new MalformedEventException(
          at, "is no schema as docs/formats/context-event.md describes them");
    }
  }

  private SchemaReader within(String member) {
    return new SchemaReader(JsonPointer.to(at, member));
  }

  private Schema schema(Map<?, ?> form, String member) {
    return within(member).read(required(form.get(member)));
  }

  private static Object required(@Nullable Object value) {
    if (value == null) {
      throw new IllegalArgumentException("It is missing");
    }
    return value;
  }

  private SchemaBuilder read(Map<?, ?> form) {
    SchemaBuilder schema = built(form);
    if (Boolean.TRUE.equals(form.get(SchemaForm.OPTIONAL))) {
      schema.optional();
    }
    if (form.get(SchemaForm.NAME) instanceof String name) {
      schema.name(name);
    }
    if (form.get(SchemaForm.VERSION) instanceof Number version) {
      schema.version(version.intValue());
    }
    if (form.get(SchemaForm.DOC) instanceof String doc) {
      schema.doc(doc);
    }
    if (form.get(SchemaForm.PARAMETERS) instanceof Map<?, ?> given) {
      Map<String, String> parameters = new HashMap<>();
      given.forEach((name, value) -> parameters.put((String) name, (String) value));
      schema.parameters(parameters);
    }
    Object standard = form.get(SchemaForm.DEFAULT);
    if (standard != null) {
      schema.defaultValue(
          TypedValue.of(standard, schema.build(), JsonPointer.to(at, SchemaForm.DEFAULT)));
    }
    return schema;
  }

  private SchemaBuilder built(Map<?, ?> form) {
    String type = (String) required(form.get(SchemaForm.TYPE));
    return switch (type) {
      case "array" -> SchemaBuilder.array(schema(form, SchemaForm.ITEMS));
      case "map" ->
          SchemaBuilder.map(schema(form, SchemaForm.KEYS), schema(form, SchemaForm.VALUES));
      case "struct" -> struct((List<?>) required(form.get(SchemaForm.FIELDS)));
      default -> SchemaText.read(type);
    };
  }

  private SchemaBuilder struct(List<?> fields) {
    SchemaBuilder struct = SchemaBuilder.struct();
    SchemaReader reader = within(SchemaForm.FIELDS);
    for (int i = 0; i < fields.size(); i++) {
      Map<?, ?> field = (Map<?, ?>) required(fields.get(i));
      struct.field(
          (String) required(field.get(SchemaForm.NAME)),
          reader.within(String.valueOf(i)).schema(field, SchemaForm.TYPE));
    }
    return struct;
  }

  private static void checkMeaning(Schema schema) {
    Schema.Type type = LOGICAL.get(String.valueOf(schema.name()));
    if (type == null) {
      return;
    }
    if (type != schema.type()) {
      throw new IllegalArgumentException("A name of another type");
    }
    if (schema.name().equals(Decimal.LOGICAL_NAME)) {
      String scale = required(schema.parameters().get(Decimal.SCALE_FIELD)).toString();
      if (!scale.matches("-?[0-9]{1,6}")) {
        throw new IllegalArgumentException("No scale");
      }
    }
  }
}
