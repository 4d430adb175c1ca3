package org.anabranch.keys.azure;

import java.time.Duration;
import java.util.Map;
import org.anabranch.records.server.ServerUrl;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** Who asks Azure, and what it trusts. */
record AzureOptions(
    String tenantId,
    String clientId,
    @Nullable Password clientSecret,
    String authorityHost,
    String caFile,
    boolean verifiesResource,
    Duration timeout) {

  static final String TENANT_ID = "kek.azure.tenant.id";
  static final String CLIENT_ID = "kek.azure.client.id";
  static final String CLIENT_SECRET = "kek.azure.client.secret";
  static final String AUTHORITY_HOST = "kek.azure.authority.host";
  static final String CA_FILE = "kek.azure.ca.file";
  static final String VERIFY_RESOURCE = "kek.azure.challenge.resource.verify";
  static final String TIMEOUT_MS = "kek.azure.timeout.ms";

  private static final String GROUP = "Key-encryption key: Azure";

  static ConfigDef define(ConfigDef options) {
    return defineConnection(defineSignIn(defineCredentials(options)));
  }

  private static ConfigDef defineCredentials(ConfigDef options) {
    return options
        .define(
            TENANT_ID,
            ConfigDef.Type.STRING,
            "",
            Importance.MEDIUM,
            "The tenant of the application whose secret is given.",
            GROUP,
            1,
            Width.MEDIUM,
            "Tenant id")
        .define(
            CLIENT_ID,
            ConfigDef.Type.STRING,
            "",
            Importance.MEDIUM,
            "The application to sign in as with a secret; without a secret, the managed identity or"
                + " workload identity to use where the worker has several.",
            GROUP,
            2,
            Width.MEDIUM,
            "Client id")
        .define(
            CLIENT_SECRET,
            ConfigDef.Type.PASSWORD,
            null,
            Importance.MEDIUM,
            "The application's secret, best left to a config provider. Without it the worker's own"
                + " credentials are used: environment, workload identity, managed identity.",
            GROUP,
            3,
            Width.MEDIUM,
            "Client secret");
  }

  private static ConfigDef defineSignIn(ConfigDef options) {
    return options.define(
        AUTHORITY_HOST,
        ConfigDef.Type.STRING,
        "",
        ServerUrl.HTTPS,
        Importance.LOW,
        "Where to sign in, for clouds other than Azure's public one, such as"
            + " https://login.microsoftonline.us. Public Azure's where this is not set.",
        GROUP,
        4,
        Width.LONG,
        "Authority host");
  }

  private static ConfigDef defineConnection(ConfigDef options) {
    return options
        .define(
            CA_FILE,
            ConfigDef.Type.STRING,
            "",
            Importance.LOW,
            "A PEM file with the certificates of the authorities to trust, in place of those that Java"
                + " trusts, where a proxy or a private endpoint has one of its own.",
            GROUP,
            5,
            Width.LONG,
            "CA file")
        .define(
            VERIFY_RESOURCE,
            ConfigDef.Type.BOOLEAN,
            true,
            Importance.LOW,
            "Whether tokens are only sent to vaults in the domain for which the vault asks a token."
                + " Set it to false where a vault has another host name; then no other vault is asked"
                + " than that of kek.id.",
            GROUP,
            6,
            Width.SHORT,
            "Verify resource")
        .define(
            TIMEOUT_MS,
            ConfigDef.Type.INT,
            10_000,
            Range.atLeast(1),
            Importance.LOW,
            "How long to wait for a connection, and for an answer, in milliseconds.",
            GROUP,
            7,
            Width.SHORT,
            "Timeout (ms)");
  }

  static AzureOptions of(Map<String, ?> configuration) {
    AbstractConfig config = new AbstractConfig(define(new ConfigDef()), configuration, false);
    AzureOptions options =
        new AzureOptions(
            config.getString(TENANT_ID),
            config.getString(CLIENT_ID),
            config.getPassword(CLIENT_SECRET),
            config.getString(AUTHORITY_HOST),
            config.getString(CA_FILE),
            config.getBoolean(VERIFY_RESOURCE),
            Duration.ofMillis(config.getInt(TIMEOUT_MS)));
    boolean secret = options.clientSecret() != null;
    if (secret && (options.tenantId().isEmpty() || options.clientId().isEmpty())) {
      throw new ConfigException(
          CLIENT_SECRET + " is set without " + TENANT_ID + " or " + CLIENT_ID + ". Set all three");
    }
    return options;
  }
}
