package org.anabranch.converters.registry;

import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import org.anabranch.records.retry.Backoff;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * Where a registry is, and how it is asked.
 *
 * @param tls null for Java's own
 * @param proxy null for none
 * @param headers added to each request, which may hold secrets
 * @param normalizes whether schemas that differ in order only are one
 * @param retriesMax how often a question is asked again that failed for now
 */
record RegistryOptions(
    List<RegistryUrl> urls,
    RegistryCredentials credentials,
    @Nullable SSLContext tls,
    @Nullable ProxySelector proxy,
    Map<String, String> headers,
    Duration connectTimeout,
    Duration readTimeout,
    boolean normalizes,
    int retriesMax,
    Backoff backoff) {

  static final String URL = "schema.registry.url";
  static final String CLIENT = "schema.registry.client";
  static final String NORMALIZE = "normalize.schemas";
  static final String PROXY_HOST = "proxy.host";
  static final String PROXY_PORT = "proxy.port";
  static final String CONNECT_TIMEOUT_MS = "http.connect.timeout.ms";
  static final String READ_TIMEOUT_MS = "http.read.timeout.ms";
  static final String RETRIES_MAX = "max.retries";
  static final String WAIT_MS = "retries.wait.ms";
  static final String WAIT_MAX_MS = "retries.max.wait.ms";
  static final String HEADER_PREFIX = "request.header.";

  private static final String GROUP = "Schema registry";

  static ConfigDef define(ConfigDef options) {
    return defineRetries(defineNetwork(definePlace(options)));
  }

  private static ConfigDef definePlace(ConfigDef options) {
    return options
        .define(
            URL,
            ConfigDef.Type.LIST,
            ConfigDef.NO_DEFAULT_VALUE,
            LambdaValidator.with(
                (name, value) -> urls((List<?>) value), () -> "http:// or https:// URLs"),
            Importance.HIGH,
            "Where the registry answers, with the path of its Confluent-compatible API; several"
                + " URLs of one registry with commas between. The next is asked where one fails.",
            GROUP,
            0,
            Width.LONG,
            "URLs")
        .define(
            CLIENT,
            ConfigDef.Type.STRING,
            "auto",
            ValidString.in("auto", "http", "confluent"),
            Importance.LOW,
            "Who asks the registry: http is this converter itself; confluent is Confluent's client,"
                + " which has to lie in the plugin directory, and takes its own options; auto is"
                + " confluent where it lies there, else http.",
            GROUP,
            1,
            Width.SHORT,
            "Client")
        .define(
            NORMALIZE,
            ConfigDef.Type.BOOLEAN,
            false,
            Importance.LOW,
            "Whether the registry takes schemas as one that differ only in what has no meaning.",
            GROUP,
            2,
            Width.SHORT,
            "Normalize schemas");
  }

  private static ConfigDef defineNetwork(ConfigDef options) {
    return options
        .define(
            PROXY_HOST,
            ConfigDef.Type.STRING,
            "",
            Importance.LOW,
            "The HTTP proxy through which the registry is asked.",
            GROUP,
            3,
            Width.MEDIUM,
            "Proxy host")
        .define(
            PROXY_PORT,
            ConfigDef.Type.INT,
            -1,
            Range.between(-1, 65_535),
            Importance.LOW,
            "The proxy's port.",
            GROUP,
            4,
            Width.SHORT,
            "Proxy port")
        .define(
            CONNECT_TIMEOUT_MS,
            ConfigDef.Type.INT,
            5_000,
            Range.atLeast(1),
            Importance.LOW,
            "How long it may take to connect to a URL, in milliseconds.",
            GROUP,
            5,
            Width.SHORT,
            "Connect timeout (ms)")
        .define(
            READ_TIMEOUT_MS,
            ConfigDef.Type.INT,
            15_000,
            Range.atLeast(1),
            Importance.LOW,
            "How long an answer may take, in milliseconds.",
            GROUP,
            6,
            Width.SHORT,
            "Read timeout (ms)");
  }

  private static ConfigDef defineRetries(ConfigDef options) {
    return options
        .define(
            RETRIES_MAX,
            ConfigDef.Type.INT,
            3,
            Range.atLeast(0),
            Importance.LOW,
            "How often a question is asked again that no URL answered or that failed for now (status"
                + " 429 or 5xx). Then Connect's errors.retry.timeout applies, and after it the task"
                + " fails, or the record is treated as errors.tolerance says.",
            GROUP,
            7,
            Width.SHORT,
            "Retries")
        .define(
            WAIT_MS,
            ConfigDef.Type.LONG,
            1_000L,
            Range.atLeast(0),
            Importance.LOW,
            "The longest pause before the first retry, in milliseconds; it doubles with each retry,"
                + " and chance takes a part of it.",
            GROUP,
            8,
            Width.SHORT,
            "First wait (ms)")
        .define(
            WAIT_MAX_MS,
            ConfigDef.Type.LONG,
            20_000L,
            Range.atLeast(0),
            Importance.LOW,
            "The longest pause before any retry, in milliseconds, also where the registry asks for a"
                + " longer one.",
            GROUP,
            9,
            Width.SHORT,
            "Longest wait (ms)");
  }

  /**
   * Of a converter's configuration.
   *
   * @throws ConfigException where it is wrong; says what, and how to mend it
   */
  static RegistryOptions of(AbstractConfig config) {
    List<RegistryUrl> urls = urls(config.getList(URL));
    return new RegistryOptions(
        urls,
        RegistryCredentials.of(config, urls),
        TlsOptions.of(config),
        proxy(config),
        headers(config.originals()),
        Duration.ofMillis(config.getInt(CONNECT_TIMEOUT_MS)),
        Duration.ofMillis(config.getInt(READ_TIMEOUT_MS)),
        config.getBoolean(NORMALIZE),
        config.getInt(RETRIES_MAX),
        backoff(config));
  }

  static Backoff backoff(AbstractConfig config) {
    return new Backoff(
        Duration.ofMillis(config.getLong(WAIT_MS)), Duration.ofMillis(config.getLong(WAIT_MAX_MS)));
  }

  static List<RegistryUrl> urls(List<?> texts) {
    if (texts.isEmpty()) {
      throw new ConfigException(URL + " is empty. Name at least one URL of the registry");
    }
    try {
      return texts.stream().map(text -> RegistryUrl.parse(String.valueOf(text))).toList();
    } catch (IllegalArgumentException e) {
      // Without the value, which may hold a password.
      throw new ConfigException(URL + " is not valid. " + e.getMessage());
    }
  }

  private static @Nullable ProxySelector proxy(AbstractConfig config) {
    String host = config.getString(PROXY_HOST);
    int port = config.getInt(PROXY_PORT);
    if (host.isEmpty() != port < 0) {
      throw new ConfigException(
          "Set both of " + PROXY_HOST + " and " + PROXY_PORT + ", or neither");
    }
    return host.isEmpty() ? null : ProxySelector.of(new InetSocketAddress(host, port));
  }

  private static Map<String, String> headers(Map<String, ?> configuration) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    configuration.forEach(
        (name, value) -> {
          if (name.toLowerCase(Locale.ROOT).startsWith(HEADER_PREFIX) && value != null) {
            headers.put(header(name), value.toString());
          }
        });
    return headers;
  }

  /** The name of a header that Java's client lets others set. */
  private static String header(String option) {
    String name = option.substring(HEADER_PREFIX.length());
    try {
      HttpRequest.newBuilder().header(name, "");
      return name;
    } catch (IllegalArgumentException e) {
      throw new ConfigException(option + " names no header that can be set. Leave it out");
    }
  }

  /** Nothing that may be secret. */
  @Override
  public String toString() {
    return "registry at " + urls;
  }
}
