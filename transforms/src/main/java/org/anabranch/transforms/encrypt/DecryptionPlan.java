package org.anabranch.transforms.encrypt;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.anabranch.records.path.FieldSlot;
import org.anabranch.records.path.LikeSchema;
import org.anabranch.records.path.RowFields;
import org.anabranch.records.path.RowForm;
import org.anabranch.transforms.cipher.TypeCode;
import org.apache.kafka.common.cache.Cache;
import org.apache.kafka.common.cache.LRUCache;
import org.apache.kafka.common.cache.SynchronizedCache;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.jspecify.annotations.Nullable;

/** How rows of one schema are decrypted, whose types the ciphertexts say. For several threads. */
final class DecryptionPlan {

  private static final int FORMS_MAX = 64;

  private record Typed(int slot, Schema type, boolean optional) {}

  private final RowFields fields;
  private final List<Integer> missing;
  private final FieldPlaces places;
  private final AtomicReferenceArray<@Nullable Schema> seen;
  private final Cache<Typed, Schema> typed = new SynchronizedCache<>(new LRUCache<>(FORMS_MAX));
  private final Cache<List<Schema>, RowForm> forms =
      new SynchronizedCache<>(new LRUCache<>(FORMS_MAX));

  /**
   * Of rows' fields.
   *
   * @param missing the numbers of those that rows must have and have not
   */
  DecryptionPlan(RowFields fields, List<Integer> missing) {
    this.fields = fields;
    this.missing = missing;
    this.places = new FieldPlaces(fields.slots().size());
    this.seen = new AtomicReferenceArray<>(fields.slots().size());
  }

  RowFields fields() {
    return fields;
  }

  List<Integer> missing() {
    return missing;
  }

  FieldPlaces places() {
    return places;
  }

  /** Keeps in mind of which type a field is, for rows in which it is NULL. */
  void saw(FieldSlot slot, Schema type) {
    seen.lazySet(slot.number(), type);
  }

  /** The type of a field that is NULL: as its schema says, else as it was last, else a text. */
  Schema typeOfNull(FieldSlot slot) {
    Schema schema = slot.required();
    boolean maySeal = schema.type() == Schema.Type.STRING || schema.type() == Schema.Type.BYTES;
    if (!maySeal || schema.name() != null) {
      return schema;
    }
    String parameter = EncryptedSchemas.typeOf(schema);
    Schema said = parameter == null ? null : TypeCode.read(parameter);
    Schema type = said == null ? seen.get(slot.number()) : said;
    return type == null ? Schema.STRING_SCHEMA : type;
  }

  /**
   * The form of rows with fields of these types.
   *
   * @param types of the slots, in order
   */
  RowForm form(List<Schema> types) {
    RowForm form = forms.get(types);
    if (form == null) {
      form = fields.form(slot -> types.get(slot.number()));
      forms.put(types, form);
    }
    return form;
  }

  /**
   * The schema of a decrypted field.
   *
   * @param type of its values; the slot's own where they stay as they are
   * @param mustBeOptional whether it is NULL whatever the slot says
   */
  @SuppressWarnings("ReferenceEquality") // As it is, or made of a ciphertext's.
  Schema typed(FieldSlot slot, Schema type, boolean mustBeOptional) {
    boolean optional = mustBeOptional || slot.required().isOptional();
    if (type == slot.schema() && type.isOptional() == optional) {
      return type;
    }
    Typed key = new Typed(slot.number(), type, optional);
    Schema made = typed.get(key);
    if (made == null) {
      made = made(slot, type, optional);
      typed.put(key, made);
    }
    return made;
  }

  private static Schema made(FieldSlot slot, Schema type, boolean optional) {
    String doc = slot.required().doc();
    SchemaBuilder made = LikeSchema.copy(type);
    if (made.doc() == null && doc != null) {
      made.doc(doc);
    }
    if (optional && !made.isOptional()) {
      made.optional();
    }
    return Objects.requireNonNull(made.build());
  }
}
