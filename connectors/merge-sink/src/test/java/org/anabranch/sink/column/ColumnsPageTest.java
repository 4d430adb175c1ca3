package org.anabranch.sink.column;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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

/** The vectors of docs/formats/columns.md, made by another program than this code. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ColumnsPageTest {

  private static final ChangeId OF_A = change("aws-us-east-1", 115816896921600001L);
  private static final ChangeId OF_G = change("gcp-europe-west1", 115816896987136000L);

  static Stream<Map<String, String>> vectors() throws IOException {
    return blocks("vector").stream();
  }

  static Stream<Map<String, String>> refused() throws IOException {
    return blocks("refused").stream();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void writes_and_reads_the_vector(Map<String, String> vector) {
    RowColumns row = Objects.requireNonNull(rows().get(vector.get("name")), "a row for it");
    byte[] bytes = HexFormat.of().parseHex(vector.get("hex"));

    assertThat(described(row)).as("what the page says").isEqualTo(said(vector));
    assertThat(RowColumnsBytes.write(row)).isEqualTo(bytes);
    assertThat(RowColumnsBytes.read(bytes)).isEqualTo(row);
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refuses_the_vector(Map<String, String> vector) {
    byte[] bytes = HexFormat.of().parseHex(vector.get("hex"));

    assertThatThrownBy(() -> RowColumnsBytes.read(bytes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(vector.get("says"));
  }

  @Test
  void has_vectors_of_every_sort() throws IOException {
    assertThat(vectors().map(vector -> vector.get("name"))).hasSameElementsAs(rows().keySet());
    assertThat(refused()).hasSize(5);
  }

  private static Map<String, RowColumns> rows() {
    ChangeId included = change(OF_A.origin().name(), OF_A.stamp().bits() - 1);
    Contributions<BigDecimal> lacking =
        new Contributions<>(
            vector(change("gcp-europe-west1", 5)),
            true,
            new BigDecimal("12.50"),
            vector(included),
            new TreeMap<>(Map.of(OF_A, new BigDecimal("-3"))));
    TreeMap<ChangeId, BigDecimal> both = new TreeMap<>(lacking.live());
    both.put(OF_G, BigDecimal.ONE);
    Contributions<BigDecimal> all =
        new Contributions<>(lacking.taken(), true, lacking.settled(), lacking.included(), both);
    Map<String, RowColumns> rows = new LinkedHashMap<>(lists());
    rows.putAll(
        Map.of(
            "a row that was written, of whose columns nothing is in flight",
            begun(23495960, Base.UNKNOWN, Map.of(), Map.of()),
            "a row that began as another region had it",
            begun(
                5,
                new Base(OF_G.origin(), new Stamp(7), false),
                Map.of(OF_G.origin(), vector(change("gcp-europe-west1", 9))),
                Map.of()),
            "a register that two have written",
            row(23495960, "phone", "register", shown(register("+49 30 1234", null))),
            "ciphertexts of two writers, the second one without an index",
            row(
                23495960,
                "email",
                "encrypted(email_index)",
                shown(
                    register(
                        EncryptedText.of("abBpAQIDBAUGBwg", "oXr4lVZ1cCqPsm0tYH2D9w"),
                        EncryptedText.of("abBpAQIDBAUGCQo", null)))),
            "a counter of which the row lacks an increment",
            row(23495960, "calls", "counter", new ColumnCell<>(lacking, all, 23495000, 0, true)),
            "a set",
            row(0, "tags", "set", new ColumnCell<>(set(), set(), 0, Long.MAX_VALUE, false)),
            "a greatest value",
            row(
                1,
                "seen",
                "max",
                shown(
                    new Contributions<>(
                        VersionVector.EMPTY,
                        false,
                        null,
                        VersionVector.EMPTY,
                        new TreeMap<>(Map.of(OF_G, "2026-01-02 03:04:05+00")))))));
    return rows;
  }

  private static Map<String, RowColumns> lists() {
    return Map.of(
        "a row that a region's last change deleted",
        new RowColumns(
            5,
            Base.UNKNOWN,
            new TreeMap<>(Map.of(OF_G.origin(), vector(change("gcp-europe-west1", 9)))),
            new TreeSet<>(Set.of(OF_G.origin())),
            RowStubs.NONE,
            new TreeMap<>()),
        "a row that a stub hides",
        new RowColumns(
            5,
            Base.ANEW,
            new TreeMap<>(Map.of(OF_G.origin(), vector(change("gcp-europe-west1", 9)))),
            new TreeSet<>(),
            new RowStubs(
                change("aws-us-east-1", 7),
                vector(change("aws-us-east-1", 7), change("gcp-europe-west1", 9)),
                vector(change("aws-us-east-1", 6), change("gcp-europe-west1", 4))),
            new TreeMap<>()),
        "a history to which two have appended, of whom one has put it in another order",
        row(
            23495960,
            "messages",
            "append",
            new ColumnCell<>(appended(), rewritten(), 0, 23495000, true, 23495970)),
        "a history that was deleted",
        row(1, "lines", "append", new ColumnCell<>(deleted(), deleted(), 5, 0, false)),
        "a document",
        row(23495960, "settings", "json", shown(document())));
  }

  private static Entries appended() {
    return new Entries(
        VersionVector.EMPTY,
        VersionVector.EMPTY,
        null,
        new TreeMap<>(Map.of(OF_A, new Said(List.of(" {\"text\": \"hello\"}"), null))),
        Set.of(OF_A),
        3,
        false);
  }

  private static Entries rewritten() {
    TreeMap<ChangeId, Said> said = new TreeMap<>(appended().said());
    Rewrite rewrite =
        new Rewrite(
            vector(change("aws-us-east-1", OF_A.stamp().bits() - 1)),
            List.of(" 1", " 2", " 1"),
            List.of(" 2", " 1", " \"ok\""));
    said.put(OF_G, new Said(List.of(" \"ok\""), rewrite));
    return new Entries(VersionVector.EMPTY, VersionVector.EMPTY, null, said, Set.of(), -1, false);
  }

  private static Entries deleted() {
    return new Entries(
        vector(change("gcp-europe-west1", OF_G.stamp().bits() - 1)),
        vector(OF_A, change("gcp-europe-west1", 5)),
        OF_A,
        new TreeMap<>(),
        Set.of(),
        -1,
        true);
  }

  private static Paths document() {
    ChangeId first = change("aws-us-east-1", 7);
    TreeMap<JsonPath, Written> written = new TreeMap<>();
    written.put(new JsonPath(List.of()), new Written(first, "", null, first));
    written.put(new JsonPath(List.of("mail")), new Written(OF_A, "\"x\"", OF_A, OF_A));
    written.put(new JsonPath(List.of("old")), new Written(OF_G, null, first, first));
    return new Paths(first, written, Set.of(new JsonPath(List.of("a", "b"))));
  }

  private static Writes<String> register(@Nullable String ofA, @Nullable String ofG) {
    TreeMap<ChangeId, Write<String>> last = new TreeMap<>();
    last.put(OF_A, new Write<>(OF_A, ofA));
    last.put(OF_G, new Write<>(OF_G, ofG));
    return new Writes<>(VersionVector.EMPTY, last);
  }

  private static Elements<String> set() {
    TreeMap<String, Element> touched = new TreeMap<>();
    touched.put("grün", new Element(Set.of(OF_A, OF_G), VersionVector.EMPTY, false));
    touched.put("\"b c\"", new Element(Set.of(), vector(OF_G, change("aws-us-east-1", 7)), false));
    touched.put("x", new Element(Set.of(), VersionVector.EMPTY, true));
    return new Elements<>(VersionVector.EMPTY, false, touched);
  }

  private static <S> ColumnCell<String, S> shown(S state) {
    return new ColumnCell<>(state, state, 0, 0, false);
  }

  private static RowColumns row(long writtenAt, String name, String merge, ColumnCell<?, ?> cell) {
    return begun(writtenAt, Base.UNKNOWN, Map.of(), Map.of(name, new Column(merge, cell)));
  }

  private static RowColumns begun(
      long writtenAt, Base base, Map<Origin, VersionVector> seen, Map<String, Column> columns) {
    return new RowColumns(writtenAt, base, new TreeMap<>(seen), new TreeMap<>(columns));
  }

  private static ChangeId change(String origin, long stamp) {
    return new ChangeId(new Origin(origin), new Stamp(stamp));
  }

  private static VersionVector vector(ChangeId... changes) {
    Map<Origin, Stamp> entries = new TreeMap<>();
    Stream.of(changes).forEach(change -> entries.put(change.origin(), change.stamp()));
    return VersionVector.of(entries);
  }

  private static Map<String, String> said(Map<String, String> vector) {
    Map<String, String> said = new LinkedHashMap<>(vector);
    said.keySet().removeAll(Set.of("name", "hex"));
    return said;
  }

  private static Map<String, String> described(RowColumns row) {
    Map<String, String> said = new LinkedHashMap<>();
    said.put("written-at", String.valueOf(row.writtenAt()));
    Origin base = row.base().origin();
    if (base != null) {
      said.put("base", text(new ChangeId(base, row.base().place())));
    }
    if (row.base().anew()) {
      said.put("anew", "true");
    }
    row.seen().forEach((origin, seen) -> said.put("seen", origin + " " + text(seen)));
    row.deleters().forEach(origin -> said.put("deleters", origin.name()));
    ChangeId stub = row.stubs().last();
    if (stub != null) {
      said.put("stub", text(stub));
      said.put("needed", text(row.stubs().needed()));
      said.put("restored", text(row.stubs().restored()));
    }
    row.columns()
        .forEach(
            (name, column) -> {
              ColumnCell<?, ?> cell = column.cell();
              said.put("column", name);
              said.put("merge", column.merge());
              said.put("overwritten-at", String.valueOf(cell.overwrittenAt()));
              said.put("returned-at", String.valueOf(cell.returnedAt()));
              said.put("lost", String.valueOf(cell.lost()));
              if (cell.writtenAt() > 0) {
                said.put("column-written-at", String.valueOf(cell.writtenAt()));
              }
              said.put("merged", state(cell.merged()));
              if (cell.pending()) {
                said.put("shown", state(cell.shown()));
              }
            });
    return said;
  }

  private static String state(Object state) {
    if (state instanceof Contributions<?> contributions) {
      return "taken %s; anew %s; settled %s; included %s; live {%s}"
          .formatted(
              text(contributions.taken()),
              contributions.anew(),
              text(contributions.settled()),
              text(contributions.included()),
              joined(contributions.live().entrySet(), e -> text(e.getKey()) + ": " + e.getValue()));
    }
    if (state instanceof Writes<?> writes) {
      return "seen %s; last {%s}"
          .formatted(
              text(writes.seen()),
              joined(writes.last().values(), w -> text(w.id()) + ": " + text(w.value())));
    }
    if (state instanceof Entries entries) {
      return "taken %s; anew %s; deleted %s; said {%s}; behind [%s]; start %d; unsure %s"
          .formatted(
              text(entries.taken()),
              text(entries.anew()),
              optional(entries.deleted()),
              joined(entries.said().entrySet(), e -> text(e.getKey()) + ": " + text(e.getValue())),
              joined(entries.behind(), ColumnsPageTest::text),
              entries.start(),
              entries.unsure());
    }
    if (state instanceof Paths paths) {
      return "anew %s; written {%s}; unsure [%s]"
          .formatted(
              optional(paths.anew()),
              joined(paths.written().entrySet(), e -> text(e.getKey()) + ": " + text(e.getValue())),
              joined(paths.unsure(), ColumnsPageTest::text));
    }
    Elements<?> elements = (Elements<?>) state;
    return "taken %s; anew %s; touched {%s}"
        .formatted(
            text(elements.taken()),
            elements.anew(),
            joined(elements.touched().entrySet(), e -> e.getKey() + ": " + text(e.getValue())));
  }

  private static String text(Element element) {
    return "added [%s] removed %s settled %s"
        .formatted(
            joined(element.added(), ColumnsPageTest::text),
            text(element.removed()),
            element.settled());
  }

  private static String text(Said said) {
    Rewrite rewrite = said.rewrite();
    String added = "[" + String.join("|", said.added()) + "]";
    return rewrite == null
        ? added
        : "%s after %s [%s] to [%s]"
            .formatted(
                added,
                text(rewrite.past()),
                String.join("|", rewrite.before()),
                String.join("|", rewrite.after()));
  }

  private static String text(JsonPath path) {
    return String.join("/", path.names());
  }

  private static String text(Written at) {
    String value = at.text() == null ? "none" : "\"" + at.text() + "\"";
    return "%s %s leaf %s something %s"
        .formatted(text(at.by()), value, optional(at.leaf()), optional(at.something()));
  }

  private static String optional(@Nullable ChangeId change) {
    return change == null ? "none" : text(change);
  }

  private static String text(@Nullable Object value) {
    return value == null ? "none" : value.toString();
  }

  private static String text(ChangeId change) {
    return change.origin().name() + "@" + change.stamp().bits();
  }

  private static String text(VersionVector vector) {
    List<String> entries = new ArrayList<>();
    vector.forEach((origin, stamp) -> entries.add(origin.name() + "=" + stamp.bits()));
    return "{" + String.join(", ", entries) + "}";
  }

  private interface Text<T> {
    String of(T one);
  }

  private static <T> String joined(Collection<T> many, Text<T> text) {
    return many.stream().map(text::of).collect(joining(", "));
  }

  /** The fenced blocks of this name, each as the names and values of its lines. */
  private static List<Map<String, String>> blocks(String name) throws IOException {
    Path module = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    Path page = module.resolve("../../docs/formats/columns.md");
    List<Map<String, String>> blocks = new ArrayList<>();
    Map<String, String> open = null;
    for (String line : Files.readAllLines(page)) {
      if (line.equals("```" + name)) {
        open = new LinkedHashMap<>();
        blocks.add(open);
      } else if (line.startsWith("```")) {
        open = null;
      } else if (open != null) {
        int colon = line.indexOf(':');
        open.put(line.substring(0, colon), line.substring(colon + 1).strip());
      }
    }
    return blocks;
  }
}
