package org.anabranch.transforms.encrypt;

import java.util.ArrayList;
import java.util.List;
import org.anabranch.keys.ForgottenKeyException;
import org.anabranch.keys.UnknownKeyException;
import org.anabranch.records.path.FieldSlot;
import org.anabranch.records.path.FieldVisitor;
import org.anabranch.records.path.Replacements;
import org.anabranch.records.view.RecordView;
import org.anabranch.transforms.cipher.FieldPlace;
import org.anabranch.transforms.encrypt.FieldCounts.Fate;
import org.anabranch.transforms.rows.RowImage;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** One row's fields, encrypted as they are shown. Not thread-safe. */
final class ImageEncryption implements FieldVisitor, Replacements {

  private final RowEncryption how;
  private final RowOrigin origin;
  private final EncryptionPlan plan;
  private final Object row;
  private final @Nullable RecordView bareKey;
  private final @Nullable Object instead;
  private final FieldPlaces.OfTable places;
  private final TwinFields twins;
  private final List<SealedField> sealed = new ArrayList<>();
  private @Nullable String subject;
  private int at;

  /**
   * Of a row.
   *
   * @param bareKey the row's key, where it holds nothing else, see {@link RowOrigin#bareKey}
   * @param instead the row whose subject counts where this one has none; null where there is none
   * @param other the fields of the other image, if that was encrypted already
   */
  ImageEncryption(
      RowEncryption how,
      RowOrigin origin,
      EncryptionPlan plan,
      Object row,
      @Nullable RecordView bareKey,
      @Nullable Object instead,
      List<SealedField> other) {
    this.how = how;
    this.origin = origin;
    this.plan = plan;
    this.row = row;
    this.bareKey = bareKey;
    this.instead = instead;
    this.places = plan.places().of(origin.table());
    this.twins = new TwinFields(other);
  }

  /** The row as it goes. */
  RowImage image() {
    plan.fields().visit(row, this);
    return new RowImage(plan.form().of(row, this), plan.form().schema());
  }

  List<SealedField> sealed() {
    return sealed;
  }

  @Override
  public void field(FieldSlot slot, String place, @Nullable Object value) {
    Object present = isFilling(slot) ? null : value == null ? standing(slot) : value;
    sealed.add(
        present == null
            ? new SealedField(slot, place, null, null, null, null)
            : seal(slot, place, present));
  }

  /**
   * Whether what stands there is only there as NULL is not allowed, and now is. Beside a row after
   * the change it stays: it may be a value, and a column that did not change must not seem to.
   */
  private boolean isFilling(FieldSlot slot) {
    if (bareKey == null
        || instead != null
        || RowSubjects.inKey(how.field(slot.path()).path(), bareKey)) {
      return false;
    }
    Schema schema = slot.schema();
    return schema == null
        || (!schema.isOptional() && (how.options().mayForget() || schema.defaultValue() != null));
  }

  /** What NULL stands for where it is not allowed. */
  private static @Nullable Object standing(FieldSlot slot) {
    return slot.schema() == null || slot.schema().isOptional()
        ? null
        : slot.schema().defaultValue();
  }

  private SealedField seal(FieldSlot slot, String place, Object value) {
    try {
      SealedField made = made(slot, place, value);
      how.counts().count(origin.topic(), slot.path(), Fate.DONE);
      return made;
    } catch (ForgottenKeyException e) {
      if (!how.options().mayForget()) {
        throw refused(slot.path(), "its subject is forgotten");
      }
      how.counts().count(origin.topic(), slot.path(), Fate.FORGOTTEN);
      return new SealedField(slot, place, null, null, null, null);
    } catch (UnknownKeyException e) {
      // Of the key, not of the row, as who withholds rows must know.
      throw new UnknownKeyException(
          String.valueOf(refused(slot.path(), e.getMessage()).getMessage()));
    } catch (DataException e) {
      throw refused(slot.path(), e.getMessage());
    }
  }

  private SealedField made(FieldSlot slot, String place, Object value) {
    EncryptedField field = how.field(slot.path());
    FieldSealer sealer = how.sealer(slot.path());
    Object kept = sealer.kept(field.mode(), value);
    if (kept != null) {
      return new SealedField(slot, place, null, null, kept, null);
    }
    String whose = subject();
    SealedField twin = twins.of(slot, place, value, whose);
    if (twin != null) {
      return twin;
    }
    FieldPlace where = places.of(slot, place);
    Object made = sealer.seal(field.mode(), value, slot.schema(), where, origin.key(), whose);
    String index = field.index() == null ? null : sealer.index(value, where, whose);
    return new SealedField(slot, place, value, whose, made, index);
  }

  /** Asked for only where there is something to encrypt. */
  private @Nullable String subject() {
    if (subject == null) {
      subject = RowSubjects.of(row, bareKey, how.options().of().subject(), instead);
    }
    return subject;
  }

  private DataException refused(int field, @Nullable String why) {
    how.counts().count(origin.topic(), field, Fate.FAILED);
    return origin.refused(how.field(field), RowEncryption.VERB, why);
  }

  @Override
  public void blocked(int path) {
    how.unmatched().blocked(origin, path);
  }

  @Override
  public @Nullable Object next() {
    return sealed.get(at++).sealed();
  }

  @Override
  public @Nullable Object sibling(@Nullable Object present) {
    SealedField field = sealed.get(at - 1);
    // That of a ciphertext cannot be made, so it stays what it was made of the value.
    return field.kept() && present instanceof String ? present : field.index();
  }
}
