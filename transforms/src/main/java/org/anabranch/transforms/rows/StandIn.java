package org.anabranch.transforms.rows;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.anabranch.records.header.ManifestHeader;
import org.anabranch.records.path.LikeSchema;
import org.anabranch.records.view.StructField;
import org.apache.kafka.common.cache.Cache;
import org.apache.kafka.common.cache.LRUCache;
import org.apache.kafka.common.cache.SynchronizedCache;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the place of a value that lies elsewhere. It names itself, so that nothing takes
 * it for a row, and carries the text of the record's {@link ManifestHeader} for people to see.
 *
 * <p>An envelope with a schema stays one: without its images, with one optional field more. That is
 * a schema which registries accept beside the envelope's own. Safe for several threads.
 */
public final class StandIn {

  /** The field that only a stand-in has. */
  public static final String FIELD = "anabranch_segments";

  private static final int SCHEMAS_MAX = 256;

  private static final Schema ALONE =
      SchemaBuilder.struct()
          .name("org.anabranch.Segments")
          .doc("Stands for a value that lies in parts, see its record's header anabranch.segments")
          .field(FIELD, Schema.STRING_SCHEMA)
          .build();

  private final EnvelopeCopies envelopes = new EnvelopeCopies();
  private final Cache<Schema, Schema> schemas =
      new SynchronizedCache<>(new LRUCache<>(SCHEMAS_MAX));

  /**
   * Fails where a value stands for another one: what is to be done to its row would not be done.
   *
   * @throws DataException saying how to mend it
   */
  static void check(@Nullable Object value) {
    if (is(value)) {
      throw new DataException(
          "Its value lies in parts, so its row cannot be seen here. Put"
              + " org.anabranch.transforms.Assemble$Value in front of this transform, or"
              + " org.anabranch.transforms.Segment$Value behind it");
    }
  }

  /** Whether a value is one; of raw bytes and texts nobody can tell. */
  public static boolean is(@Nullable Object value) {
    Object text = null;
    if (value instanceof Struct struct && struct.schema().field(FIELD) != null) {
      text = struct.getWithoutDefault(FIELD);
    } else if (value instanceof Map<?, ?> map) {
      text = map.get(FIELD);
    }
    return text instanceof String written && written.startsWith(ManifestHeader.PREFIX);
  }

  /**
   * What stands for a value.
   *
   * @param schema the value's; null where it has none
   * @param text of the manifest
   */
  public SchemaAndValue of(@Nullable Schema schema, Object value, String text) {
    if (value instanceof Struct struct
        && RecordRows.shape(value) instanceof ValueShape.Envelope e) {
      return envelope(e, struct.schema(), text);
    }
    if (value instanceof String) {
      return new SchemaAndValue(schema, json(text));
    }
    return schema == null
        ? new SchemaAndValue(null, Map.of(FIELD, text))
        : new SchemaAndValue(ALONE, new Struct(ALONE).put(FIELD, text));
  }

  /** What stands for bytes that nobody here can read: JSON. */
  public static byte[] bytes(String text) {
    return json(text).getBytes(StandardCharsets.UTF_8);
  }

  /** The text needs no escapes. */
  private static String json(String text) {
    return "{\"" + FIELD + "\":\"" + text + "\"}";
  }

  private SchemaAndValue envelope(ValueShape.Envelope envelope, Schema like, String text) {
    Schema schema = schemas.get(like);
    if (schema == null) {
      schema =
          LikeSchema.copy(like).field(FIELD, SchemaBuilder.string().optional().build()).build();
      schemas.put(like, schema);
    }
    Struct bare =
        (Struct) Objects.requireNonNull(envelopes.of(envelope, RowImage.NONE, RowImage.NONE).row());
    Struct made = new Struct(schema);
    for (Field field : bare.schema().fields()) {
      Object value = StructField.value(bare, field);
      if (value != null) {
        made.put(field.name(), value);
      }
    }
    return new SchemaAndValue(schema, made.put(FIELD, text));
  }
}
