package org.anabranch.parts.s3;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/**
 * Where a bucket is, and who asks.
 *
 * @param region empty where the SDK is to find it
 * @param endpoint in place of AWS' own
 * @param accessKeyId empty where the SDK is to find credentials
 * @param timeout of a request with all its repetitions
 */
record S3Options(
    String bucket,
    String prefix,
    String region,
    Optional<URI> endpoint,
    boolean pathStyle,
    String accessKeyId,
    @Nullable Password secretAccessKey,
    Duration timeout) {

  static final String BUCKET = "parts.s3.bucket";
  static final String PREFIX = "parts.s3.prefix";
  static final String REGION = "parts.s3.region";
  static final String ENDPOINT = "parts.s3.endpoint";
  static final String PATH_STYLE = "parts.s3.path.style";
  static final String ACCESS_KEY_ID = "parts.s3.access.key.id";
  static final String SECRET_ACCESS_KEY = "parts.s3.secret.access.key";
  static final String TIMEOUT_MS = "parts.s3.timeout.ms";

  private static final String GROUP = "Parts in S3";
  private static final int TIMEOUT_MS_DEFAULT = 60_000;

  static ConfigDef define(ConfigDef options) {
    return defineCredentials(defineConnection(defineBucket(options)));
  }

  private static ConfigDef defineBucket(ConfigDef options) {
    return options
        .define(
            BUCKET,
            ConfigDef.Type.STRING,
            null,
            null,
            Importance.MEDIUM,
            "The bucket of parts.store=s3. Objects are named by the SHA-256 of what they hold and are"
                + " never altered; nothing here deletes them: give the bucket a lifecycle rule that"
                + " keeps them as long as the topics keep records, or longer.",
            GROUP,
            0,
            Width.MEDIUM,
            "Bucket")
        .define(
            PREFIX,
            ConfigDef.Type.STRING,
            "",
            Importance.LOW,
            "What the names of all objects begin with, for example context/.",
            GROUP,
            1,
            Width.MEDIUM,
            "Prefix of names");
  }

  private static ConfigDef defineConnection(ConfigDef options) {
    return options
        .define(
            REGION,
            ConfigDef.Type.STRING,
            "",
            Importance.MEDIUM,
            "The bucket's region. Where it is not set, the one that the SDK finds (environment,"
                + " profile, instance).",
            GROUP,
            2,
            Width.SHORT,
            "Region")
        .define(
            ENDPOINT,
            ConfigDef.Type.STRING,
            "",
            ConfigDef.LambdaValidator.with(S3Options::checkEndpoint, () -> "http or https URL"),
            Importance.LOW,
            "The URL to ask in place of AWS' own: a VPC endpoint's, or another store's that speaks as"
                + " S3 does.",
            GROUP,
            3,
            Width.LONG,
            "Endpoint")
        .define(
            PATH_STYLE,
            ConfigDef.Type.BOOLEAN,
            false,
            Importance.LOW,
            "Whether the bucket is named in the path and not in the host, as other stores want it.",
            GROUP,
            4,
            Width.SHORT,
            "Bucket in the path")
        .define(
            TIMEOUT_MS,
            ConfigDef.Type.INT,
            TIMEOUT_MS_DEFAULT,
            Range.atLeast(1),
            Importance.LOW,
            "How long a request may take with all its repetitions, in milliseconds.",
            GROUP,
            7,
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
            5,
            Width.MEDIUM,
            "Access key id")
        .define(
            SECRET_ACCESS_KEY,
            ConfigDef.Type.PASSWORD,
            null,
            Importance.LOW,
            "The access key's secret. Best left to a config provider.",
            GROUP,
            6,
            Width.MEDIUM,
            "Secret access key");
  }

  private static void checkEndpoint(String name, Object value) {
    String text = String.valueOf(value);
    if (!text.isEmpty() && !text.matches("https?://[^\\s/]+.*")) {
      throw new ConfigException(name, text, "Write it as https://host:port");
    }
  }

  /**
   * Of a transform's configuration.
   *
   * @throws ConfigException where it is wrong; says what
   */
  static S3Options of(Map<String, ?> configuration) {
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
    return new S3Options(
        config.getString(BUCKET),
        config.getString(PREFIX),
        config.getString(REGION),
        endpoint.isEmpty() ? Optional.empty() : Optional.of(URI.create(endpoint)),
        config.getBoolean(PATH_STYLE),
        id,
        secret,
        Duration.ofMillis(config.getInt(TIMEOUT_MS)));
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return bucket + '/' + prefix;
  }
}
