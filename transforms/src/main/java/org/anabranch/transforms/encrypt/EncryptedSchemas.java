package org.anabranch.transforms.encrypt;

import java.util.Map;
import org.anabranch.transforms.cipher.Mode;
import org.anabranch.transforms.cipher.TypeCode;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** The schemas of encrypted fields. */
public final class EncryptedSchemas {

  /** The parameter with the type that the field had, for the sake of fields that are NULL. */
  static final String TYPE = "anabranch.type";

  private EncryptedSchemas() {}

  /**
   * That of an encrypted field: optional where it was or had a default, which it has no more.
   *
   * @throws DataException where fields of that schema cannot be encrypted so
   */
  static Schema of(Schema field, Mode mode, EncryptOptions options) {
    SchemaBuilder made =
        mode == Mode.FORMAT_PRESERVING ? preserved(field) : sealed(field, options.asText());
    if (field.isOptional() || field.defaultValue() != null || options.mayForget()) {
      made.optional();
    }
    return made.doc(field.doc()).build();
  }

  private static SchemaBuilder sealed(Schema field, boolean asText) {
    String type = typeOf(field);
    return (asText ? SchemaBuilder.string() : SchemaBuilder.bytes())
        .parameter(TYPE, type == null ? TypeCode.textOf(field) : type);
  }

  /** Why fields of a schema cannot be encrypted so; null where they can. */
  public static @Nullable String misfit(Schema field, Mode mode) {
    return mode != Mode.FORMAT_PRESERVING || field.type() == Schema.Type.STRING
        ? null
        : "%s is of texts, and it is a %s. Use %s or %s"
            .formatted(
                mode.text(),
                field.type().getName(),
                Mode.AUTHENTICATED.text(),
                Mode.DETERMINISTIC.text());
  }

  private static SchemaBuilder preserved(Schema field) {
    String misfit = misfit(field, Mode.FORMAT_PRESERVING);
    if (misfit != null) {
      throw new DataException(misfit);
    }
    SchemaBuilder made = SchemaBuilder.string().name(field.name()).version(field.version());
    return field.parameters() == null ? made : made.parameters(field.parameters());
  }

  /** The type that a field had before it was encrypted, as a text; null where nothing says it. */
  static @Nullable String typeOf(Schema field) {
    Map<String, String> parameters = field.parameters();
    return parameters == null ? null : parameters.get(TYPE);
  }
}
