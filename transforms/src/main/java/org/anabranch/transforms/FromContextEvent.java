package org.anabranch.transforms;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.anabranch.model.change.Change;
import org.anabranch.records.config.PluginVersion;
import org.anabranch.records.error.RecordPlace;
import org.anabranch.records.event.ContextEvent;
import org.anabranch.records.event.EventImages;
import org.anabranch.records.event.EventReader;
import org.anabranch.records.event.EventType;
import org.anabranch.records.header.ChangeHeader;
import org.anabranch.transforms.event.CloudEventHeaders;
import org.anabranch.transforms.event.EventEnvelopes;
import org.anabranch.transforms.rows.RecordRows;
import org.anabranch.transforms.rows.RowImage;
import org.anabranch.transforms.rows.ValueShape;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.transforms.Transformation;

/**
 * Makes Debezium's envelopes of context events again, be they CloudEvents or not: the rows come
 * back as they were, with the types of their columns. Envelopes, and what is no row, pass as they
 * are; so do key, partition, timestamp and all headers but those of a CloudEvent.
 *
 * <p>What is no event, or a malformed one, is refused ({@link DataException}) with the path in the
 * event; no message tells a value. A delta is refused where nobody would know that columns are left
 * out.
 */
public abstract class FromContextEvent<R extends ConnectRecord<R>> implements Transformation<R> {

  private static final String PARTIAL = "partial.rows";
  private static final String ALLOW = "allow";

  private final EventEnvelopes envelopes = new EventEnvelopes();
  private boolean allowsPartial;

  private FromContextEvent() {}

  @Override
  public ConfigDef config() {
    return new ConfigDef()
        .define(
            PARTIAL,
            ConfigDef.Type.STRING,
            "refuse",
            ValidString.in("refuse", ALLOW),
            Importance.MEDIUM,
            "What becomes of a delta whose record has no header anabranch that names the columns it"
                + " leaves out: refuse, since most sinks would write NULL into them; allow, for"
                + " sinks that write the columns of a record alone.",
            "Event",
            0,
            Width.SHORT,
            "Partial rows");
  }

  @Override
  public void configure(Map<String, ?> configuration) {
    allowsPartial = new AbstractConfig(config(), configuration).getString(PARTIAL).equals(ALLOW);
  }

  @Override
  public R apply(R record) {
    Object value = record.value();
    if (value == null) {
      return record;
    }
    try {
      if (EventReader.isEvent(value)) {
        return of(record, EventReader.read(value));
      }
      if (RecordRows.shape(value) instanceof ValueShape.Row) {
        throw new IllegalArgumentException(
            "it is none: it has no eventType and no payload.operations. Leave such topics out with"
                + " a predicate, and let value.converter be the same at both ends");
      }
      return record;
    } catch (IllegalArgumentException e) {
      throw new DataException(
          "The context event at %s cannot be read: %s"
              .formatted(RecordPlace.of(record), e.getMessage()));
    }
  }

  private R of(R record, ContextEvent event) {
    EventImages images = EventImages.of(event);
    if (!allowsPartial) {
      checkWhole(record, event, images);
    }
    RowImage made = envelopes.of(event, images);
    return record.newRecord(
        record.topic(),
        record.kafkaPartition(),
        record.keySchema(),
        record.key(),
        made.schema(),
        made.row(),
        record.timestamp(),
        CloudEventHeaders.removed(record.headers()));
  }

  private static void checkWhole(ConnectRecord<?> record, ContextEvent event, EventImages images) {
    Set<String> left = new TreeSet<>(images.untold());
    boolean stamped = record.headers().lastWithName(ChangeHeader.NAME) != null;
    if (stamped) {
      Change change = ChangeHeader.of(record);
      left.removeAll(change.columns().unchanged());
      left.removeAll(change.columns().withheld());
    }
    boolean unknown =
        !stamped
            && event.type() == EventType.CONTEXT_DELTA
            && event.metadata().schema() == null
            && images.after() != null;
    if (unknown || !left.isEmpty()) {
      throw new IllegalArgumentException(
          "it leaves out columns of the row (%s), and no header anabranch names them. Let its maker send states (event.type=state), or set %s=%s if the sink writes the columns of a record alone"
              .formatted(
                  unknown ? "which, it does not say" : String.join(", ", left), PARTIAL, ALLOW));
    }
  }

  @Override
  public String version() {
    return PluginVersion.of(FromContextEvent.class);
  }

  @Override
  public void close() {}

  /** Of records' values; keys stay as they are. */
  public static final class Value<R extends ConnectRecord<R>> extends FromContextEvent<R> {}
}
