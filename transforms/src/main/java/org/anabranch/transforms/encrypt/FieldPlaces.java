package org.anabranch.transforms.encrypt;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.anabranch.records.path.FieldSlot;
import org.anabranch.transforms.cipher.FieldPlace;
import org.jspecify.annotations.Nullable;

/** The places of the fields of rows of one schema, each made once. Safe for several threads. */
final class FieldPlaces {

  private final int slots;
  private final Map<String, OfTable> tables = new ConcurrentHashMap<>();

  FieldPlaces(int slots) {
    this.slots = slots;
  }

  /** Those of rows of a table. */
  OfTable of(String table) {
    OfTable places = tables.get(table);
    return places == null
        ? tables.computeIfAbsent(table, name -> new OfTable(name, new FieldPlace[slots]))
        : places;
  }

  /** The places in one table. */
  static final class OfTable {

    private final String table;
    private final @Nullable FieldPlace[] places;

    private OfTable(String table, @Nullable FieldPlace[] places) {
      this.table = table;
      this.places = places;
    }

    /**
     * A field's place.
     *
     * @param path its concrete path; in the entry of a map another one than the slot's
     */
    @SuppressWarnings("ReferenceEquality") // That of a slot is nearly always the slot's own.
    FieldPlace of(FieldSlot slot, String path) {
      if (path != slot.place()) {
        return FieldPlace.of(table, path);
      }
      FieldPlace place = places[slot.number()];
      if (place == null) {
        place = FieldPlace.of(table, path);
        places[slot.number()] = place; // Another thread makes the same.
      }
      return place;
    }
  }
}
