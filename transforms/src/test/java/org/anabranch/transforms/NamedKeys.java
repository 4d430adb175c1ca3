package org.anabranch.transforms;

import java.util.HashMap;
import java.util.Map;
import org.anabranch.keys.FixedDataKeys;
import org.apache.kafka.connect.source.SourceRecord;

/** Keys of several names, each of which all is known beforehand, as if from one key store. */
final class NamedKeys {

  final Map<String, FixedDataKeys> opened = new HashMap<>();

  KeyOpening opening() {
    return (options, writes) -> of(String.valueOf(options.get("key.name")));
  }

  FixedDataKeys of(String name) {
    return opened.computeIfAbsent(name, key -> new FixedDataKeys(key.hashCode()));
  }

  GeoFilter.Value<SourceRecord> filter(Map<String, String> options) {
    GeoFilter.Value<SourceRecord> filter = new GeoFilter.Value<>(opening());
    filter.configure(options);
    return filter;
  }

  /**
   * What somebody with the keys of one name makes of a record.
   *
   * @param more names and values of options
   */
  SourceRecord decrypted(String name, String fields, SourceRecord record, String... more) {
    return Encryption.configured(
            new DecryptFields.Value<SourceRecord>((options, writes) -> of(name)), fields, more)
        .apply(record);
  }
}
