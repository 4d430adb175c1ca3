package org.anabranch.transforms.priority;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.anabranch.model.change.TableName;
import org.anabranch.records.error.RecordPlace;
import org.anabranch.records.header.MalformedHeaderException;
import org.anabranch.transforms.rows.RecordTable;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Which topics records go to, by their tables alone, so that all records of a table in a lane go
 * the same way. Safe for several threads.
 */
public final class PriorityRoutes {

  /** The header with the staleness bound, in milliseconds, as a text. */
  public static final String STALENESS_HEADER = "anabranch.staleness.max.ms";

  /** More pairs than that are made anew each time: nobody has that many. */
  private static final int KEPT_MAX = 4_096;

  private record From(String topic, TableName table) {}

  private record Route(String topic, @Nullable String stalenessMaxMs) {}

  private final PriorityOptions options;
  private final Map<From, Route> kept = new ConcurrentHashMap<>();

  public PriorityRoutes(PriorityOptions options) {
    this.options = options;
  }

  /**
   * The record in its topic; itself where it is of no table.
   *
   * @throws DataException where nobody can tell whether it is of a table
   */
  public <R extends ConnectRecord<R>> R apply(R record) {
    TableName table = table(record);
    if (table == null) {
      checkIsOfNoRow(record);
      return record;
    }
    Route route = route(new From(record.topic(), table));
    return record.newRecord(
        route.topic(),
        record.kafkaPartition(),
        record.keySchema(),
        record.key(),
        record.valueSchema(),
        record.value(),
        record.timestamp(),
        headers(record.headers(), route.stalenessMaxMs()));
  }

  private @Nullable TableName table(ConnectRecord<?> record) {
    TableName told;
    try {
      told = RecordTable.of(record);
    } catch (MalformedHeaderException e) {
      throw new DataException(e.getMessage() + " (" + RecordPlace.of(record) + ")", e);
    }
    return told != null || options.tableInTopic() == null
        ? told
        : options.tableInTopic().of(record.topic());
  }

  /** The tombstone of a row tells no table, and its row went by another topic. */
  private void checkIsOfNoRow(ConnectRecord<?> record) {
    if (record.value() == null && record.key() != null && options.tableInTopic() == null) {
      throw new DataException(
          "The record at %s has a key, but nothing that tells its table. Set %s, or let no"
                  .formatted(RecordPlace.of(record), PriorityOptions.TABLE_IN_TOPIC)
              + " tombstones be sent (tombstones.on.delete=false)");
    }
  }

  private Route route(From from) {
    Route known = kept.get(from);
    if (known != null) {
      return known;
    }
    Priority found = options.priorities().of(from.table());
    Priority priority = found == null ? options.otherwise() : found;
    Long bound = options.stalenessMaxMs().get(priority);
    Route route =
        new Route(
            options.format().topic(from.topic(), priority),
            bound == null ? null : bound.toString());
    if (kept.size() < KEPT_MAX) {
      kept.put(from, route);
    }
    return route;
  }

  private static Headers headers(Headers given, @Nullable String stalenessMaxMs) {
    Headers headers = given.duplicate().remove(STALENESS_HEADER);
    return stalenessMaxMs == null
        ? headers
        : headers.addString(STALENESS_HEADER, Objects.requireNonNull(stalenessMaxMs));
  }
}
