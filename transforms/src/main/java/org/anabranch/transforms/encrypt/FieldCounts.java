package org.anabranch.transforms.encrypt;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.anabranch.keys.DataKeys;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.jspecify.annotations.Nullable;

/**
 * What is counted of fields, as plugin metrics of Connect; where Connect has none (before 4.1), it
 * is counted in vain. Totals begin at zero with the task. Safe for several threads.
 *
 * <p>With the tags {@code topic} and {@code field}, the path as it is configured: {@code
 * encrypted-total} or {@code decrypted-total}, {@code left-plain-total}, {@code failed-total},
 * {@code forgotten-total}. Without: {@code key-fetches-total}, {@code key-cache-hits-total}, {@code
 * key-failures-total}.
 */
final class FieldCounts {

  /** What became of a field. */
  enum Fate {
    DONE("Values that were handled"),
    LEFT_PLAIN("Values that went on as they were"),
    FAILED("Values for which a record was refused"),
    FORGOTTEN("Values whose keys were destroyed");

    private final String description;

    Fate(String description) {
      this.description = description;
    }

    private String metric(String done) {
      return this == DONE
          ? done + "-total"
          : name().toLowerCase(Locale.ROOT).replace('_', '-') + "-total";
    }
  }

  private final List<EncryptedField> fields;
  private final String done;
  private final Map<String, List<Map<Fate, LongAdder>>> topics = new ConcurrentHashMap<>();
  private @Nullable PluginMetrics metrics;

  /**
   * Of fields.
   *
   * @param done what is done with them
   */
  FieldCounts(List<EncryptedField> fields, String done) {
    this.fields = fields;
    this.done = done;
  }

  /** Counts a field's value, or a row that has none where it should. */
  void count(String topic, int field, Fate fate) {
    List<Map<Fate, LongAdder>> counts = topics.get(topic);
    LongAdder count = (counts == null ? added(topic) : counts).get(field).get(fate);
    if (count != null) {
      count.increment();
    }
  }

  private synchronized List<Map<Fate, LongAdder>> added(String topic) {
    return topics.computeIfAbsent(
        topic,
        name -> {
          List<Map<Fate, LongAdder>> counts = new ArrayList<>();
          for (int field = 0; field < fields.size(); field++) {
            Map<Fate, LongAdder> fates = new EnumMap<>(Fate.class);
            for (Fate fate : Fate.values()) {
              fates.put(fate, new LongAdder());
            }
            counts.add(fates);
          }
          publish(name, counts);
          return counts;
        });
  }

  /** Publishes what there is and what comes; called once, when Connect offers it. */
  synchronized void publish(PluginMetrics to, DataKeys keys) {
    metrics = to;
    topics.forEach(this::publish);
    Map<String, String> all = Map.of();
    add("key-fetches-total", "Data keys read or made", all, () -> keys.counts().fetches());
    add("key-cache-hits-total", "Data keys at hand", all, () -> keys.counts().cacheHits());
    add("key-failures-total", "Data keys not to be had", all, () -> keys.counts().failures());
  }

  private void publish(String topic, List<Map<Fate, LongAdder>> counts) {
    for (int field = 0; field < counts.size(); field++) {
      Map<String, String> tags = new LinkedHashMap<>();
      tags.put("topic", topic);
      tags.put("field", fields.get(field).path().toString());
      counts
          .get(field)
          .forEach((fate, count) -> add(fate.metric(done), fate.description, tags, count::sum));
    }
  }

  private void add(String name, String description, Map<String, String> tags, LongSupplier value) {
    PluginMetrics to = metrics;
    if (to != null) {
      Gauge<Long> gauge = (config, now) -> value.getAsLong();
      to.addMetric(to.metricName(name, description, new LinkedHashMap<>(tags)), gauge);
    }
  }
}
