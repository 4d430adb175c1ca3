package org.anabranch.transforms.encrypt;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.anabranch.keys.ForgottenKeyException;
import org.anabranch.records.path.FieldSlot;
import org.anabranch.records.path.FieldVisitor;
import org.anabranch.records.path.Replacements;
import org.anabranch.records.path.RowForm;
import org.anabranch.records.view.RecordView;
import org.anabranch.transforms.cipher.FieldPlace;
import org.anabranch.transforms.cipher.Mode;
import org.anabranch.transforms.cipher.Unsealed;
import org.anabranch.transforms.encrypt.FieldCounts.Fate;
import org.anabranch.transforms.rows.RowImage;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * One row's fields, decrypted as they are shown; of which types they are is known when all are. Not
 * thread-safe.
 */
final class ImageDecryption implements FieldVisitor, Replacements {

  private final RowDecryption how;
  private final RowOrigin origin;
  private final DecryptionPlan plan;
  private final RowImage image;
  private final @Nullable Object instead;
  private final FieldPlaces.OfTable places;
  private final SlotTypes types;
  private final List<OpenedField> opened = new ArrayList<>();
  private int at;

  /**
   * Decrypts an image, which may be none of which the schema is known.
   *
   * @param instead the row whose subject counts where this one has none; null where there is none
   */
  ImageDecryption(
      RowDecryption how,
      RowOrigin origin,
      DecryptionPlan plan,
      RowImage image,
      @Nullable Object instead) {
    this.how = how;
    this.origin = origin;
    this.plan = plan;
    this.image = image;
    this.instead = instead;
    this.places = plan.places().of(origin.table());
    this.types = new SlotTypes(plan, image.schema() != null);
    if (image.row() != null) {
      plan.fields().visit(image.row(), this);
    }
  }

  /** Takes over what types the other image of the record has, where it is of the same schema. */
  void learn(ImageDecryption other) {
    if (plan.equals(other.plan)) {
      types.learn(other.types);
    }
  }

  /** The row as it goes. */
  RowImage image() {
    Object row = image.row();
    try {
      RowForm form = plan.form(types.made());
      return new RowImage(row == null ? null : form.of(row, this), form.schema());
    } catch (IllegalArgumentException e) {
      throw origin.refused(RowDecryption.VERB, e.getMessage());
    }
  }

  @Override
  public void field(FieldSlot slot, String place, @Nullable Object value) {
    OpenedField field =
        value == null ? new OpenedField(slot, null, null, false) : open(slot, place, value);
    try {
      types.add(field);
    } catch (DataException e) {
      throw refused(slot.path(), e.getMessage());
    }
    opened.add(field);
  }

  private OpenedField open(FieldSlot slot, String place, Object value) {
    FieldPlace where = places.of(slot, place);
    try {
      return how.field(slot.path()).mode() == Mode.FORMAT_PRESERVING
          ? done(new OpenedField(slot, digits(where, value), slot.schema(), false))
          : open(slot, where, value);
    } catch (ForgottenKeyException e) {
      how.counts().count(origin.topic(), slot.path(), Fate.FORGOTTEN);
      return new OpenedField(slot, null, null, true);
    } catch (DataException e) {
      throw refused(slot.path(), e.getMessage());
    }
  }

  private String digits(FieldPlace where, Object value) {
    Object row = Objects.requireNonNull(image.row());
    RecordView bareKey = instead == null ? null : origin.bareKey(row);
    String subject = RowSubjects.of(row, bareKey, how.options().of().subject(), instead);
    return how.opener().openDigits(value, where, subject);
  }

  private OpenedField open(FieldSlot slot, FieldPlace where, Object value) {
    Unsealed unsealed = how.opener().open(value, where, origin.key());
    if (unsealed == null) {
      how.counts().count(origin.topic(), slot.path(), Fate.LEFT_PLAIN);
      return new OpenedField(slot, value, slot.schema(), false);
    }
    if (slot.schema() == null) {
      return done(new OpenedField(slot, PlainValues.of(unsealed.value()), null, false));
    }
    Schema type =
        unsealed.schema() == null ? PlainValues.typeOf(unsealed.value()) : unsealed.schema();
    plan.saw(slot, type);
    return done(new OpenedField(slot, unsealed.value(), type, false));
  }

  private OpenedField done(OpenedField field) {
    how.counts().count(origin.topic(), field.slot().path(), Fate.DONE);
    return field;
  }

  private DataException refused(int field, @Nullable String why) {
    how.counts().count(origin.topic(), field, Fate.FAILED);
    return origin.refused(how.field(field), RowDecryption.VERB, why);
  }

  @Override
  public void blocked(int path) {
    how.unmatched().blocked(origin, path);
  }

  @Override
  public @Nullable Object next() {
    OpenedField field = opened.get(at++);
    return field.forgotten() && types.isText(field.slot()) ? how.options().marker() : field.value();
  }

  @Override
  public @Nullable Object sibling(@Nullable Object present) {
    return null;
  }
}
