package org.anabranch.transforms.encrypt;

import java.util.Locale;
import org.anabranch.transforms.cipher.Mode;
import org.anabranch.transforms.rows.RecordPart;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;

/**
 * The options of {@code EncryptFields}, but for those of its keys.
 *
 * @param asText whether ciphertexts are texts, else bytes
 * @param already what becomes of what is a ciphertext already
 * @param forgottenIsNull whether the fields of a forgotten subject go as NULL, else the record is
 *     refused
 */
public record EncryptOptions(
    FieldOptions of, RecordPart part, boolean asText, Already already, boolean forgottenIsNull) {

  /** What becomes of a value that is a ciphertext already, or looks like one. */
  enum Already {
    /** It is refused. */
    FAIL,
    /** It goes as it is. */
    KEEP,
    /** It is encrypted as any other. */
    ENCRYPT;

    static Already of(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }
  }

  static final String ENCODING = "ciphertext.encoding";
  static final String ALREADY = "already.encrypted";
  static final String FORGOTTEN = "on.forgotten";

  private static final String NULL = "null";
  private static final String KEEP = "keep";
  private static final String ENCRYPT = "encrypt";
  private static final String BASE64 = "base64";

  /** What can be set. */
  public static ConfigDef definition() {
    ConfigDef options = new ConfigDef();
    FieldOptions.define(
        options,
        "What is encrypted, as <path>[:<mode>], for example email, ssn:deterministic,"
            + " profile.*.card:format-preserving, messages[*].content. Without a mode it is"
            + " authenticated.",
        "Siblings by which equal values are found without decrypting, as <path>:<name of the"
            + " sibling>, for example email:email_index. The path is one of those in fields. A"
            + " sibling is a text of 22 letters, a keyed hash.",
        "The path to the field that says whose row it is. Each subject then has data keys of its"
            + " own, and once they are destroyed nobody decrypts its fields any more. Equal values of"
            + " two subjects are not equal, neither deterministically encrypted nor by an index."
            + " Where the field is NULL the record is refused.");
    return options
        .define(
            ENCODING,
            ConfigDef.Type.STRING,
            BASE64,
            ValidString.in(BASE64, "bytes"),
            Importance.LOW,
            "How ciphertexts are written: base64 makes text of them, bytes a third less. What is"
                + " format-preserving stays text.",
            FieldOptions.GROUP,
            7,
            Width.SHORT,
            "Encoding")
        .define(
            ALREADY,
            ConfigDef.Type.STRING,
            FieldOptions.FAIL,
            ValidString.in(FieldOptions.FAIL, KEEP, ENCRYPT),
            Importance.LOW,
            "What becomes of a value that is a ciphertext already, or looks like one: fail refuses"
                + " the record, keep lets the value go as it is, encrypt encrypts it as any other,"
                + " so that DecryptFields gives back what came.",
            FieldOptions.GROUP,
            8,
            Width.SHORT,
            "Already encrypted")
        .define(
            FORGOTTEN,
            ConfigDef.Type.STRING,
            NULL,
            ValidString.in(NULL, FieldOptions.FAIL),
            Importance.MEDIUM,
            "What becomes of the fields of a subject that is forgotten: null sends them as NULL, for"
                + " which they are all optional; fail refuses the record, as in keys it always is.",
            FieldOptions.GROUP,
            9,
            Width.SHORT,
            "Forgotten subject");
  }

  /**
   * Of a transform's configuration.
   *
   * @throws ConfigException where it is wrong; says what, and how to mend it
   */
  public static EncryptOptions of(AbstractConfig config, RecordPart part) {
    FieldOptions fields = FieldOptions.of(config);
    if (part == RecordPart.KEY) {
      checkKeys(fields);
    }
    return new EncryptOptions(
        fields,
        part,
        config.getString(ENCODING).equals(BASE64),
        Already.of(config.getString(ALREADY)),
        part == RecordPart.VALUE && config.getString(FORGOTTEN).equals(NULL));
  }

  /** Equal keys must stay equal, or compaction, order and joins break. */
  private static void checkKeys(FieldOptions fields) {
    for (EncryptedField field : fields.fields()) {
      if (field.mode() == Mode.AUTHENTICATED) {
        throw new ConfigException(
            FieldOptions.FIELDS,
            field.path(),
            "A key must stay equal to itself. Write " + field.path() + ":deterministic");
      }
    }
    if (fields.bindsKey()) {
      throw new ConfigException(
          FieldOptions.BIND, true, "A key cannot be bound to itself. Set it for the value alone");
    }
  }

  /** Whether a field may become NULL since its subject is forgotten. */
  boolean mayForget() {
    return of.subject() != null && forgottenIsNull;
  }
}
