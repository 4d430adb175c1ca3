package org.anabranch.keys.vault;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.anabranch.records.server.ServerUrl;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** Where Vault is, and who asks. */
record VaultOptions(
    URI address,
    String mount,
    String namespace,
    @Nullable Password token,
    String tokenFile,
    String caFile,
    Duration timeout) {

  static final String ADDRESS = "kek.vault.address";
  static final String MOUNT = "kek.vault.mount";
  static final String NAMESPACE = "kek.vault.namespace";
  static final String TOKEN = "kek.vault.token";
  static final String TOKEN_FILE = "kek.vault.token.file";
  static final String CA_FILE = "kek.vault.ca.file";
  static final String TIMEOUT_MS = "kek.vault.timeout.ms";

  private static final String GROUP = "Key-encryption key: Vault";

  static ConfigDef define(ConfigDef options) {
    return defineConnection(defineCredentials(defineEngine(options)));
  }

  private static ConfigDef defineEngine(ConfigDef options) {
    return options
        .define(
            ADDRESS,
            ConfigDef.Type.STRING,
            "",
            ServerUrl.HTTP_OR_HTTPS,
            Importance.HIGH,
            "Where Vault, or a Vault Agent, listens, such as https://vault.example:8200.",
            GROUP,
            1,
            Width.LONG,
            "Address")
        .define(
            MOUNT,
            ConfigDef.Type.STRING,
            "transit",
            mounts(),
            Importance.MEDIUM,
            "Where the transit engine is mounted.",
            GROUP,
            2,
            Width.MEDIUM,
            "Mount")
        .define(
            NAMESPACE,
            ConfigDef.Type.STRING,
            "",
            Importance.MEDIUM,
            "The namespace, where Vault has namespaces.",
            GROUP,
            3,
            Width.MEDIUM,
            "Namespace");
  }

  private static ConfigDef defineCredentials(ConfigDef options) {
    return options
        .define(
            TOKEN,
            ConfigDef.Type.PASSWORD,
            null,
            Importance.HIGH,
            "The token to ask with. Best left to a config provider, or to "
                + TOKEN_FILE
                + ". With neither, the address has to be that of a Vault Agent which adds its own.",
            GROUP,
            4,
            Width.MEDIUM,
            "Token")
        .define(
            TOKEN_FILE,
            ConfigDef.Type.STRING,
            "",
            Importance.HIGH,
            "A file with the token, such as the sink of a Vault Agent. It is read at each request,"
                + " so a token that was renewed is used at once.",
            GROUP,
            5,
            Width.LONG,
            "Token file");
  }

  private static ConfigDef defineConnection(ConfigDef options) {
    return options
        .define(
            CA_FILE,
            ConfigDef.Type.STRING,
            "",
            Importance.MEDIUM,
            "A PEM file with the certificates of the authorities that Vault's own is signed by;"
                + " those that Java trusts where this is not set.",
            GROUP,
            6,
            Width.LONG,
            "CA file")
        .define(
            TIMEOUT_MS,
            ConfigDef.Type.INT,
            10_000,
            Range.atLeast(1),
            Importance.LOW,
            "How long a request may take, in milliseconds.",
            GROUP,
            7,
            Width.SHORT,
            "Timeout (ms)");
  }

  private static LambdaValidator mounts() {
    return LambdaValidator.with(
        (name, value) -> {
          if (!TransitKey.isMount(String.valueOf(value))) {
            throw new ConfigException(
                name, value, "It has to be a path of letters, digits, '.', '_' and '-'");
          }
        },
        () -> "a path without a slash at its ends");
  }

  static VaultOptions of(Map<String, ?> configuration) {
    AbstractConfig config = new AbstractConfig(define(new ConfigDef()), configuration, false);
    String address = config.getString(ADDRESS);
    if (address.isEmpty()) {
      throw new ConfigException(
          ADDRESS, "", "Set it to Vault's address; kek.provider is vault-transit");
    }
    Password token = config.getPassword(TOKEN);
    String tokenFile = config.getString(TOKEN_FILE);
    if (token != null && !tokenFile.isEmpty()) {
      throw new ConfigException(TOKEN + " and " + TOKEN_FILE + " are both set. Set one of them");
    }
    return new VaultOptions(
        URI.create(address.endsWith("/") ? address : address + "/"),
        config.getString(MOUNT),
        config.getString(NAMESPACE),
        token,
        tokenFile,
        config.getString(CA_FILE),
        Duration.ofMillis(config.getInt(TIMEOUT_MS)));
  }
}
