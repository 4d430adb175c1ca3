package org.anabranch.store.postgres.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import org.anabranch.store.postgres.catalog.PostgresType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/** How a value is read whose schema has a name of Debezium's or Connect's. */
@FunctionalInterface
interface LogicalText {

  String of(Object value, Schema schema, PostgresType type);

  /** By the name of the schema. Names that are missing here mean nothing beyond the Java type. */
  Map<String, LogicalText> NAMED = named();

  private static Map<String, LogicalText> named() {
    Map<String, LogicalText> named = new HashMap<>();
    numbers(named);
    times(named);
    isoTimes(named);
    others(named);
    return Map.copyOf(named);
  }

  /** Connect's own dates and times come as this class. */
  @SuppressWarnings("JavaUtilDate")
  private static long millis(Object value) {
    return ((java.util.Date) value).getTime();
  }

  private static void numbers(Map<String, LogicalText> named) {
    named.put("org.apache.kafka.connect.data.Decimal", (v, s, t) -> ((BigDecimal) v).toString());
    named.put(
        "io.debezium.data.VariableScaleDecimal",
        (v, s, t) -> {
          Struct struct = (Struct) v;
          byte[] unscaled = PostgresText.bytesOf(struct.get("value"));
          return new BigDecimal(new BigInteger(unscaled), struct.getInt32("scale")).toString();
        });
    named.put("io.debezium.data.Bits", (v, s, t) -> BitText.of(PostgresText.bytesOf(v), s, t));
  }

  private static void times(Map<String, LogicalText> named) {
    named.put("io.debezium.time.Date", (v, s, t) -> TemporalText.date((Integer) v));
    named.put(
        "org.apache.kafka.connect.data.Date",
        (v, s, t) -> TemporalText.date(Math.floorDiv(millis(v), 86_400_000L)));
    named.put("io.debezium.time.Timestamp", (v, s, t) -> TemporalText.timestampOfMillis((Long) v));
    named.put(
        "org.apache.kafka.connect.data.Timestamp",
        (v, s, t) -> TemporalText.timestampOfMillis(millis(v)));
    named.put(
        "io.debezium.time.MicroTimestamp", (v, s, t) -> TemporalText.timestampOfMicros((Long) v));
    named.put(
        "io.debezium.time.NanoTimestamp", (v, s, t) -> TemporalText.timestampOfNanos((Long) v));
    named.put("io.debezium.time.Time", (v, s, t) -> TemporalText.time((Integer) v * 1000L));
    named.put(
        "org.apache.kafka.connect.data.Time", (v, s, t) -> TemporalText.time(millis(v) * 1000));
    named.put("io.debezium.time.MicroTime", (v, s, t) -> TemporalText.time((Long) v));
    named.put("io.debezium.time.NanoTime", (v, s, t) -> TemporalText.time((Long) v / 1000));
    named.put("io.debezium.time.MicroDuration", (v, s, t) -> v + " microseconds");
    named.put(
        "io.debezium.time.NanoDuration",
        (v, s, t) -> Math.floorDiv((Long) v, 1000L) + " microseconds");
  }

  private static void isoTimes(Map<String, LogicalText> named) {
    named.put("io.debezium.time.ZonedTimestamp", (v, s, t) -> IsoText.zoned((String) v));
    named.put("io.debezium.time.IsoTimestamp", (v, s, t) -> IsoText.unzoned((String) v));
    named.put("io.debezium.time.IsoDate", (v, s, t) -> IsoText.unzoned((String) v));
    named.put("io.debezium.time.IsoTime", (v, s, t) -> IsoText.unzoned((String) v));
    named.put("io.debezium.time.ZonedTime", (v, s, t) -> (String) v);
    named.put("io.debezium.time.Interval", (v, s, t) -> (String) v);
  }

  private static void others(Map<String, LogicalText> named) {
    named.put(
        "io.debezium.data.Json",
        (v, s, t) -> t.isExtension("hstore") ? HstoreText.ofJson((String) v) : (String) v);
    named.put("io.debezium.data.geometry.Point", (v, s, t) -> GeometryText.point((Struct) v, t));
    named.put("io.debezium.data.geometry.Geometry", (v, s, t) -> GeometryText.ewkb((Struct) v));
    named.put("io.debezium.data.geometry.Geography", (v, s, t) -> GeometryText.ewkb((Struct) v));
    named.put("io.debezium.data.DoubleVector", (v, s, t) -> VectorText.dense(v));
    named.put("io.debezium.data.FloatVector", (v, s, t) -> VectorText.dense(v));
    named.put("io.debezium.data.SparseDoubleVector", (v, s, t) -> VectorText.sparse((Struct) v));
  }
}
