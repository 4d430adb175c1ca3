package org.anabranch.keys.aws;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.anabranch.records.server.ServerUrl;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/** Where AWS KMS is, and who asks. */
record AwsOptions(
    String region,
    Optional<URI> endpoint,
    String accessKeyId,
    @Nullable Password secretAccessKey,
    Duration timeout) {

  static final String REGION = "kek.aws.region";
  static final String ENDPOINT = "kek.aws.endpoint";
  static final String ACCESS_KEY_ID = "kek.aws.access.key.id";
  static final String SECRET_ACCESS_KEY = "kek.aws.secret.access.key";
  static final String TIMEOUT_MS = "kek.aws.timeout.ms";

  private static final String GROUP = "Key-encryption key: AWS";

  static ConfigDef define(ConfigDef options) {
    return defineCredentials(defineConnection(options));
  }

  private static ConfigDef defineConnection(ConfigDef options) {
    return options
        .define(
            REGION,
            ConfigDef.Type.STRING,
            "",
            Importance.MEDIUM,
            "The region of keys that are not named by an ARN, and the one whose replicas of"
                + " multi-region keys are asked. Where it is not set, that of the ARN in kek.id, else"
                + " the one that the SDK finds (environment, profile, instance).",
            GROUP,
            1,
            Width.SHORT,
            "Region")
        .define(
            ENDPOINT,
            ConfigDef.Type.STRING,
            "",
            ServerUrl.HTTP_OR_HTTPS,
            Importance.LOW,
            "The URL to ask in place of AWS' own in the home region, such as that of a VPC endpoint.",
            GROUP,
            2,
            Width.LONG,
            "Endpoint")
        .define(
            TIMEOUT_MS,
            ConfigDef.Type.INT,
            10_000,
            Range.atLeast(1),
            Importance.LOW,
            "How long a request may take, in milliseconds.",
            GROUP,
            5,
            Width.SHORT,
            "Timeout (ms)");
  }

  private static ConfigDef defineCredentials(ConfigDef options) {
    return options
        .define(
            ACCESS_KEY_ID,
            ConfigDef.Type.STRING,
            "",
            Importance.LOW,
            "An access key's id, where the worker's own credentials are not to be used: those that"
                + " the SDK finds (environment, web identity, profile, container, instance).",
            GROUP,
            3,
            Width.MEDIUM,
            "Access key id")
        .define(
            SECRET_ACCESS_KEY,
            ConfigDef.Type.PASSWORD,
            null,
            Importance.LOW,
            "The access key's secret. Best left to a config provider.",
            GROUP,
            4,
            Width.MEDIUM,
            "Secret access key");
  }

  static AwsOptions of(Map<String, ?> configuration) {
    AbstractConfig config = new AbstractConfig(define(new ConfigDef()), configuration, false);
    String id = config.getString(ACCESS_KEY_ID);
    Password secret = config.getPassword(SECRET_ACCESS_KEY);
    if (id.isEmpty() != (secret == null)) {
      throw new ConfigException(
          "Of "
              + ACCESS_KEY_ID
              + " and "
              + SECRET_ACCESS_KEY
              + " only one is set. Set both or none");
    }
    String endpoint = config.getString(ENDPOINT);
    return new AwsOptions(
        config.getString(REGION),
        endpoint.isEmpty() ? Optional.empty() : Optional.of(URI.create(endpoint)),
        id,
        secret,
        Duration.ofMillis(config.getInt(TIMEOUT_MS)));
  }

  /** The region to ask where a key's own does not matter. */
  Region homeRegion(AwsKey key) {
    if (!region.isEmpty()) {
      return Region.of(region);
    }
    if (!key.region().isEmpty()) {
      return Region.of(key.region());
    }
    try {
      return DefaultAwsRegionProviderChain.builder().build().getRegion();
    } catch (SdkException e) {
      throw new ConfigException(
          REGION + " is not set, kek.id is no ARN, and the SDK finds no region. Set one of them");
    }
  }

  AwsCredentialsProvider credentials() {
    return secretAccessKey == null
        ? DefaultCredentialsProvider.builder().build()
        : StaticCredentialsProvider.create(
            AwsBasicCredentials.create(accessKeyId, secretAccessKey.value()));
  }
}
