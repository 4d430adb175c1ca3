package org.anabranch.converters.registry;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/**
 * Who asks a registry. Shows no secret.
 *
 * @param fixed the value of the Authorization header; null for that of the URL's user info
 */
record RegistryCredentials(@Nullable Password fixed) {

  static final String BASIC_SOURCE = "basic.auth.credentials.source";
  static final String USER_INFO = "basic.auth.user.info";
  static final String OLD_USER_INFO = "schema.registry.basic.auth.user.info";
  static final String BEARER_SOURCE = "bearer.auth.credentials.source";
  static final String TOKEN = "bearer.auth.token";

  private static final String GROUP = "Credentials at the registry";
  private static final String FROM_URL = "URL";

  static ConfigDef define(ConfigDef options) {
    return defineBearer(defineBasic(options));
  }

  private static ConfigDef defineBasic(ConfigDef options) {
    return options
        .define(
            BASIC_SOURCE,
            ConfigDef.Type.STRING,
            FROM_URL,
            Importance.MEDIUM,
            "Where user and password are: URL for the user info of "
                + RegistryOptions.URL
                + ","
                + " USER_INFO for "
                + USER_INFO
                + ".",
            GROUP,
            0,
            Width.SHORT,
            "Source of user and password")
        .define(
            USER_INFO,
            ConfigDef.Type.PASSWORD,
            null,
            Importance.MEDIUM,
            "User and password as <user>:<password>. Best left to a config provider.",
            GROUP,
            1,
            Width.MEDIUM,
            "User and password")
        .define(
            OLD_USER_INFO,
            ConfigDef.Type.PASSWORD,
            null,
            Importance.LOW,
            "The former name of " + USER_INFO + ".",
            GROUP,
            2,
            Width.MEDIUM,
            "User and password (former name)");
  }

  private static ConfigDef defineBearer(ConfigDef options) {
    return options
        .define(
            BEARER_SOURCE,
            ConfigDef.Type.STRING,
            "",
            Importance.MEDIUM,
            "STATIC_TOKEN for the token in " + TOKEN + "; empty for none.",
            GROUP,
            3,
            Width.SHORT,
            "Source of the token")
        .define(
            TOKEN,
            ConfigDef.Type.PASSWORD,
            null,
            Importance.MEDIUM,
            "The bearer token. Best left to a config provider.",
            GROUP,
            4,
            Width.MEDIUM,
            "Token");
  }

  /**
   * Of a converter's configuration.
   *
   * @throws ConfigException where it names two, or some that only Confluent's client knows
   */
  static RegistryCredentials of(AbstractConfig config, List<RegistryUrl> urls) {
    String bearer = config.getString(BEARER_SOURCE).toUpperCase(Locale.ROOT);
    Password token = config.getPassword(TOKEN);
    if (bearer.isEmpty()) {
      if (token != null && !token.value().isEmpty()) {
        throw new ConfigException(
            TOKEN + " is set, which is not used. Set " + BEARER_SOURCE + "=STATIC_TOKEN too");
      }
      return basic(config, urls);
    }
    if (!bearer.equals("STATIC_TOKEN")) {
      throw onlyConfluents(BEARER_SOURCE, bearer, "STATIC_TOKEN");
    }
    if (token == null || token.value().isEmpty()) {
      throw new ConfigException("Set " + TOKEN + ", since " + BEARER_SOURCE + "=STATIC_TOKEN");
    }
    checkNoUserInfo(urls, BEARER_SOURCE + "=STATIC_TOKEN");
    return new RegistryCredentials(new Password("Bearer " + token.value()));
  }

  private static RegistryCredentials basic(AbstractConfig config, List<RegistryUrl> urls) {
    String source = config.getString(BASIC_SOURCE).toUpperCase(Locale.ROOT);
    Password current = config.getPassword(USER_INFO);
    Password userInfo = current == null ? config.getPassword(OLD_USER_INFO) : current;
    switch (source) {
      case FROM_URL -> {
        if (userInfo != null && !userInfo.value().isEmpty()) {
          throw new ConfigException(
              USER_INFO + " is set, which is not used. Set " + BASIC_SOURCE + "=USER_INFO too");
        }
        return new RegistryCredentials(null);
      }
      case "USER_INFO" -> {
        if (userInfo == null || userInfo.value().indexOf(':') < 0) {
          throw new ConfigException(
              "Set " + USER_INFO + " to <user>:<password>, since " + BASIC_SOURCE + "=USER_INFO");
        }
        checkNoUserInfo(urls, BASIC_SOURCE + "=USER_INFO");
        return new RegistryCredentials(new Password(RegistryUrl.basic(userInfo.value())));
      }
      default -> throw onlyConfluents(BASIC_SOURCE, source, "URL or USER_INFO");
    }
  }

  private static void checkNoUserInfo(List<RegistryUrl> urls, String since) {
    if (urls.stream().map(RegistryUrl::userInfo).anyMatch(Objects::nonNull)) {
      throw new ConfigException(
          "Take the user info out of " + RegistryOptions.URL + ", since " + since + " is set");
    }
  }

  private static ConfigException onlyConfluents(String option, String value, String ours) {
    return new ConfigException(
        option,
        value,
        "It has to be "
            + ours
            + ". For others put Confluent's client into the plugin directory and set "
            + RegistryOptions.CLIENT
            + "=confluent");
  }

  /** The value of the Authorization header for a URL; null for none. */
  @Nullable String authorization(RegistryUrl url) {
    if (fixed != null) {
      return fixed.value();
    }
    String userInfo = url.userInfo();
    return userInfo == null ? null : RegistryUrl.basic(userInfo);
  }
}
