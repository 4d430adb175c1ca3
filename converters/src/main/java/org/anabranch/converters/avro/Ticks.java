package org.anabranch.converters.avro;

import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a number that tells a time counts: names of Connect's, Debezium's and Avro's logical types.
 *
 * @param kind what it is counted from: the epoch, or midnight
 * @param nanos the length of one tick
 */
record Ticks(Kind kind, long nanos) {

  private static final long MICRO = 1_000;
  private static final long MILLI = 1_000_000;
  private static final long DAY = 86_400_000 * MILLI;

  /** What ticks count. */
  enum Kind {
    DATE,
    TIME,
    TIMESTAMP
  }

  private static final Map<String, Ticks> CONNECT =
      Map.of(
          org.apache.kafka.connect.data.Date.LOGICAL_NAME,
          new Ticks(Kind.DATE, DAY),
          org.apache.kafka.connect.data.Time.LOGICAL_NAME,
          new Ticks(Kind.TIME, MILLI),
          org.apache.kafka.connect.data.Timestamp.LOGICAL_NAME,
          new Ticks(Kind.TIMESTAMP, MILLI),
          "io.debezium.time.Date",
          new Ticks(Kind.DATE, DAY),
          "io.debezium.time.Time",
          new Ticks(Kind.TIME, MILLI),
          "io.debezium.time.MicroTime",
          new Ticks(Kind.TIME, MICRO),
          "io.debezium.time.NanoTime",
          new Ticks(Kind.TIME, 1),
          "io.debezium.time.Timestamp",
          new Ticks(Kind.TIMESTAMP, MILLI),
          "io.debezium.time.MicroTimestamp",
          new Ticks(Kind.TIMESTAMP, MICRO),
          "io.debezium.time.NanoTimestamp",
          new Ticks(Kind.TIMESTAMP, 1));

  private static final Map<String, Ticks> AVRO =
      Map.of(
          "date", new Ticks(Kind.DATE, DAY),
          "time-millis", new Ticks(Kind.TIME, MILLI),
          "time-micros", new Ticks(Kind.TIME, MICRO),
          "timestamp-millis", new Ticks(Kind.TIMESTAMP, MILLI),
          "timestamp-micros", new Ticks(Kind.TIMESTAMP, MICRO),
          "timestamp-nanos", new Ticks(Kind.TIMESTAMP, 1),
          "local-timestamp-millis", new Ticks(Kind.TIMESTAMP, MILLI),
          "local-timestamp-micros", new Ticks(Kind.TIMESTAMP, MICRO),
          "local-timestamp-nanos", new Ticks(Kind.TIMESTAMP, 1));

  static @Nullable Ticks of(Schema schema) {
    return schema.name() == null ? null : CONNECT.get(schema.name());
  }

  static @Nullable Ticks of(org.apache.avro.Schema schema) {
    String type = Properties.text(schema, Properties.LOGICAL_TYPE);
    return type == null ? null : AVRO.get(type);
  }

  /**
   * How many ticks of the Avro schema one of the Connect schema is; 1 if either is just a number.
   *
   * @throws Misfit if that is no whole number, or they count different things
   */
  static long factor(Schema connect, org.apache.avro.Schema avro) {
    Ticks from = of(connect);
    Ticks to = of(avro);
    if (from == null || to == null) {
      return 1;
    }
    if (from.kind != to.kind) {
      throw new Misfit("a " + from.kind + " cannot be written as a " + to.kind);
    }
    if (from.nanos % to.nanos != 0) {
      throw new Misfit("the Avro type counts in longer ticks, which would lose the rest");
    }
    return from.nanos / to.nanos;
  }
}
