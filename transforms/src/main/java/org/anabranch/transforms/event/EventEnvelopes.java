package org.anabranch.transforms.event;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.anabranch.model.change.TableName;
import org.anabranch.records.event.ContextEvent;
import org.anabranch.records.event.EventImages;
import org.anabranch.records.event.SchemaForm;
import org.anabranch.records.path.LikeSchema;
import org.anabranch.transforms.rows.RowImage;
import org.apache.kafka.common.cache.Cache;
import org.apache.kafka.common.cache.LRUCache;
import org.apache.kafka.common.cache.SynchronizedCache;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Makes Debezium's envelopes of events: both images, the operation's letter, the time, and of the
 * source its name, time, schema and table. Schemas are kept, so that converters meet the same ones
 * again. Safe for several threads.
 */
public final class EventEnvelopes {

  private record Key(String name, Schema before, Schema after) {}

  private static final int SCHEMAS_MAX = 512;
  private static final String ENVELOPE = ".Envelope";
  private static final String ROW = ".Value";
  private static final Schema SOURCE =
      SchemaBuilder.struct()
          .name("org.anabranch.event.Source")
          .field("name", Schema.STRING_SCHEMA)
          .field("ts_ms", Schema.INT64_SCHEMA)
          .field("ts_us", Schema.INT64_SCHEMA)
          .field("schema", Schema.OPTIONAL_STRING_SCHEMA)
          .field("table", Schema.OPTIONAL_STRING_SCHEMA)
          .build();

  private final Cache<Key, Schema> schemas = new SynchronizedCache<>(new LRUCache<>(SCHEMAS_MAX));

  /** The envelope, a struct where the event has the row's schema, else a map. */
  public RowImage of(ContextEvent event, EventImages images) {
    Object form = event.metadata().schema();
    if (form == null) {
      return new RowImage(map(event, images), null);
    }
    Schema row = SchemaForm.read(form, "/metadata/schema");
    Schema schema = schema(event, images, row);
    Struct made =
        new Struct(schema)
            .put("before", images.before())
            .put("after", images.after())
            .put("source", source(event))
            .put("op", String.valueOf(images.operation().code()))
            .put("ts_ms", event.timestamp().toEpochMilli());
    return new RowImage(made, schema);
  }

  private static Map<String, @Nullable Object> map(ContextEvent event, EventImages images) {
    Map<String, @Nullable Object> envelope = new LinkedHashMap<>();
    envelope.put("before", images.before());
    envelope.put("after", images.after());
    Map<String, @Nullable Object> source = new LinkedHashMap<>();
    Struct fields = source(event);
    SOURCE.fields().forEach(field -> source.put(field.name(), fields.get(field)));
    envelope.put("source", source);
    envelope.put("op", String.valueOf(images.operation().code()));
    envelope.put("ts_ms", event.timestamp().toEpochMilli());
    return envelope;
  }

  private static Struct source(ContextEvent event) {
    TableName table = event.metadata().table();
    return new Struct(SOURCE)
        .put("name", event.cloudRegion())
        .put("ts_ms", event.timestamp().toEpochMilli())
        .put("ts_us", ChronoUnit.MICROS.between(Instant.EPOCH, event.timestamp()))
        .put("schema", table == null ? null : table.schema())
        .put("table", table == null ? null : table.table());
  }

  private Schema schema(ContextEvent event, EventImages images, Schema row) {
    Key key = new Key(name(event, row), place(images.before(), row), place(images.after(), row));
    Schema schema = schemas.get(key);
    if (schema == null) {
      schema =
          SchemaBuilder.struct()
              .name(key.name())
              .field("before", key.before())
              .field("after", key.after())
              .field("source", SOURCE)
              .field("op", Schema.STRING_SCHEMA)
              .field("ts_ms", Schema.OPTIONAL_INT64_SCHEMA)
              .build();
      schemas.put(key, schema);
    }
    return schema;
  }

  private static Schema place(@Nullable Object image, Schema row) {
    if (image instanceof Struct struct) {
      return struct.schema();
    }
    return row.isOptional() ? row : LikeSchema.copy(row).optional().build();
  }

  private static String name(ContextEvent event, Schema row) {
    String name = row.name();
    if (name == null) {
      return Objects.toString(event.metadata().table(), "row") + ENVELOPE;
    }
    return (name.endsWith(ROW) ? name.substring(0, name.length() - ROW.length()) : name) + ENVELOPE;
  }
}
