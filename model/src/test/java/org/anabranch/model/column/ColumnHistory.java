package org.anabranch.model.column;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.anabranch.model.column.ColumnChange.Kind;
import org.anabranch.model.version.Origin;
import org.jspecify.annotations.Nullable;

/**
 * Three regions that write, capture and merge in a random order until all have merged everything.
 */
final class ColumnHistory<V, S> {

  /** What an application writes. */
  @FunctionalInterface
  interface Writer<V> {

    /**
     * A value.
     *
     * @param before the value there was; null where there was no row
     */
    V write(Random random, @Nullable V before);
  }

  private static final int STEPS = 120;
  private static final List<Origin> ORIGINS =
      List.of(new Origin("a"), new Origin("b"), new Origin("c"));

  private final Map<Origin, ColumnRegion<V, S>> regions = new LinkedHashMap<>();
  private final Writer<V> writer;
  private final Set<Kind> kinds;
  private final Random random;
  private long nowMillis = 1;

  ColumnHistory(
      ColumnMerge<V, S> merge, @Nullable V start, Writer<V> writer, Set<Kind> kinds, long seed) {
    this.writer = writer;
    this.kinds = EnumSet.copyOf(kinds);
    this.random = new Random(seed);
    ORIGINS.forEach(origin -> regions.put(origin, new ColumnRegion<>(merge, origin, start)));
  }

  /** Runs to the end; the regions then are as they are to be compared. */
  Collection<ColumnRegion<V, S>> run() {
    int writes = 1 + random.nextInt(12);
    for (int step = 0; step < STEPS; step++) {
      ColumnRegion<V, S> region = anyRegion();
      nowMillis += random.nextInt(3);
      switch (random.nextInt(6)) {
        case 0 -> writes -= writes > 0 && write(region) ? 1 : 0;
        case 1 -> region.capture(nowMillis - random.nextInt(2));
        case 2, 3 -> region.merge(anyRegion());
        case 4 -> region.mark();
        default -> region.forget(ORIGINS);
      }
    }
    comeToRest();
    return regions.values();
  }

  private ColumnRegion<V, S> anyRegion() {
    return Objects.requireNonNull(regions.get(ORIGINS.get(random.nextInt(ORIGINS.size()))));
  }

  private boolean write(ColumnRegion<V, S> region) {
    Kind kind = region.present() ? List.copyOf(kinds).get(random.nextInt(kinds.size())) : null;
    if (!region.present()) {
      region.write(Kind.INSERT, writer.write(random, null));
    } else if (kind == Kind.UPDATE) {
      V before = region.value();
      region.write(Kind.UPDATE, random.nextInt(4) == 0 ? before : writer.write(random, before));
    } else if (kind != null && kind != Kind.INSERT) {
      region.write(kind, kind == Kind.READ ? region.value() : null);
    }
    return kind != Kind.INSERT;
  }

  private void comeToRest() {
    boolean moved = true;
    while (moved) {
      moved = false;
      for (ColumnRegion<V, S> region : regions.values()) {
        while (region.capture(nowMillis)) {
          moved = true;
        }
        for (ColumnRegion<V, S> from : regions.values()) {
          while (region.merge(from)) {
            moved = true;
          }
        }
      }
    }
  }

  /** All changes, of all regions. */
  List<ColumnChange<V>> changes() {
    List<ColumnChange<V>> changes = new ArrayList<>();
    regions
        .values()
        .forEach(
            region ->
                region.sent().stream()
                    .map(ColumnRegion.Message::change)
                    .filter(Objects::nonNull)
                    .forEach(changes::add));
    return changes;
  }

  /** Compares what the regions hold with each other and with what is expected of all changes. */
  void check(Function<List<ColumnChange<V>>, @Nullable Object> expected, Function<V, Object> same) {
    Collection<ColumnRegion<V, S>> all = run();
    Object first = null;
    Boolean present = null;
    for (ColumnRegion<V, S> region : all) {
      Object held = region.value() == null ? null : same.apply(region.value());
      if (present != null && (present != region.present() || !Objects.equals(first, held))) {
        throw new AssertionError("Regions differ: " + describe());
      }
      present = region.present();
      first = held;
      if (region.present() && region.cell().pending()) {
        throw new AssertionError("Something is not shown: " + describe());
      }
    }
    if (Boolean.TRUE.equals(present) && !Objects.equals(first, expected.apply(changes()))) {
      throw new AssertionError(
          "Expected " + expected.apply(changes()) + ", found " + first + ": " + describe());
    }
  }

  private String describe() {
    StringBuilder text = new StringBuilder();
    regions.forEach(
        (origin, region) ->
            text.append("\n  ")
                .append(origin)
                .append(region.present() ? " holds " + region.value() : " has no row")
                .append(", ")
                .append(region.cell()));
    changes().forEach(change -> text.append("\n  ").append(change));
    return text.toString();
  }
}
