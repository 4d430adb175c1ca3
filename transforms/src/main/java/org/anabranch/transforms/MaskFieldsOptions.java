package org.anabranch.transforms;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.anabranch.records.path.FieldPath;
import org.anabranch.transforms.mask.Mask;
import org.anabranch.transforms.mask.MaskSecret;
import org.anabranch.transforms.mask.Masks;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * The options of {@link MaskFields}.
 *
 * @param fields in the order in which they are masked
 * @param failsOnMissing whether a record is refused in which a path leads nowhere
 */
record MaskFieldsOptions(List<MaskedField> fields, boolean failsOnMissing) {

  static final String FIELDS = "fields";
  static final String MISSING = "missing.field";

  private static final String FAIL = "fail";
  private static final String GROUP = "Mask";

  /**
   * A path and what masks the values to which it leads.
   *
   * @param text the mask's, for messages
   */
  record MaskedField(FieldPath path, Mask mask, String text) {

    /**
     * Reads a field of the option.
     *
     * @throws IllegalArgumentException where it is none; says why
     */
    static MaskedField of(String entry, @Nullable String secret) {
      int colon = entry.lastIndexOf(':');
      if (colon < 0) {
        throw new IllegalArgumentException(
            "'" + entry + "' names no mask. Write <path>:<mask>, the mask one of " + Masks.NAMES);
      }
      String text = entry.substring(colon + 1).strip();
      FieldPath path = FieldPath.parse(entry.substring(0, colon).strip());
      return new MaskedField(path, Masks.of(text, secret), text);
    }
  }

  static ConfigDef definition() {
    ConfigDef options =
        new ConfigDef()
            .define(
                FIELDS,
                ConfigDef.Type.LIST,
                ConfigDef.NO_DEFAULT_VALUE,
                ConfigDef.LambdaValidator.with(
                    MaskFieldsOptions::checkFields, () -> "list of <path>:<mask>"),
                Importance.HIGH,
                "What is masked, as <path>:<mask>, for example email:hash, profile.phone:partial(4),"
                    + " messages[*].text:redact. A path is that of a field in the row; in a Debezium"
                    + " envelope both images are masked. Masks: "
                    + Masks.NAMES
                    + ".",
                GROUP,
                0,
                Width.LONG,
                "Fields");
    return MaskSecret.define(options, GROUP, 1)
        .define(
            MISSING,
            ConfigDef.Type.STRING,
            FAIL,
            ValidString.in(FAIL, "ignore"),
            Importance.MEDIUM,
            "What becomes of a record in which a path leads nowhere: fail refuses it, since a"
                + " misspelt path would let values pass in clear; ignore lets it pass, where topics"
                + " differ in their fields.",
            GROUP,
            2,
            Width.SHORT,
            "Missing field");
  }

  private static void checkFields(String name, @Nullable Object value) {
    if (!(value instanceof List<?> entries) || entries.isEmpty()) {
      throw new ConfigException(name, null, "Name at least one field");
    }
    for (Object entry : entries) {
      field(String.valueOf(entry), "only checked");
    }
  }

  private static MaskedField field(String entry, @Nullable String secret) {
    try {
      return MaskedField.of(entry, secret);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(FIELDS, entry, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Of a transform's configuration.
   *
   * @throws ConfigException where it is wrong; says what, and how to mend it
   */
  static MaskFieldsOptions of(Map<String, ?> configuration) {
    AbstractConfig config = new AbstractConfig(definition(), configuration);
    String secret = MaskSecret.of(config);
    List<MaskedField> fields = new ArrayList<>();
    for (String entry : config.getList(FIELDS)) {
      try {
        fields.add(field(entry, secret));
      } catch (ConfigException e) {
        throw secret == null
            ? new ConfigException(e.getMessage() + ". Set " + MaskSecret.OPTION)
            : e;
      }
    }
    return new MaskFieldsOptions(
        List.copyOf(fields), config.getString(MISSING).toLowerCase(Locale.ROOT).equals(FAIL));
  }
}
