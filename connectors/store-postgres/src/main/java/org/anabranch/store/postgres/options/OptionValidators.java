package org.anabranch.store.postgres.options;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anabranch.store.postgres.catalog.SqlName;
import org.anabranch.store.postgres.catalog.TableNameFormat;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;

/** What the options' values must look like, apart from the database that they name. */
final class OptionValidators {

  private static final String PREFIX = "jdbc:postgresql:";
  private static final Pattern PARAMETER = Pattern.compile("[?&]([^=&]+)=?([^&]*)");
  private static final int IDENTIFIER_BYTES_MAX = 63;

  /** In the URL they would be shown to whoever may read the configuration, or undo a guarantee. */
  private static final Set<String> FORBIDDEN_PARAMETERS = Set.of("user", "password", "autosave");

  private OptionValidators() {}

  static Validator jdbcUrl() {
    return text(
        "a JDBC URL of Postgres",
        url -> {
          if (!url.startsWith(PREFIX)) {
            throw new IllegalArgumentException(
                "Give a JDBC URL of Postgres: jdbc:postgresql://host:port/database");
          }
          Matcher parameters = PARAMETER.matcher(url);
          while (parameters.find()) {
            if (FORBIDDEN_PARAMETERS.contains(parameters.group(1))) {
              throw new IllegalArgumentException(
                  "Take the parameter "
                      + parameters.group(1)
                      + " out of the URL; there are connection.user and connection.password");
            }
            if (parameters.group(1).equals("prepareThreshold")
                && parameters.group(2).startsWith("-")) {
              throw new IllegalArgumentException(
                  "Take the negative prepareThreshold out of the URL: with it the driver cannot"
                      + " read the answers of statements that travel together");
            }
            if (parameters.group(1).equals("defaultRowFetchSize")
                && !parameters.group(2).equals("0")) {
              throw new IllegalArgumentException(
                  "Take defaultRowFetchSize out of the URL: with it a statement that locks rows"
                      + " stops after so many, and the one behind it begins");
            }
          }
        });
  }

  static Validator notBlank() {
    return text(
        "not blank",
        value -> {
          if (value.isBlank()) {
            throw new IllegalArgumentException("Give a value");
          }
        });
  }

  static Validator identifierOrEmpty() {
    return text(
        "a name, or empty",
        value -> {
          if (value.getBytes(StandardCharsets.UTF_8).length > IDENTIFIER_BYTES_MAX) {
            throw new IllegalArgumentException("Names in Postgres have at most 63 bytes");
          }
        });
  }

  static Validator tableNameFormat() {
    return text("schema.table with ${schema} and ${table}", TableNameFormat::parse);
  }

  static Validator tableName() {
    return text("schema.table", SqlName::parse);
  }

  /** Names the option, never its value: a URL may hold what nobody should read. */
  private static Validator text(String description, Consumer<String> check) {
    return LambdaValidator.with(
        (name, value) -> {
          if (value == null) {
            throw new ConfigException(name + " is not set");
          }
          try {
            check.accept((String) value);
          } catch (IllegalArgumentException e) {
            throw new ConfigException(name + ": " + e.getMessage());
          }
        },
        () -> description);
  }
}
