package org.anabranch.transforms.encrypt;

import org.anabranch.transforms.rows.RecordPart;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * The options of {@code DecryptFields}, but for those of its keys.
 *
 * @param marker what text fields of a forgotten subject hold; null where they are NULL
 * @param keepsPlain whether what is no ciphertext goes as it is, else the record is refused
 */
public record DecryptOptions(
    FieldOptions of, RecordPart part, @Nullable String marker, boolean keepsPlain) {

  static final String FORGOTTEN = "on.forgotten";
  static final String MARKER = "forgotten.marker";
  static final String PLAINTEXT = "on.plaintext";

  private static final String NULL = "null";
  private static final String KEEP = "keep";

  /** What can be set. */
  public static ConfigDef definition() {
    ConfigDef options = new ConfigDef();
    FieldOptions.define(
        options,
        "What is decrypted, as <path>[:<mode>], the paths as they were encrypted. Only"
            + " format-preserving must be written; all else ciphertexts say themselves.",
        "Siblings that fields were given to find equal values by, as <path>:<name of the sibling>."
            + " They are left out of decrypted rows.",
        "The path to the field that says whose row it is; needed only for format-preserving fields"
            + " that were encrypted with it. It must be readable here.");
    return options
        .define(
            FORGOTTEN,
            ConfigDef.Type.STRING,
            NULL,
            ValidString.in(NULL, "marker"),
            Importance.MEDIUM,
            "What becomes of a field whose key was destroyed: null makes it NULL, marker the text of"
                + " "
                + MARKER
                + " where it was a text, else NULL.",
            FieldOptions.GROUP,
            7,
            Width.SHORT,
            "Forgotten fields")
        .define(
            MARKER,
            ConfigDef.Type.STRING,
            "[forgotten]",
            Importance.LOW,
            "The text that forgotten texts hold with " + FORGOTTEN + "=marker.",
            FieldOptions.GROUP,
            8,
            Width.MEDIUM,
            "Marker")
        .define(
            PLAINTEXT,
            ConfigDef.Type.STRING,
            FieldOptions.FAIL,
            ValidString.in(FieldOptions.FAIL, KEEP),
            Importance.MEDIUM,
            "What becomes of a value that is no ciphertext where one is expected: fail refuses the"
                + " record, keep lets it go as it is, as while columns are being encrypted one by"
                + " one. What is format-preserving cannot be told from plain text.",
            FieldOptions.GROUP,
            9,
            Width.SHORT,
            "Plain text");
  }

  /**
   * Of a transform's configuration.
   *
   * @throws ConfigException where it is wrong; says what, and how to mend it
   */
  public static DecryptOptions of(AbstractConfig config, RecordPart part) {
    FieldOptions fields = FieldOptions.of(config);
    if (part == RecordPart.KEY && fields.bindsKey()) {
      throw new ConfigException(
          FieldOptions.BIND, true, "A key is not bound to itself. Set it for the value alone");
    }
    return new DecryptOptions(
        fields,
        part,
        config.getString(FORGOTTEN).equals(NULL) ? null : config.getString(MARKER),
        config.getString(PLAINTEXT).equals(KEEP));
  }
}
