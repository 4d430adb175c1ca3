package org.anabranch.records.event;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A change of a row as other systems read it; docs/formats/context-event.md says what each part
 * means. Values within are natural JSON: maps, lists, text, numbers, booleans and null.
 *
 * @param previous the values that columns had before; null where nothing is told of them
 */
public record ContextEvent(
    String eventId,
    Instant timestamp,
    String version,
    String contextId,
    String cloudRegion,
    EventType type,
    List<EventOperation> operations,
    @Nullable Map<?, ?> previous,
    EventMetadata metadata) {

  public ContextEvent {
    operations = List.copyOf(operations);
  }

  /** Its name and type. */
  @Override
  public String toString() {
    return type + " " + eventId;
  }
}
