package org.anabranch.keys.gcp;

import com.google.auth.oauth2.GoogleCredentials;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

/**
 * Where Google Cloud KMS is, and who asks.
 *
 * @param credentials null for those that Google's library finds
 */
record GcpOptions(String endpoint, @Nullable GoogleCredentials credentials, int timeoutMs) {

  static final String ENDPOINT = "kek.gcp.endpoint";
  static final String CREDENTIALS_FILE = "kek.gcp.credentials.file";
  static final String CREDENTIALS_JSON = "kek.gcp.credentials.json";
  static final String TIMEOUT_MS = "kek.gcp.timeout.ms";

  private static final String GROUP = "Key-encryption key: Google Cloud";

  static ConfigDef define(ConfigDef options) {
    return defineConnection(defineCredentials(options));
  }

  private static ConfigDef defineCredentials(ConfigDef options) {
    return options
        .define(
            CREDENTIALS_FILE,
            ConfigDef.Type.STRING,
            "",
            Importance.MEDIUM,
            "A file with credentials in Google's JSON, of a service account or of a federated"
                + " identity. Where neither this nor "
                + CREDENTIALS_JSON
                + " is set, the application default credentials are used.",
            GROUP,
            1,
            Width.LONG,
            "Credentials file")
        .define(
            CREDENTIALS_JSON,
            ConfigDef.Type.PASSWORD,
            null,
            Importance.LOW,
            "The same JSON itself. Best left to a config provider.",
            GROUP,
            2,
            Width.LONG,
            "Credentials");
  }

  private static ConfigDef defineConnection(ConfigDef options) {
    return options
        .define(
            ENDPOINT,
            ConfigDef.Type.STRING,
            "",
            ServerUrl.HTTP_OR_HTTPS,
            Importance.LOW,
            "The URL to ask in place of https://cloudkms.googleapis.com, such as that of a private"
                + " endpoint.",
            GROUP,
            3,
            Width.LONG,
            "Endpoint")
        .define(
            TIMEOUT_MS,
            ConfigDef.Type.INT,
            10_000,
            Range.atLeast(1),
            Importance.LOW,
            "How long to wait for a connection, and for an answer, in milliseconds.",
            GROUP,
            4,
            Width.SHORT,
            "Timeout (ms)");
  }

  static GcpOptions of(Map<String, ?> configuration) {
    AbstractConfig config = new AbstractConfig(define(new ConfigDef()), configuration, false);
    String file = config.getString(CREDENTIALS_FILE);
    Password json = config.getPassword(CREDENTIALS_JSON);
    if (!file.isEmpty() && json != null) {
      throw new ConfigException(
          CREDENTIALS_FILE + " and " + CREDENTIALS_JSON + " are both set. Set one of them");
    }
    String endpoint = config.getString(ENDPOINT);
    return new GcpOptions(
        endpoint.isEmpty() || endpoint.endsWith("/") ? endpoint : endpoint + "/",
        credentials(file, json),
        config.getInt(TIMEOUT_MS));
  }

  private static @Nullable GoogleCredentials credentials(String file, @Nullable Password json) {
    if (file.isEmpty() && json == null) {
      return null;
    }
    try (InputStream in =
        json == null
            ? Files.newInputStream(Path.of(file))
            : new ByteArrayInputStream(json.value().getBytes(StandardCharsets.UTF_8))) {
      return GoogleCredentials.fromStream(in);
    } catch (IOException | RuntimeException e) {
      // What went wrong may quote the file, which holds a private key.
      throw new ConfigException(
          (json == null ? CREDENTIALS_FILE : CREDENTIALS_JSON)
              + " does not hold credentials in Google's JSON that the worker can read ("
              + e.getClass().getSimpleName()
              + "). Take them as Google hands them out");
    }
  }
}
