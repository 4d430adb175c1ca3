package org.anabranch.transforms.encrypt;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.anabranch.records.path.FieldSlot;
import org.anabranch.transforms.cipher.FieldPlace;

/** The places of the fields of rows of one schema, each made once. Safe for several threads. */
final class FieldPlaces {

  private final int slots;
  private final Map<String, FieldPlace[]> tables = new ConcurrentHashMap<>();

  FieldPlaces(int slots) {
    this.slots = slots;
  }

  /**
   * A field's place.
   *
   * @param path its concrete path; in the entry of a map another one than the slot's
   */
  @SuppressWarnings("ReferenceEquality") // That of a slot is nearly always the slot's own.
  FieldPlace of(String table, FieldSlot slot, String path) {
    if (path != slot.place()) {
      return FieldPlace.of(table, path);
    }
    FieldPlace[] places = tables.computeIfAbsent(table, name -> new FieldPlace[slots]);
    FieldPlace place = places[slot.number()];
    if (place == null) {
      place = FieldPlace.of(table, path);
      places[slot.number()] = place; // Another thread makes the same.
    }
    return place;
  }
}
