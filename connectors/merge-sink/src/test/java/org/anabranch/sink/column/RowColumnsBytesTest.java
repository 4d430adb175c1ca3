package org.anabranch.sink.column;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.anabranch.model.column.ColumnCell;
import org.anabranch.model.column.Contributions;
import org.anabranch.model.column.Elements;
import org.anabranch.model.column.Elements.Element;
import org.anabranch.model.column.Entries;
import org.anabranch.model.column.Entries.Rewrite;
import org.anabranch.model.column.Entries.Said;
import org.anabranch.model.column.JsonPath;
import org.anabranch.model.column.Paths;
import org.anabranch.model.column.Paths.Written;
import org.anabranch.model.column.Writes;
import org.anabranch.model.column.Writes.Write;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.column.RowColumns.Base;
import org.anabranch.sink.column.RowColumns.Column;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The seed is in a test's name; {@code -Danabranch.columns.seed=N -Danabranch.columns.seeds=1}
 * replays one.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RowColumnsBytesTest {

  static LongStream seeds() {
    long first = Long.getLong("anabranch.columns.seed", 1);
    return LongStream.range(first, first + Long.getLong("anabranch.columns.seeds", 300));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void columns_come_back_as_they_were(long seed) {
    RowColumns row = new RandomRow(new Random(seed)).row();

    byte[] bytes = Objects.requireNonNull(RowColumnsBytes.write(row));

    assertThat(RowColumnsBytes.read(bytes)).isEqualTo(row);
    assertThat(RowColumnsBytes.write(RowColumnsBytes.read(bytes))).isEqualTo(bytes);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void bytes_that_end_early_or_late_are_refused(long seed) {
    Random random = new Random(seed);
    byte[] bytes = Objects.requireNonNull(RowColumnsBytes.write(new RandomRow(random).row()));

    byte[] early = Arrays.copyOf(bytes, random.nextInt(bytes.length));
    byte[] late = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(3));

    assertThatThrownBy(() -> RowColumnsBytes.read(early))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> RowColumnsBytes.read(late))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void damage_is_either_refused_or_reads_as_some_columns(long seed) {
    Random random = new Random(seed);
    byte[] bytes = Objects.requireNonNull(RowColumnsBytes.write(new RandomRow(random).row()));
    for (int i = 0; i < 50; i++) {
      byte[] damaged = bytes.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      try {
        assertThat(RowColumnsBytes.read(damaged)).isNotNull();
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageNotContaining("null");
      }
    }
  }

  @Test
  void of_nothing_in_flight_nothing_is_kept() {
    assertThat(RowColumnsBytes.write(RowColumns.NONE)).isNull();
    assertThat(RowColumnsBytes.read(null)).isEqualTo(RowColumns.NONE);
  }

  @Test
  void a_newer_format_asks_for_an_upgrade() {
    assertThatThrownBy(() -> RowColumnsBytes.read(new byte[] {4, 0, 0, 0}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("format 4")
        .hasMessageContaining("upgrade this plugin");
  }

  /** States that need not make sense, only come back. */
  private static final class RandomRow {

    private final Random random;

    RandomRow(Random random) {
      this.random = random;
    }

    RowColumns row() {
      TreeMap<String, Column> columns = new TreeMap<>();
      for (int left = random.nextInt(4); left > 0; left--) {
        Column column =
            switch (random.nextInt(7)) {
              case 0 -> new Column("register", cell(this::writes));
              case 1 -> new Column("counter", cell(() -> contributions(this::number)));
              case 2 -> new Column("set", cell(this::elements));
              case 3 -> new Column("append", ordered(cell(this::entries)));
              case 4 -> new Column("json", cell(this::paths));
              case 5 -> new Column("max", cell(() -> contributions(this::text)));
              default -> new Column("min", cell(() -> contributions(this::text)));
            };
        columns.put(text(), column);
      }
      TreeMap<Origin, VersionVector> seen = new TreeMap<>();
      for (int left = random.nextInt(3); left > 0; left--) {
        seen.put(change().origin(), vector());
      }
      TreeSet<Origin> deleters = new TreeSet<>(seen.keySet());
      deleters.removeIf(origin -> random.nextBoolean());
      RowStubs stubs =
          random.nextBoolean() ? RowStubs.NONE : new RowStubs(change(), vector(), vector());
      return new RowColumns(1 + position(), base(), seen, deleters, stubs, columns);
    }

    private Base base() {
      ChangeId first = change();
      return random.nextBoolean()
          ? new Base(first.origin(), first.stamp(), random.nextBoolean())
          : new Base(null, Stamp.ZERO, random.nextBoolean());
    }

    private <S> ColumnCell<Object, S> cell(Supplier<S> states) {
      S merged = states.get();
      S shown = random.nextBoolean() ? merged : states.get();
      return new ColumnCell<>(shown, merged, position(), position(), random.nextBoolean());
    }

    private <S> ColumnCell<Object, S> ordered(ColumnCell<Object, S> cell) {
      return new ColumnCell<>(
          cell.shown(),
          cell.merged(),
          cell.overwrittenAt(),
          cell.returnedAt(),
          cell.lost(),
          position());
    }

    private Writes<String> writes() {
      TreeMap<ChangeId, Write<String>> last = new TreeMap<>();
      for (int left = random.nextInt(4); left > 0; left--) {
        ChangeId id = change();
        last.put(id, new Write<>(id, random.nextBoolean() ? text() : null));
      }
      return new Writes<>(vector(), last);
    }

    private <V> Contributions<V> contributions(Supplier<V> values) {
      TreeMap<ChangeId, V> live = new TreeMap<>();
      for (int left = random.nextInt(4); left > 0; left--) {
        live.put(change(), values.get());
      }
      @Nullable V settled = random.nextBoolean() ? values.get() : null;
      return new Contributions<>(vector(), random.nextBoolean(), settled, vector(), live);
    }

    private Elements<String> elements() {
      TreeMap<String, Element> touched = new TreeMap<>();
      for (int left = random.nextInt(4); left > 0; left--) {
        Set<ChangeId> added = new TreeSet<>();
        for (int more = random.nextInt(3); more > 0; more--) {
          added.add(change());
        }
        touched.put(text(), new Element(added, vector(), random.nextBoolean()));
      }
      return new Elements<>(vector(), random.nextBoolean(), touched);
    }

    private Entries entries() {
      TreeMap<ChangeId, Said> said = new TreeMap<>();
      for (int left = random.nextInt(4); left > 0; left--) {
        Rewrite rewrite = random.nextBoolean() ? null : new Rewrite(vector(), texts(), texts());
        said.put(change(), new Said(texts(), rewrite));
      }
      Set<ChangeId> behind = random.nextBoolean() ? Set.of() : Set.of(change());
      ChangeId deleted = random.nextBoolean() ? null : change();
      return new Entries(
          vector(), vector(), deleted, said, behind, random.nextInt(5) - 1, random.nextBoolean());
    }

    private List<String> texts() {
      return random.ints(random.nextInt(5), 0, 3).mapToObj(number -> "text " + number).toList();
    }

    private Paths paths() {
      TreeMap<JsonPath, Written> written = new TreeMap<>();
      for (int left = random.nextInt(4); left > 0; left--) {
        ChangeId by = change();
        written.put(path(), new Written(by, random.nextBoolean() ? text() : null, or(by), or(by)));
      }
      return new Paths(or(change()), written, random.nextBoolean() ? Set.of() : Set.of(path()));
    }

    private JsonPath path() {
      return new JsonPath(Stream.generate(this::text).limit(random.nextInt(4)).toList());
    }

    private @Nullable ChangeId or(ChangeId by) {
      return random.nextBoolean() ? by : random.nextBoolean() ? null : change();
    }

    private VersionVector vector() {
      TreeMap<Origin, Stamp> entries = new TreeMap<>();
      for (int left = random.nextInt(3); left > 0; left--) {
        ChangeId id = change();
        entries.put(id.origin(), id.stamp());
      }
      return VersionVector.of(entries);
    }

    private ChangeId change() {
      return new ChangeId(new Origin("o" + random.nextInt(4)), new Stamp(1 + position()));
    }

    private long position() {
      return random.nextLong(Long.MAX_VALUE) >>> random.nextInt(63);
    }

    private BigDecimal number() {
      return BigDecimal.valueOf(random.nextLong(), random.nextInt(6));
    }

    private String text() {
      return random
          .ints(random.nextInt(6), 'a', 0x2fff)
          .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
          .toString();
    }
  }
}
