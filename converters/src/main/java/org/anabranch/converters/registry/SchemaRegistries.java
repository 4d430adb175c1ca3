package org.anabranch.converters.registry;

import org.anabranch.records.retry.Timing;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** Registries as a converter's configuration names them. */
public final class SchemaRegistries {

  /** The option that says who asks the registry. */
  public static final String CLIENT = RegistryOptions.CLIENT;

  private SchemaRegistries() {}

  /** Adds the options that say where the registry is and how it is asked. */
  public static ConfigDef define(ConfigDef options) {
    return TlsOptions.define(RegistryCredentials.define(RegistryOptions.define(options)));
  }

  /**
   * The registry of a configuration. Nothing is asked yet, so it need not answer.
   *
   * @param schemasMax how many schemas of a subject Confluent's client remembers
   * @param loader that of the plugin directory, where Confluent's client may lie
   * @throws org.apache.kafka.common.config.ConfigException where the configuration is wrong
   */
  public static SchemaRegistry open(AbstractConfig config, int schemasMax, ClassLoader loader) {
    return open(config, schemasMax, loader, Timing.REAL);
  }

  static SchemaRegistry open(
      AbstractConfig config, int schemasMax, ClassLoader loader, Timing timing) {
    return new PatientRegistry(
        impatient(config, schemasMax, loader),
        config.getInt(RegistryOptions.RETRIES_MAX),
        RegistryOptions.backoff(config),
        timing);
  }

  private static SchemaRegistry impatient(
      AbstractConfig config, int schemasMax, ClassLoader loader) {
    String client = config.getString(RegistryOptions.CLIENT);
    boolean confluents =
        client.equals("confluent")
            || (client.equals("auto") && ConfluentSchemaRegistry.isPresent(loader));
    return confluents
        ? new ConfluentSchemaRegistry(
            RegistryOptions.urls(config.getList(RegistryOptions.URL)),
            config.getBoolean(RegistryOptions.NORMALIZE),
            schemasMax,
            config.originals(),
            loader)
        : new HttpSchemaRegistry(RegistryOptions.of(config));
  }
}
