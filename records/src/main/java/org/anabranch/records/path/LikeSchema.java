package org.anabranch.records.path;

import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Makes schemas that are like another one but for what they hold: of the same name, version,
 * documentation and parameters, and optional if that is. A default value is not taken over, since
 * it may not fit.
 */
public final class LikeSchema {

  /** Says what becomes of a field's schema. */
  @FunctionalInterface
  public interface FieldSchema {

    /** The field's schema; null to leave the field out. */
    @Nullable Schema of(Field field);
  }

  private LikeSchema() {}

  /** A structure without fields, like another. */
  public static SchemaBuilder struct(Schema like) {
    return of(like, SchemaBuilder.struct());
  }

  /**
   * A structure whose fields are those of another, each with a schema that may differ.
   *
   * @param schemas says for each field its schema; null to leave the field out
   */
  public static Schema struct(Schema like, FieldSchema schemas) {
    return with(struct(like), like, schemas).build();
  }

  /** The same under another name. */
  public static Schema struct(Schema like, @Nullable String name, FieldSchema schemas) {
    SchemaBuilder made = of(like, SchemaBuilder.struct(), name);
    return with(made, like, schemas).build();
  }

  private static SchemaBuilder with(SchemaBuilder made, Schema like, FieldSchema schemas) {
    for (Field field : like.fields()) {
      Schema schema = schemas.of(field);
      if (schema != null) {
        made.field(field.name(), schema);
      }
    }
    return made;
  }

  /** A schema in the making that is like another one in what it holds, too. */
  public static SchemaBuilder copy(Schema like) {
    return switch (like.type()) {
      case ARRAY -> of(like, SchemaBuilder.array(like.valueSchema()));
      case MAP -> of(like, SchemaBuilder.map(like.keySchema(), like.valueSchema()));
      case STRUCT -> with(struct(like), like, Field::schema);
      default -> of(like, new SchemaBuilder(like.type()));
    };
  }

  /**
   * Any schema like another.
   *
   * @param made what it is, with nothing said of it yet
   */
  public static SchemaBuilder of(Schema like, SchemaBuilder made) {
    return of(like, made, like.name());
  }

  private static SchemaBuilder of(Schema like, SchemaBuilder made, @Nullable String name) {
    if (name != null) {
      made.name(name);
    }
    if (like.version() != null) {
      made.version(like.version());
    }
    if (like.doc() != null) {
      made.doc(like.doc());
    }
    if (like.parameters() != null) {
      made.parameters(like.parameters());
    }
    return like.isOptional() ? made.optional() : made;
  }
}
