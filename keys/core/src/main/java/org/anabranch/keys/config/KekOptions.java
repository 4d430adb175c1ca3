package org.anabranch.keys.config;

import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.anabranch.keys.KeyWrapper;
import org.anabranch.keys.KeyWrapperProvider;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.NonEmptyString;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;

/** Which key-encryption key wraps data keys, by which of the providers that are installed. */
final class KekOptions {

  static final String PROVIDER = "kek.provider";
  static final String ID = "kek.id";
  static final String TRUSTED = "kek.trusted";

  private KekOptions() {}

  /** Adds these options and those of every provider that is installed. */
  static ConfigDef define(ConfigDef options, String group) {
    options
        .define(
            PROVIDER,
            ConfigDef.Type.STRING,
            "local",
            new NonEmptyString(),
            Importance.HIGH,
            "Who keeps the key-encryption key: local (a keyset file), vault-transit, aws-kms, gcp-kms"
                + " or azure-key-vault. Those of the clouds come in directories of their own that"
                + " are copied beside the transforms' jars.",
            group,
            0,
            Width.MEDIUM,
            "Provider")
        .define(
            ID,
            ConfigDef.Type.STRING,
            null,
            null,
            Importance.HIGH,
            "The provider's own name of the key-encryption key: of local the name of a key in the"
                + " file, its primary one where this is not set; of vault-transit the key's name; of"
                + " aws-kms a key id, ARN or alias; of gcp-kms the resource name; of"
                + " azure-key-vault the key's URL. Data keys that an earlier one wrapped stay readable"
                + " where the provider still has it and kek.trusted names it.",
            group,
            1,
            Width.LONG,
            "Key")
        .define(
            TRUSTED,
            ConfigDef.Type.LIST,
            "",
            Importance.MEDIUM,
            "Which key-encryption keys may have wrapped a data key that is used, beside the one of"
                + " kek.id (and kek.hybrid), all its versions and replicas included: earlier ones, and"
                + " those that come next, as the key store names them in kek. Under any other a data"
                + " key is refused, since who may write the key store could have chosen it.",
            group,
            4,
            Width.LONG,
            "Trusted keys");
    HybridOptions.define(options, group);
    installed().forEach(provider -> provider.define(options));
    return options;
  }

  /** The name of the chosen provider. */
  static String provider(AbstractConfig config) {
    return config.getString(PROVIDER);
  }

  /**
   * Opens the chosen provider.
   *
   * @throws ConfigException where it is not installed, or an option of its own is wrong
   */
  static KeyWrapper open(AbstractConfig config, Map<String, ?> configuration) {
    String name = provider(config);
    List<KeyWrapperProvider> installed = installed();
    for (KeyWrapperProvider provider : installed) {
      if (provider.name().equals(name)) {
        String id = config.getString(ID);
        KeyWrapper opened = provider.open(id == null ? "" : id, configuration);
        return new TrustedWrapper(
            HybridOptions.over(name, opened, config, configuration), config.getList(TRUSTED));
      }
    }
    throw new ConfigException(
        PROVIDER,
        name,
        "No such provider is installed, but "
            + installed.stream().map(KeyWrapperProvider::name).sorted().toList()
            + ". Correct the name, or copy the directory of that provider into that of the"
            + " transforms on every worker");
  }

  /** Those beside this class, whichever class loader the thread has. */
  private static List<KeyWrapperProvider> installed() {
    return ServiceLoader.load(KeyWrapperProvider.class, KeyWrapperProvider.class.getClassLoader())
        .stream()
        .map(ServiceLoader.Provider::get)
        .toList();
  }
}
