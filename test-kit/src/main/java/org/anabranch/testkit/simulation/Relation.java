package org.anabranch.testkit.simulation;

import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A table of the simulated database.
 *
 * @param <K> its key
 * @param <V> what a row holds beside the key
 */
final class Relation<K extends Comparable<? super K>, V> {

  private final NavigableMap<K, Slot<V>> slots = new TreeMap<>();

  Slot<V> at(K key) {
    return slots.computeIfAbsent(key, absent -> new Slot<>());
  }

  /** What a statement of the transaction finds that begins now. */
  void forEachVisible(SimulatedTransaction transaction, BiConsumer<K, V> consumer) {
    slots.forEach(
        (key, slot) -> {
          Slot.Tuple<V> tuple = slot.visibleTo(transaction);
          if (tuple != null) {
            consumer.accept(key, tuple.value());
          }
        });
  }

  boolean anyHeld() {
    return slots.values().stream().anyMatch(Slot::held);
  }

  void forEachSlot(Consumer<Slot<V>> consumer) {
    slots.values().forEach(consumer);
  }

  void forEachCommitted(BiConsumer<K, V> consumer) {
    slots.forEach(
        (key, slot) -> {
          Slot.Tuple<V> tuple = slot.committed();
          if (tuple != null) {
            consumer.accept(key, tuple.value());
          }
        });
  }
}
