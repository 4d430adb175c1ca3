package org.anabranch.transforms.encrypt;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.anabranch.records.path.FieldPath;
import org.anabranch.records.path.RewrittenField;
import org.anabranch.records.path.RewrittenField.Sibling;
import org.anabranch.records.path.RowRewrite;
import org.anabranch.transforms.cipher.Mode;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * What encrypting and decrypting transforms both are told.
 *
 * @param fields in the order in which they are written
 * @param failsUnmatched whether a record is refused in whose rows a path leads nowhere
 * @param table the table of rows of which nothing else tells it; null where that is refused
 * @param bindsKey whether authenticated ciphertexts are bound to the row's key
 * @param subject the field that says whose keys a row's fields have; null where all share them
 */
record FieldOptions(
    List<EncryptedField> fields,
    boolean failsUnmatched,
    @Nullable String table,
    boolean bindsKey,
    @Nullable FieldPath subject) {

  static final String FIELDS = "fields";
  static final String INDEXES = "indexes";
  static final String OPTIONAL = "fields.optional";
  static final String UNMATCHED = "fields.unmatched";
  static final String TABLE = TableOption.NAME;
  static final String BIND = "bind.key";
  static final String SUBJECT = "key.subject.field";
  static final String GROUP = "Fields";
  static final String FAIL = "fail";

  private static final String OF_ROWS =
      " A path is that of a field in the row, in both images of a Debezium envelope; before. or"
          + " after. in front of it makes no difference.";

  /** Adds them to a transform's. */
  static void define(ConfigDef to, String fields, String indexes, String subject) {
    to.define(
            FIELDS,
            ConfigDef.Type.LIST,
            ConfigDef.NO_DEFAULT_VALUE,
            each(EncryptedField::parse, true, "list of <path>[:<mode>]"),
            Importance.HIGH,
            fields + OF_ROWS + " Modes: " + Mode.NAMES + ".",
            GROUP,
            0,
            Width.LONG,
            "Fields")
        .define(
            INDEXES,
            ConfigDef.Type.LIST,
            List.of(),
            each(FieldOptions::index, false, "list of <path>:<sibling>"),
            Importance.MEDIUM,
            indexes,
            GROUP,
            1,
            Width.LONG,
            "Indexes")
        .define(
            OPTIONAL,
            ConfigDef.Type.LIST,
            List.of(),
            each(EncryptedField::path, false, "list of <path>"),
            Importance.MEDIUM,
            "Those of the paths in fields that rows may not have. They are not missed there.",
            GROUP,
            2,
            Width.LONG,
            "Optional fields")
        .define(
            UNMATCHED,
            ConfigDef.Type.STRING,
            FAIL,
            ValidString.in(FAIL, "warn"),
            Importance.HIGH,
            "What becomes of a record in whose rows a path leads nowhere: fail refuses it, since"
                + " a misspelt path would let values pass in clear; warn lets it pass and says so"
                + " in the log, once for each schema.",
            GROUP,
            3,
            Width.SHORT,
            "Unmatched fields");
    TableOption.define(
        to,
        GROUP,
        4,
        " Of keys, the name of their schema names it too, <prefix>.<schema>.<table>.Key, and where"
            + " that does not, this option comes before the source: tombstones have none.");
    to.define(
            BIND,
            ConfigDef.Type.BOOLEAN,
            false,
            Importance.MEDIUM,
            "Whether authenticated ciphertexts are bound to the row's key too, so that one put"
                + " into another row does not decrypt. The record's key must then be the same,"
                + " column by column, where they are encrypted and decrypted.",
            GROUP,
            5,
            Width.SHORT,
            "Bind to the key")
        .define(
            SUBJECT,
            ConfigDef.Type.STRING,
            null,
            checked(FieldOptions::subject, "path to one field"),
            Importance.MEDIUM,
            subject,
            GROUP,
            6,
            Width.MEDIUM,
            "Subject's field");
  }

  private static Validator each(Consumer<String> check, boolean some, String what) {
    return LambdaValidator.with(
        (name, value) -> {
          if (!(value instanceof List<?> entries) || (some && entries.isEmpty())) {
            throw new ConfigException(name, null, "Name at least one field");
          }
          entries.forEach(entry -> read(name, String.valueOf(entry), check));
        },
        () -> what);
  }

  private static Validator checked(Consumer<String> check, String what) {
    return LambdaValidator.with(
        (name, value) -> {
          if (value != null) {
            read(name, String.valueOf(value), check);
          }
        },
        () -> what);
  }

  private static void read(String option, String text, Consumer<String> reader) {
    try {
      reader.accept(text);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(option, text, String.valueOf(e.getMessage()));
    }
  }

  /** An entry of {@code indexes}, with the field in front of it. */
  private static Sibling index(String entry) {
    int colon = EncryptedField.colon(entry);
    if (colon < 0) {
      throw new IllegalArgumentException("Write <path>:<name of the sibling>");
    }
    String name = entry.substring(colon + 1).strip();
    FieldPath unused = EncryptedField.path(entry.substring(0, colon)).sibling(name);
    if (name.isEmpty()) {
      throw new IllegalArgumentException("The sibling has no name");
    }
    return new Sibling(name, true);
  }

  private static FieldPath subject(String text) {
    FieldPath path = EncryptedField.path(text);
    if (!path.leadsToOne()) {
      throw new IllegalArgumentException("A row has one subject: name one field");
    }
    return path;
  }

  /**
   * Of a transform's configuration.
   *
   * @throws ConfigException where options do not fit each other; says which, and how to mend them
   */
  static FieldOptions of(AbstractConfig config) {
    List<EncryptedField> fields = new ArrayList<>();
    config.getList(FIELDS).forEach(entry -> fields.add(EncryptedField.parse(entry)));
    for (String entry : config.getList(INDEXES)) {
      String path = entry.substring(0, EncryptedField.colon(entry));
      int at = find(fields, INDEXES, path);
      if (fields.get(at).index() != null) {
        throw new ConfigException(INDEXES, entry, "A field has one index");
      }
      fields.set(at, fields.get(at).with(index(entry).name()));
    }
    for (String entry : config.getList(OPTIONAL)) {
      int at = find(fields, OPTIONAL, entry);
      fields.set(at, fields.get(at).asOptional());
    }
    String table = config.getString(TABLE);
    String subject = config.getString(SUBJECT);
    FieldOptions options =
        new FieldOptions(
            List.copyOf(fields),
            config.getString(UNMATCHED).equals(FAIL),
            table,
            config.getBoolean(BIND),
            subject == null ? null : subject(subject));
    options.check();
    return options;
  }

  private static int find(List<EncryptedField> fields, String option, String text) {
    FieldPath path = EncryptedField.path(text);
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).path().equals(path)) {
        return i;
      }
    }
    throw new ConfigException(option, text, "There is no such path in " + FIELDS);
  }

  private void check() {
    List<FieldPath> paths = new ArrayList<>();
    for (EncryptedField field : fields) {
      paths.add(field.path());
      if (field.index() != null) {
        paths.add(field.path().sibling(field.index()));
      }
    }
    try {
      RowRewrite unused =
          new RowRewrite(paths.stream().map(path -> new RewrittenField(path, null)).toList());
    } catch (IllegalArgumentException e) {
      throw new ConfigException(FIELDS, paths, String.valueOf(e.getMessage()));
    }
    boolean preserves = fields.stream().anyMatch(field -> field.mode() == Mode.FORMAT_PRESERVING);
    if (preserves && subject != null && paths.stream().anyMatch(subject::overlaps)) {
      throw new ConfigException(
          SUBJECT,
          subject,
          "Nothing in a format-preserving ciphertext names its key, so the subject must be"
              + " readable where it is decrypted. Leave this field out of "
              + FIELDS);
    }
  }

  /** The rewriting of rows; their indexes come, or go. */
  RowRewrite rewrite(boolean indexesCome) {
    List<RewrittenField> rewritten = new ArrayList<>();
    for (EncryptedField field : fields) {
      String index = field.index();
      Sibling sibling = index == null ? null : new Sibling(index, indexesCome);
      rewritten.add(new RewrittenField(field.path(), sibling));
    }
    return new RowRewrite(rewritten);
  }
}
