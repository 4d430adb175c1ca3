package org.anabranch.transforms;

import java.util.HashMap;
import java.util.Map;
import org.anabranch.keys.DataKeys;
import org.anabranch.keys.FixedDataKeys;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;

/** Transforms that encrypt and decrypt under keys of which all is known beforehand. */
final class Encryption {

  static final String TABLE = "assistant.profile";

  /** Of both sides, as if both read one key store. */
  final FixedDataKeys keys = new FixedDataKeys(42);

  EncryptFields.Value<SourceRecord> encrypting(String fields, String... more) {
    return configured(new EncryptFields.Value<>((options, writes) -> keys), fields, more);
  }

  DecryptFields.Value<SourceRecord> decrypting(String fields, String... more) {
    return configured(new DecryptFields.Value<>((options, writes) -> keys), fields, more);
  }

  EncryptFields.Key<SourceRecord> encryptingKeys(String fields, String... more) {
    return configured(new EncryptFields.Key<>((options, writes) -> keys), fields, more);
  }

  DecryptFields.Key<SourceRecord> decryptingKeys(String fields, String... more) {
    return configured(new DecryptFields.Key<>((options, writes) -> keys), fields, more);
  }

  /** Of other keys than this one's. */
  static KeyOpening opening(DataKeys keys) {
    return (options, writes) -> keys;
  }

  /**
   * Configured.
   *
   * @param more names and values of options
   */
  static <T extends Transformation<SourceRecord>> T configured(
      T transform, String fields, String... more) {
    transform.configure(options(fields, more));
    return transform;
  }

  static Map<String, String> options(String fields, String... more) {
    Map<String, String> options = new HashMap<>(Map.of("fields", fields, "table.name", TABLE));
    for (int i = 0; i < more.length; i += 2) {
      options.put(more[i], more[i + 1]);
    }
    return options;
  }
}
