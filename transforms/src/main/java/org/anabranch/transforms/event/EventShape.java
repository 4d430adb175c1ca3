package org.anabranch.transforms.event;

import java.util.Arrays;
import java.util.Locale;

/** In what form events are sent. */
public enum EventShape {
  /** The event is the record's value. */
  PLAIN,
  /** The value is a CloudEvent whose data the event is. */
  CLOUDEVENTS_STRUCTURED,
  /** The event is the value; a CloudEvent's attributes are headers. */
  CLOUDEVENTS_BINARY;

  /** The name in configurations. */
  public String configName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** All names in configurations. */
  static String[] configNames() {
    return Arrays.stream(values()).map(EventShape::configName).toArray(String[]::new);
  }

  static EventShape of(String configName) {
    return valueOf(configName.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
