package org.anabranch.records.event;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.Operation;
import org.anabranch.model.change.TableName;
import org.anabranch.records.event.EventOperation.Action;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** Finds events in records' values and reads them. */
public final class EventReader {

  private static final String IN_METADATA = JsonPointer.to("", EventField.METADATA);
  private static final String OPERATIONS =
      JsonPointer.to(JsonPointer.to("", EventField.PAYLOAD), EventField.OPERATIONS);

  private EventReader() {}

  /**
   * Whether a value is an event, a map or a struct, or a CloudEvent with one: it has the members
   * {@code eventType} and {@code payload.operations}, whatever they hold.
   */
  public static boolean isEvent(@Nullable Object value) {
    return EventStruct.is(value) || isEventWithoutSchema(value);
  }

  private static boolean isEventWithoutSchema(@Nullable Object value) {
    return value instanceof Map<?, ?> map
        && CloudEvent.data(map) instanceof Map<?, ?> event
        && event.containsKey(EventField.EVENT_TYPE)
        && event.get(EventField.PAYLOAD) instanceof Map<?, ?> payload
        && payload.containsKey(EventField.OPERATIONS);
  }

  /**
   * The event that a value is, or that a CloudEvent holds.
   *
   * @param value in which there {@link #isEvent is one}
   * @throws MalformedEventException naming the place in the event
   */
  public static ContextEvent read(Object value) {
    Map<?, ?> tree =
        value instanceof Struct struct
            ? plain(struct)
            : (Map<?, ?>) CloudEvent.data((Map<?, ?>) value);
    Members event = new Members(tree, "");
    Members payload = event.object(EventField.PAYLOAD);
    Members metadata =
        event.has(EventField.METADATA)
            ? event.object(EventField.METADATA)
            : new Members(Map.of(), IN_METADATA);
    return new ContextEvent(
        event.text(EventField.EVENT_ID),
        timestamp(event),
        version(event),
        event.text(EventField.CONTEXT_ID),
        event.text(EventField.CLOUD_REGION),
        type(event),
        operations(payload.list(EventField.OPERATIONS)),
        payload.has(EventField.PREVIOUS) ? payload.object(EventField.PREVIOUS).all() : null,
        metadata(metadata));
  }

  private static Map<?, ?> plain(Struct struct) {
    return EventStruct.tree(struct, "");
  }

  /** Others may well write a number, as long as it fits one. */
  private static String version(Members event) {
    Object version = event.value(EventField.VERSION);
    return version instanceof Long || version instanceof Integer
        ? version.toString()
        : event.text(EventField.VERSION);
  }

  private static Instant timestamp(Members event) {
    try {
      return OffsetDateTime.parse(event.text(EventField.TIMESTAMP)).toInstant();
    } catch (DateTimeParseException e) {
      throw event.wrong(EventField.TIMESTAMP, "is no time of RFC 3339");
    }
  }

  private static EventType type(Members event) {
    String name = event.text(EventField.EVENT_TYPE);
    return Arrays.stream(EventType.values())
        .filter(type -> type.name().equals(name))
        .findAny()
        .orElseThrow(
            () ->
                event.wrong(
                    EventField.EVENT_TYPE, "is none of " + Arrays.toString(EventType.values())));
  }

  private static List<EventOperation> operations(List<?> written) {
    List<EventOperation> operations = new ArrayList<>(written.size());
    for (Object each : written) {
      String at = JsonPointer.to(OPERATIONS, operations.size());
      if (!(each instanceof Map<?, ?> map)) {
        throw new MalformedEventException(at, "is no object");
      }
      operations.add(operation(new Members(map, at)));
    }
    return operations;
  }

  private static EventOperation operation(Members written) {
    String name = written.text(EventField.TYPE);
    Action action =
        Arrays.stream(Action.values())
            .filter(each -> each.name().equals(name))
            .findAny()
            .orElseThrow(
                () ->
                    written.wrong(
                        EventField.TYPE, "is none of " + Arrays.toString(Action.values())));
    String path = written.text(EventField.PATH);
    try {
      if (JsonPointer.names(path).size() > 1) {
        throw written.wrong(EventField.PATH, "leads into a column. Replace the column as a whole");
      }
    } catch (MalformedEventException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw written.wrong(EventField.PATH, String.valueOf(e.getMessage()));
    }
    if (action == Action.REMOVE) {
      return new EventOperation(action, path, null);
    }
    if (!written.names(EventField.VALUE)) {
      throw written.wrong(EventField.VALUE, "is missing. Write null for NULL");
    }
    return new EventOperation(action, path, written.value(EventField.VALUE));
  }

  private static EventMetadata metadata(Members metadata) {
    if (metadata.value(EventField.FORMAT) instanceof Number format
        && format.longValue() > EventWriter.FORMAT) {
      throw metadata.wrong(
          EventField.FORMAT,
          "is newer than " + EventWriter.FORMAT + ", which this plugin reads. Upgrade the plugin");
    }
    return new EventMetadata(
        metadata.textIfSaid(EventField.PRIORITY),
        metadata.has(EventField.TTL) ? metadata.integer(EventField.TTL) : null,
        metadata.textIfSaid(EventField.COMPACTION_KEY),
        table(metadata),
        operation(metadata, metadata.textIfSaid(EventField.OPERATION)),
        metadata.has(EventField.KEY) ? metadata.object(EventField.KEY).all() : null,
        metadata.value(EventField.SCHEMA),
        new ColumnMarks(
            columns(metadata, EventField.WITHHELD),
            columns(metadata, EventField.UNCHANGED),
            columns(metadata, EventField.RESELECTED),
            columns(metadata, EventField.ALTERED)));
  }

  private static @Nullable TableName table(Members metadata) {
    String text = metadata.textIfSaid(EventField.TABLE);
    if (text == null) {
      return null;
    }
    int dot = text.indexOf('.');
    if (dot < 1 || dot == text.length() - 1) {
      throw metadata.wrong(EventField.TABLE, "is no <schema>.<table>");
    }
    return new TableName(text.substring(0, dot), text.substring(dot + 1));
  }

  private static @Nullable Operation operation(Members metadata, @Nullable String code) {
    return switch (String.valueOf(code)) {
      case "null" -> null;
      case "c" -> Operation.CREATE;
      case "u" -> Operation.UPDATE;
      case "d" -> Operation.DELETE;
      case "r" -> Operation.READ;
      default -> throw metadata.wrong(EventField.OPERATION, "is none of c, u, d and r");
    };
  }

  private static Set<String> columns(Members metadata, String member) {
    if (!metadata.has(member)) {
      return Set.of();
    }
    Set<String> columns = new LinkedHashSet<>();
    for (Object column : metadata.list(member)) {
      if (!(column instanceof String name)) {
        throw metadata.wrong(member, "is no list of names");
      }
      columns.add(name);
    }
    return columns;
  }
}
