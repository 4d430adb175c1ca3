package org.anabranch.records.event;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.Operation;
import org.anabranch.records.event.EventOperation.Action;
import org.jspecify.annotations.Nullable;

/** Writes events as values without a schema, which Kafka's JsonConverter writes as they are. */
public final class EventWriter {

  /** What readers have to know; only what an old reader must not ignore raises it. */
  static final long FORMAT = 1;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private EventWriter() {}

  /** The event as maps and lists. */
  public static Map<String, @Nullable Object> write(ContextEvent event) {
    Map<String, @Nullable Object> written = new LinkedHashMap<>();
    written.put(EventField.EVENT_ID, event.eventId());
    written.put(EventField.TIMESTAMP, time(event.timestamp()));
    written.put(EventField.VERSION, event.version());
    written.put(EventField.CONTEXT_ID, event.contextId());
    written.put(EventField.CLOUD_REGION, event.cloudRegion());
    written.put(EventField.EVENT_TYPE, event.type().name());
    written.put(EventField.PAYLOAD, payload(event));
    written.put(EventField.METADATA, metadata(event.metadata()));
    return written;
  }

  /** RFC 3339, in UTC, with microseconds. */
  public static String time(Instant instant) {
    return TIME.format(instant);
  }

  private static Map<String, @Nullable Object> payload(ContextEvent event) {
    Map<String, @Nullable Object> payload = new LinkedHashMap<>();
    List<Map<String, @Nullable Object>> operations = new ArrayList<>();
    for (EventOperation operation : event.operations()) {
      Map<String, @Nullable Object> written = new LinkedHashMap<>();
      written.put(EventField.TYPE, operation.type().name());
      written.put(EventField.PATH, operation.path());
      if (operation.type() != Action.REMOVE) {
        written.put(EventField.VALUE, operation.value());
      }
      operations.add(written);
    }
    payload.put(EventField.OPERATIONS, operations);
    putIfSaid(payload, EventField.PREVIOUS, event.previous());
    return payload;
  }

  private static Map<String, @Nullable Object> metadata(EventMetadata metadata) {
    Map<String, @Nullable Object> written = new LinkedHashMap<>();
    written.put(EventField.FORMAT, FORMAT);
    putIfSaid(written, EventField.PRIORITY, metadata.priority());
    putIfSaid(written, EventField.TTL, metadata.ttlSeconds());
    putIfSaid(written, EventField.COMPACTION_KEY, metadata.compactionKey());
    putIfSaid(
        written, EventField.TABLE, metadata.table() == null ? null : metadata.table().toString());
    Operation operation = metadata.operation();
    putIfSaid(
        written, EventField.OPERATION, operation == null ? null : String.valueOf(operation.code()));
    putIfSaid(written, EventField.KEY, metadata.key());
    ColumnMarks columns = metadata.columns();
    putIfAny(written, EventField.WITHHELD, columns.withheld());
    putIfAny(written, EventField.UNCHANGED, columns.unchanged());
    putIfAny(written, EventField.RESELECTED, columns.reselected());
    putIfAny(written, EventField.ALTERED, columns.altered());
    putIfSaid(written, EventField.SCHEMA, metadata.schema());
    return written;
  }

  private static void putIfSaid(
      Map<String, @Nullable Object> into, String member, @Nullable Object value) {
    if (value != null) {
      into.put(member, value);
    }
  }

  private static void putIfAny(
      Map<String, @Nullable Object> into, String member, Set<String> columns) {
    if (!columns.isEmpty()) {
      into.put(member, new ArrayList<>(new TreeSet<>(columns)));
    }
  }
}
