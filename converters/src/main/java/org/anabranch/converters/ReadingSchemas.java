package org.anabranch.converters;

import org.anabranch.converters.avro.AvroReader;
import org.anabranch.converters.registry.SchemaRegistry;
import org.anabranch.records.retry.Timing;
import org.apache.avro.Schema;
import org.apache.kafka.common.cache.Cache;
import org.apache.kafka.common.cache.LRUCache;
import org.apache.kafka.common.cache.SynchronizedCache;
import org.jspecify.annotations.Nullable;

/** What records are read with, by the ids before them. Thread-safe. */
final class ReadingSchemas {

  /** The topic counts only where a subject's version goes into the schema. */
  private record Source(@Nullable String topic, int id) {}

  private final AvroContextOptions options;
  private final SchemaRegistry registry;
  private final Cache<Source, AvroReader> readers;
  private final Refusals<Source> refusals;

  ReadingSchemas(AvroContextOptions options, SchemaRegistry registry, Timing timing) {
    this.options = options;
    this.registry = registry;
    this.readers = new SynchronizedCache<>(new LRUCache<>(options.schemasMax()));
    this.refusals = new Refusals<>(options.schemasMax(), options.refusalKept(), timing);
  }

  AvroReader of(String topic, int id) {
    Source source = new Source(options.versioned() ? topic : null, id);
    AvroReader known = readers.get(source);
    if (known != null) {
      return known;
    }
    AvroReader made = refusals.unlessRefused(source, () -> made(topic, id));
    readers.put(source, made);
    return made;
  }

  private AvroReader made(String topic, int id) {
    Schema schema = registry.byId(id, options.subjects().withoutSchema(topic, options.isKey()));
    return AvroReader.of(schema, options.versioned() ? version(topic, id, schema) : null);
  }

  /** None where the schema is registered under another subject. */
  private @Nullable Integer version(String topic, int id, Schema schema) {
    return registry.versionOf(options.subjects().of(topic, options.isKey(), schema), id);
  }
}
