package org.anabranch.transforms.encrypt;

import java.util.Collections;
import java.util.List;
import org.anabranch.keys.DataKeys;
import org.anabranch.records.path.FieldSlot;
import org.anabranch.records.path.RowFields;
import org.anabranch.records.path.RowRewrite;
import org.anabranch.transforms.encrypt.FieldCounts.Fate;
import org.anabranch.transforms.rows.RecordPart;
import org.anabranch.transforms.rows.RowImage;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts rows. Both images of a change become alike where their values are equal, so that nobody
 * behind it takes a field for changed that is not. Safe for several threads.
 */
public final class RowEncryption implements RecordRewrite.RowsChange {

  static final String VERB = "encrypted";

  private final EncryptOptions options;
  private final List<FieldSealer> sealers;
  private final FieldCounts counts;
  private final Unmatched unmatched;
  private final RowRewrite rewrite;
  private final RowPlans<EncryptionPlan> plans = new RowPlans<>(this::plan);

  /** As a transform is told, with the same keys for all fields. */
  RowEncryption(EncryptOptions options, FieldSealer sealer, FieldCounts counts) {
    this(options, Collections.nCopies(options.of().fields().size(), sealer), counts);
  }

  /**
   * The same with keys for each field.
   *
   * @param sealers of the fields, in their order
   */
  private RowEncryption(EncryptOptions options, List<FieldSealer> sealers, FieldCounts counts) {
    this.options = options;
    this.sealers = List.copyOf(sealers);
    this.counts = counts;
    this.unmatched = new Unmatched(options.of(), VERB, counts);
    this.rewrite = options.of().rewrite(true);
  }

  /**
   * Of fields each of which has keys of its own, as {@code EncryptFields} does where nothing else
   * is set: ciphertexts are texts, bound to the table and the field; nobody has keys of his own,
   * and what is a ciphertext already is refused. Closes no keys.
   *
   * @param keys of the fields, in their order
   * @throws IllegalArgumentException where two fields may be the same, or one in the other
   */
  public static RowEncryption of(List<EncryptedField> fields, List<DataKeys> keys) {
    FieldOptions of = new FieldOptions(List.copyOf(fields), true, null, false, null);
    EncryptOptions options =
        new EncryptOptions(of, RecordPart.VALUE, true, EncryptOptions.Already.FAIL, false);
    List<FieldSealer> sealers = keys.stream().map(each -> new FieldSealer(each, options)).toList();
    return new RowEncryption(options, sealers, new FieldCounts(fields, VERB));
  }

  /**
   * Both images of a change as they go; where there is no row, an image has the schema of those.
   *
   * @throws DataException where a field cannot be encrypted; names its place, and no value
   * @throws org.apache.kafka.connect.errors.ConnectException where keys cannot be had
   */
  @Override
  public RowImages of(RowOrigin origin, RowImages rows) {
    RowImage image = rows.before();
    EncryptionPlan plan = plan(origin, image, rows.after().row());
    if (plan == null || image.row() == null) {
      return new RowImages(empty(image, plan), encrypted(origin, rows.after(), List.of()));
    }
    Object row = image.row();
    ImageEncryption before =
        new ImageEncryption(
            this, origin, plan, row, origin.bareKey(row), rows.after().row(), List.of());
    RowImage made = before.image();
    return new RowImages(made, encrypted(origin, rows.after(), before.sealed()));
  }

  private RowImage encrypted(RowOrigin origin, RowImage image, List<SealedField> other) {
    EncryptionPlan plan = plan(origin, image, null);
    return plan == null || image.row() == null
        ? empty(image, plan)
        : new ImageEncryption(this, origin, plan, image.row(), null, null, other).image();
  }

  private static RowImage empty(RowImage image, @Nullable EncryptionPlan plan) {
    return plan == null ? image : new RowImage(null, plan.form().schema());
  }

  /** Null where there is no image. */
  private @Nullable EncryptionPlan plan(RowOrigin origin, RowImage image, @Nullable Object after) {
    if (image.row() == null && image.schema() == null) {
      return null;
    }
    EncryptionPlan plan = plans.of(image.schema(), origin);
    unmatched.check(origin, image, after, plan.missing());
    return plan;
  }

  private EncryptionPlan plan(@Nullable Schema schema, RowOrigin origin) {
    RowFields found = rewrite.of(schema);
    try {
      return new EncryptionPlan(
          found,
          found.form(slot -> made(slot, origin)),
          unmatched.in(found),
          new FieldPlaces(found.slots().size()));
    } catch (IllegalArgumentException e) {
      throw origin.refused(VERB, e.getMessage());
    }
  }

  private Schema made(FieldSlot slot, RowOrigin origin) {
    EncryptedField field = field(slot.path());
    try {
      return EncryptedSchemas.of(slot.required(), field.mode(), options);
    } catch (DataException e) {
      counts.count(origin.topic(), slot.path(), Fate.FAILED);
      throw origin.refused(field, VERB, e.getMessage());
    }
  }

  EncryptedField field(int number) {
    return options.of().fields().get(number);
  }

  EncryptOptions options() {
    return options;
  }

  FieldSealer sealer(int number) {
    return sealers.get(number);
  }

  FieldCounts counts() {
    return counts;
  }

  Unmatched unmatched() {
    return unmatched;
  }
}
