package org.anabranch.transforms.event;

import java.util.Map;
import org.anabranch.records.event.CloudEvent;
import org.anabranch.records.event.ContextEvent;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.header.Headers;

/** The headers that the binding of CloudEvents for Kafka describes. */
public final class CloudEventHeaders {

  /** Says what the value is. */
  public static final String CONTENT_TYPE = "content-type";

  private static final String PREFIX = "ce_";
  private static final String STRUCTURED = "application/cloudevents+json";

  private CloudEventHeaders() {}

  /** Adds those of a form. */
  public static void add(EventShape shape, ContextEvent event, Headers headers) {
    switch (shape) {
      case PLAIN -> {}
      case CLOUDEVENTS_STRUCTURED -> headers.addString(CONTENT_TYPE, STRUCTURED);
      case CLOUDEVENTS_BINARY -> {
        Map<String, String> attributes = CloudEvent.attributes(event);
        attributes.forEach(
            (name, value) ->
                headers.addString(
                    name.equals(CloudEvent.DATA_CONTENT_TYPE) ? CONTENT_TYPE : PREFIX + name,
                    value));
      }
    }
  }

  /** A copy without them; with a content type of another kind it is kept. */
  public static Headers removed(Headers headers) {
    Headers kept = headers.duplicate();
    boolean binary = kept.lastWithName(PREFIX + CloudEvent.SPEC_VERSION) != null;
    Header content = kept.lastWithName(CONTENT_TYPE);
    boolean structured =
        content != null && String.valueOf(content.value()).contains("application/cloudevents");
    if (binary || structured) {
      kept.remove(CONTENT_TYPE);
    }
    if (binary) {
      for (Header header : headers) {
        if (header.key().startsWith(PREFIX)) {
          kept.remove(header.key());
        }
      }
    }
    return kept;
  }
}
