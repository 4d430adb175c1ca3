package org.anabranch.transforms.encrypt;

import org.anabranch.records.path.FieldSlot;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A field that was decrypted. Tells its value in no text.
 *
 * @param value null where it is NULL or forgotten
 * @param type of the value; the slot's own where it stays as it is; null where that is not known
 * @param forgotten whether its key was destroyed
 */
record OpenedField(
    FieldSlot slot, @Nullable Object value, @Nullable Schema type, boolean forgotten) {

  /** Its path. */
  @Override
  public String toString() {
    return "opened " + slot.place();
  }
}
