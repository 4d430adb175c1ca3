package org.anabranch.records.event;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Events as CloudEvents 1.0: the attributes, and the structured form. The binary form has the
 * attributes in headers, as the protocol binding for Kafka says.
 */
public final class CloudEvent {

  /** The attribute that every CloudEvent has, by which one is known. */
  public static final String SPEC_VERSION = "specversion";

  /** The attribute that says what the data is. */
  public static final String DATA_CONTENT_TYPE = "datacontenttype";

  /** What names the JSON Schema of the data: its {@code $id}. */
  public static final String DATA_SCHEMA = "urn:anabranch:context-event:1";

  private static final String DATA = "data";
  private static final String TYPE = "org.anabranch.context.";
  private static final String SOURCE = "urn:anabranch:origin:";

  private CloudEvent() {}

  /** The attributes, each with its value as text. */
  public static Map<String, String> attributes(ContextEvent event) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put(SPEC_VERSION, "1.0");
    attributes.put("id", event.eventId());
    attributes.put("source", SOURCE + ContextKey.encoded(event.cloudRegion()));
    attributes.put("type", TYPE + event.type().word());
    attributes.put("subject", event.contextId());
    attributes.put("time", EventWriter.time(event.timestamp()));
    attributes.put(DATA_CONTENT_TYPE, "application/json");
    attributes.put("dataschema", DATA_SCHEMA);
    return attributes;
  }

  /** The structured form: the attributes with the event as their data. */
  public static Map<String, @Nullable Object> structured(ContextEvent event) {
    Map<String, @Nullable Object> cloudEvent = new LinkedHashMap<>(attributes(event));
    cloudEvent.put(DATA, EventWriter.write(event));
    return cloudEvent;
  }

  /** The data of a CloudEvent; a value that is none, as it is. */
  static @Nullable Object data(Map<?, ?> value) {
    return value.containsKey(SPEC_VERSION) && value.containsKey(DATA) ? value.get(DATA) : value;
  }
}
