package org.anabranch.transforms.encrypt;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.anabranch.records.path.FieldSlot;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Of which types the fields of one row turned out to be. Not thread-safe. */
final class SlotTypes {

  private final DecryptionPlan plan;
  private final boolean schemed;
  private final @Nullable Schema[] types;
  private final boolean[] forgotten;

  /**
   * Of a row of which nothing is known yet.
   *
   * @param schemed whether it has a schema; else there is nothing to know
   */
  SlotTypes(DecryptionPlan plan, boolean schemed) {
    this.plan = plan;
    this.schemed = schemed;
    int slots = plan.fields().slots().size();
    this.types = new @Nullable Schema[slots];
    this.forgotten = new boolean[slots];
  }

  /**
   * Takes a field into account.
   *
   * @throws DataException where another element of its list, or entry of its map, is of another
   *     type
   */
  void add(OpenedField field) {
    int slot = field.slot().number();
    forgotten[slot] |= field.forgotten();
    if (schemed && field.type() != null) {
      types[slot] = common(field.slot(), types[slot], field.type());
    }
  }

  @SuppressWarnings("ReferenceEquality") // The slot's own is that of what stays as it is.
  private static Schema common(FieldSlot slot, @Nullable Schema known, Schema type) {
    if (known == null || known.equals(type)) {
      return type;
    }
    boolean alike = known.type() == type.type() && known.name() == null && type.name() == null;
    if (alike && (known == slot.schema() || type == slot.schema())) {
      return known == slot.schema() ? type : known;
    }
    throw new DataException(
        "values of several types were encrypted, %s and %s, and there is one schema for all"
            .formatted(textOf(known), textOf(type)));
  }

  private static String textOf(Schema type) {
    return type.name() == null ? type.type().getName() : type.name();
  }

  /** Fills in what only the other image of the record tells. */
  void learn(SlotTypes other) {
    for (int slot = 0; slot < types.length; slot++) {
      types[slot] = types[slot] == null ? other.types[slot] : types[slot];
      forgotten[slot] |= other.forgotten[slot];
    }
  }

  /** The schemas of the fields, in the order of their slots. */
  List<Schema> made() {
    if (!schemed) {
      return List.of();
    }
    List<Schema> made = new ArrayList<>(types.length);
    for (FieldSlot slot : plan.fields().slots()) {
      made.add(plan.typed(slot, type(slot), forgotten[slot.number()]));
    }
    return made;
  }

  private Schema type(FieldSlot slot) {
    Schema type = types[slot.number()];
    return Objects.requireNonNull(type == null ? plan.typeOfNull(slot) : type);
  }

  /** Whether a field is a plain text; in rows without a schema it may be. */
  boolean isText(FieldSlot slot) {
    if (!schemed) {
      return true;
    }
    Schema type = type(slot);
    return type.type() == Schema.Type.STRING && type.name() == null;
  }
}
