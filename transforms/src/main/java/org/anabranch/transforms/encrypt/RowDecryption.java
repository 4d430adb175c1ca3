package org.anabranch.transforms.encrypt;

import org.anabranch.records.path.RowFields;
import org.anabranch.records.path.RowRewrite;
import org.anabranch.transforms.rows.RowImage;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/** Decrypts rows. Safe for several threads. */
final class RowDecryption implements RecordRewrite.RowsChange {

  static final String VERB = "decrypted";

  private final DecryptOptions options;
  private final FieldOpener opener;
  private final FieldCounts counts;
  private final Unmatched unmatched;
  private final RowRewrite rewrite;
  private final RowPlans<DecryptionPlan> plans = new RowPlans<>(this::plan);

  RowDecryption(DecryptOptions options, FieldOpener opener, FieldCounts counts) {
    this.options = options;
    this.opener = opener;
    this.counts = counts;
    this.unmatched = new Unmatched(options.of(), VERB, counts);
    this.rewrite = options.of().rewrite(false);
  }

  @Override
  public RowImages of(RowOrigin origin, RowImages rows) {
    ImageDecryption before = decryption(origin, rows.before(), rows.after().row());
    ImageDecryption after = decryption(origin, rows.after(), null);
    if (before != null && after != null) {
      before.learn(after);
      after.learn(before);
    }
    return new RowImages(
        before == null ? rows.before() : before.image(),
        after == null ? rows.after() : after.image());
  }

  /** Null where there is no image. */
  private @Nullable ImageDecryption decryption(
      RowOrigin origin, RowImage image, @Nullable Object instead) {
    if (image.row() == null && image.schema() == null) {
      return null;
    }
    DecryptionPlan plan = plans.of(image.schema(), origin);
    unmatched.check(origin, image, instead, plan.missing());
    return new ImageDecryption(this, origin, plan, image, instead);
  }

  private DecryptionPlan plan(@Nullable Schema schema, RowOrigin origin) {
    RowFields found = rewrite.of(schema);
    return new DecryptionPlan(found, unmatched.in(found));
  }

  EncryptedField field(int number) {
    return options.of().fields().get(number);
  }

  DecryptOptions options() {
    return options;
  }

  FieldOpener opener() {
    return opener;
  }

  FieldCounts counts() {
    return counts;
  }

  Unmatched unmatched() {
    return unmatched;
  }
}
