package org.anabranch.converters.registry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.records.retry.Timing;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** Registries and schemas for tests. */
final class Registries {

  /** The orders of a shop. */
  static final Schema ORDER =
      SchemaBuilder.record("shop.Order")
          .fields()
          .requiredLong("id")
          .requiredString("item")
          .endRecord();

  /** With a column that may be left out. */
  static final Schema ORDER_WITH_NOTE =
      SchemaBuilder.record("shop.Order")
          .fields()
          .requiredLong("id")
          .requiredString("item")
          .optionalString("note")
          .endRecord();

  /** With a column of another type. */
  static final Schema ORDER_BY_TEXT =
      SchemaBuilder.record("shop.Order")
          .fields()
          .requiredString("id")
          .requiredString("item")
          .endRecord();

  private Registries() {}

  /** The configuration of a registry: its URLs, and further options by name and value. */
  static AbstractConfig config(String url, String... others) {
    Map<String, String> options = new HashMap<>();
    options.put(RegistryOptions.URL, url);
    for (int each = 0; each < others.length; each += 2) {
      options.put(others[each], others[each + 1]);
    }
    return new AbstractConfig(
        SchemaChoice.define(SchemaRegistries.define(new ConfigDef())), options, false);
  }

  /** Asked by our own client. */
  static SchemaRegistry http(String url, String... others) {
    return open(new Pauses(), config(url, others));
  }

  static SchemaRegistry open(Timing timing, AbstractConfig config) {
    return SchemaRegistries.open(config, 100, Registries.class.getClassLoader(), timing);
  }

  /** Takes note of pauses instead of making them; chance takes nothing of them. */
  static final class Pauses implements Timing {
    private final List<Duration> made = new ArrayList<>();

    List<Duration> made() {
      return made;
    }

    @Override
    public long nanos() {
      return System.nanoTime();
    }

    @Override
    public long millis() {
      return System.currentTimeMillis();
    }

    @Override
    public void pause(Duration duration) {
      made.add(duration);
    }

    @Override
    public double chance() {
      return 1;
    }
  }
}
