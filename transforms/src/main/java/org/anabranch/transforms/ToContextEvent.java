package org.anabranch.transforms;

import java.util.Map;
import org.anabranch.model.change.Change;
import org.anabranch.records.config.PluginVersion;
import org.anabranch.records.error.RecordPlace;
import org.anabranch.records.event.CloudEvent;
import org.anabranch.records.event.ContextEvent;
import org.anabranch.records.event.EventReader;
import org.anabranch.records.event.EventStruct;
import org.anabranch.records.event.EventWriter;
import org.anabranch.records.header.ChangeHeader;
import org.anabranch.transforms.event.CloudEventHeaders;
import org.anabranch.transforms.event.EventMaker;
import org.anabranch.transforms.event.EventOptions;
import org.anabranch.transforms.event.EventShape;
import org.anabranch.transforms.rows.RecordRows;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;

/**
 * Tells changes of rows as context events, which other systems read without knowing Debezium:
 * docs/formats/context-event.md. What is no row passes as it is, and so do key, partition,
 * timestamp and headers; the header anabranch goes with the event and names the columns that a
 * delta leaves out. An event that comes is told anew as the options have it.
 *
 * <p>A record that cannot be told is refused ({@link DataException}). No message tells a value.
 */
public abstract class ToContextEvent<R extends ConnectRecord<R>> implements Transformation<R> {

  private EventMaker maker = new EventMaker(EventOptions.unset());

  private ToContextEvent() {}

  @Override
  public ConfigDef config() {
    return EventOptions.definition();
  }

  @Override
  public void configure(Map<String, ?> configuration) {
    maker = new EventMaker(EventOptions.of(configuration));
  }

  @Override
  public R apply(R record) {
    Object value = record.value();
    if (value == null) {
      return record;
    }
    try {
      EventMaker.Made made =
          EventReader.isEvent(value)
              ? maker.of(record, EventReader.read(value))
              : maker.of(record, RecordRows.shape(value));
      return made == null ? record : with(record, made);
    } catch (IllegalArgumentException e) {
      throw new DataException(
          "The record at %s cannot be told as a context event: %s"
              .formatted(RecordPlace.of(record), e.getMessage()));
    }
  }

  private R with(R record, EventMaker.Made made) {
    Headers headers = CloudEventHeaders.removed(record.headers());
    Change change = made.change();
    if (change != null) {
      Header header = headers.lastWithName(ChangeHeader.NAME);
      headers.remove(ChangeHeader.NAME).add(ChangeHeader.replaced(header, change));
    }
    ContextEvent event = made.event();
    return maker.options().schema()
        ? copy(record, EventStruct.SCHEMA, EventStruct.of(event), headers)
        : copy(record, null, value(event, headers), headers);
  }

  private Object value(ContextEvent event, Headers headers) {
    EventShape shape = maker.options().shape();
    CloudEventHeaders.add(shape, event, headers);
    if (shape == EventShape.CLOUDEVENTS_STRUCTURED) {
      return CloudEvent.structured(event);
    }
    return EventWriter.write(event);
  }

  private R copy(R record, @Nullable Schema schema, Object value, Headers headers) {
    return record.newRecord(
        record.topic(),
        record.kafkaPartition(),
        record.keySchema(),
        record.key(),
        schema,
        value,
        record.timestamp(),
        headers);
  }

  @Override
  public String version() {
    return PluginVersion.of(ToContextEvent.class);
  }

  @Override
  public void close() {}

  /** Of records' values; keys stay as they are. */
  public static final class Value<R extends ConnectRecord<R>> extends ToContextEvent<R> {}
}
