package org.anabranch.keys.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.anabranch.keys.KeyWrapper;
import org.anabranch.keys.hybrid.HybridKeys;
import org.anabranch.keys.hybrid.HybridWrapper;
import org.anabranch.keys.hybrid.KeysetHybridKeys;
import org.anabranch.keys.local.KeysetFile;
import org.anabranch.keys.local.LocalProvider;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** Whether data keys are wrapped by a post-quantum key, too, and where such keys are. */
final class HybridOptions {

  static final String HYBRID = "kek.hybrid";
  static final String FILE = "kek.hybrid.keyset.file";

  /** The others have nothing to offer to whoever distrusts them. */
  private static final Set<String> PROVIDERS = Set.of("local", "vault-transit");

  private HybridOptions() {}

  static void define(ConfigDef options, String group) {
    options
        .define(
            HYBRID,
            ConfigDef.Type.STRING,
            null,
            null,
            Importance.MEDIUM,
            "With kek.provider local or vault-transit: the name of a key of the kind"
                + " x25519-ml-kem-768 in a keyset file, by which data keys are wrapped as well, so that"
                + " whoever breaks one of the two has nothing. Keys that were wrapped without it are"
                + " read only where kek.trusted names the key that did.",
            group,
            2,
            Width.MEDIUM,
            "Hybrid key")
        .define(
            FILE,
            ConfigDef.Type.STRING,
            null,
            null,
            Importance.MEDIUM,
            "The keyset file of the hybrid key, where it is another one than kek.local.keyset.file.",
            group,
            3,
            Width.LONG,
            "Hybrid keyset file");
  }

  /**
   * Puts the hybrid key over a provider that may have one.
   *
   * @throws ConfigException where the options do not fit each other
   */
  static KeyWrapper over(
      String name, KeyWrapper provider, AbstractConfig config, Map<String, ?> configuration) {
    String hybrid = config.getString(HYBRID);
    if (!PROVIDERS.contains(name)) {
      if (hybrid != null) {
        provider.close();
        throw new ConfigException(
            HYBRID
                + " is for kek.provider local and vault-transit only. Remove it, or choose one of"
                + " these");
      }
      return provider;
    }
    Path file = file(config, configuration);
    if (hybrid != null && file == null) {
      provider.close();
      throw new ConfigException(FILE + " is missing. Name the keyset file that has the " + HYBRID);
    }
    HybridKeys keys = file == null ? none -> null : new KeysetHybridKeys(new KeysetFile(file));
    return new HybridWrapper(provider, keys, hybrid);
  }

  private static @Nullable Path file(AbstractConfig config, Map<String, ?> configuration) {
    String named = config.getString(FILE);
    Object local = configuration.get(LocalProvider.FILE);
    String file = named != null ? named : local == null ? null : local.toString();
    return file == null ? null : Path.of(file);
  }
}
