package org.anabranch.transforms.mask;

import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** The option for the secret under which values are hashed and given pseudonyms. */
public final class MaskSecret {

  /** The option's name. */
  public static final String OPTION = "mask.secret";

  private static final int LENGTH_MIN = 16;

  private MaskSecret() {}

  /**
   * Adds the option.
   *
   * @param order its place in the group
   */
  public static ConfigDef define(ConfigDef options, String group, int order) {
    return options.define(
        OPTION,
        ConfigDef.Type.PASSWORD,
        null,
        LambdaValidator.with(MaskSecret::check, () -> "at least " + LENGTH_MIN + " characters"),
        Importance.HIGH,
        "The secret of the masks hash and pseudonym, of at least "
            + LENGTH_MIN
            + " characters. Under the same secret equal values have equal masks, in every topic"
            + " and region.",
        group,
        order,
        Width.MEDIUM,
        "Mask secret");
  }

  private static void check(String name, @Nullable Object value) {
    if (value instanceof Password secret && secret.value().length() < LENGTH_MIN) {
      throw new ConfigException(
          name + " is too short. Give at least " + LENGTH_MIN + " characters of chance");
    }
  }

  /** What a configuration says; null for none. */
  public static @Nullable String of(AbstractConfig config) {
    return text(config.getPassword(OPTION));
  }

  /** What a parsed value of the option says; null for none. */
  public static @Nullable String text(@Nullable Object parsed) {
    return parsed instanceof Password secret ? secret.value() : null;
  }
}
