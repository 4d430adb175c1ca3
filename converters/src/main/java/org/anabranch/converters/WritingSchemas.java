package org.anabranch.converters;

import java.time.Duration;
import java.util.Objects;
import org.anabranch.converters.avro.AvroSchemas;
import org.anabranch.converters.avro.AvroWriter;
import org.anabranch.converters.registry.SchemaChoice;
import org.anabranch.converters.registry.WrittenSchema;
import org.anabranch.records.retry.Timing;
import org.apache.kafka.common.cache.Cache;
import org.apache.kafka.common.cache.LRUCache;
import org.apache.kafka.common.cache.SynchronizedCache;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What records are written with, by topic and schema. A schema is looked for as the object that it
 * is, which sources mostly use again, and then as what it says. Thread-safe.
 */
final class WritingSchemas {

  private static final Logger LOG = LoggerFactory.getLogger(WritingSchemas.class);

  /** How long the newest version is used on that could not be asked for again. */
  private static final Duration USED_ON = Duration.ofMinutes(1);

  /**
   * What goes before each record, and what writes it.
   *
   * @param untilNanos when the choice has to be made again; null for never
   */
  record Writing(int id, AvroWriter writer, @Nullable Long untilNanos) {

    private Writing until(@Nullable Long nanos) {
      return new Writing(id, writer, nanos);
    }
  }

  private record Target(String topic, @Nullable Schema schema) {}

  /** A topic, and a schema as the object that it is. */
  private record SameTarget(String topic, @Nullable Schema schema) {

    @Override
    @SuppressWarnings("ReferenceEquality")
    public boolean equals(@Nullable Object other) {
      return other instanceof SameTarget that && schema == that.schema && topic.equals(that.topic);
    }

    @Override
    public int hashCode() {
      return 31 * topic.hashCode() + System.identityHashCode(schema);
    }
  }

  private final AvroSchemas schemas = new AvroSchemas();
  private final AvroContextOptions options;
  private final SchemaChoice choice;
  private final Timing timing;
  private final Cache<SameTarget, Writing> same;
  private final Cache<Target, Writing> equal;
  private final Refusals<Target> refusals;
  private volatile @Nullable Long usedOnUntil;

  WritingSchemas(AvroContextOptions options, SchemaChoice choice, Timing timing) {
    this.options = options;
    this.choice = choice;
    this.timing = timing;
    this.same = new SynchronizedCache<>(new LRUCache<>(options.schemasMax()));
    this.equal = new SynchronizedCache<>(new LRUCache<>(options.schemasMax()));
    this.refusals = new Refusals<>(options.schemasMax(), options.refusalKept(), timing);
  }

  Writing of(String topic, @Nullable Schema schema) {
    SameTarget object = new SameTarget(topic, schema);
    Writing known = same.get(object);
    if (isCurrent(known)) {
      return Objects.requireNonNull(known);
    }
    Target target = new Target(topic, schema);
    Writing before = equal.get(target);
    Writing found = isCurrent(before) ? Objects.requireNonNull(before) : chosen(target, before);
    equal.put(target, found);
    same.put(object, found);
    return found;
  }

  private boolean isCurrent(@Nullable Writing known) {
    if (known == null) {
      return false;
    }
    Long until = known.untilNanos();
    return until == null || until - timing.nanos() > 0;
  }

  private Writing chosen(Target target, @Nullable Writing before) {
    Long usedOn = usedOnUntil;
    if (before != null && usedOn != null && usedOn - timing.nanos() > 0) {
      // Asking for each schema would hold records up that could flow.
      return before.until(usedOn);
    }
    try {
      return refusals.unlessRefused(target, () -> chosenAnew(target));
    } catch (RetriableException e) {
      if (before == null) {
        throw e;
      }
      LOG.warn(
          "The newest version of a subject of topic '{}' cannot be asked for; the one before (id {})"
              + " is used on: {}",
          target.topic(),
          before.id(),
          e.getMessage());
      long until = timing.nanos() + USED_ON.toNanos();
      usedOnUntil = until;
      return before.until(until);
    }
  }

  private Writing chosenAnew(Target target) {
    org.apache.avro.Schema own = schemas.toAvro(target.schema());
    String subject = options.subjects().of(target.topic(), options.isKey(), own);
    WrittenSchema chosen = choice.of(subject, own);
    Duration kept = choice.kept();
    return new Writing(
        chosen.id(),
        AvroWriter.of(target.schema(), chosen.schema()),
        kept == null ? null : timing.nanos() + kept.toNanos());
  }
}
