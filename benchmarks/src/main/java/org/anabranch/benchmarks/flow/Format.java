package org.anabranch.benchmarks.flow;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** How records are written: the same converters for all that are compared. */
enum Format {
  /** Connect's own converter, with the schema in each record. */
  JSON,
  /** With a schema registry. */
  AVRO;

  Map<String, String> settings(Supplier<String> registryUrl) {
    Map<String, String> settings = new LinkedHashMap<>();
    // The quickest there is, and ours takes no other.
    settings.put("header.converter", "org.apache.kafka.connect.storage.StringConverter");
    for (String part : new String[] {"key", "value"}) {
      if (this == JSON) {
        settings.put(part + ".converter", "org.apache.kafka.connect.json.JsonConverter");
        settings.put(part + ".converter.schemas.enable", "true");
      } else {
        settings.put(part + ".converter", "org.anabranch.converters.AvroContextConverter");
        settings.put(part + ".converter.schema.registry.url", registryUrl.get());
      }
    }
    return settings;
  }
}
