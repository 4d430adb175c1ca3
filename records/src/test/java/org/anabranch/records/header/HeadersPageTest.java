package org.anabranch.records.header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.DocumentWrites;
import org.anabranch.model.change.KeyHash;
import org.anabranch.model.change.Lane;
import org.anabranch.model.change.Operation;
import org.anabranch.model.change.TableName;
import org.anabranch.model.change.WriteId;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.records.FormatPage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The vectors of docs/formats/headers.md, made by another program than this code. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HeadersPageTest {

  private static final FormatPage PAGE = FormatPage.of("headers.md");

  static Stream<Map<String, String>> vectors() {
    return PAGE.blocks("vector").stream();
  }

  static Stream<Map<String, String>> refused() {
    return PAGE.blocks("refused").stream();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void writes_and_reads_the_vector(Map<String, String> vector) {
    Change change = change(vector);
    String header = vector.get("header");
    if (header == null) {
      assertThat(ChangeHeader.decode(vector.get("reads"))).isEqualTo(change);
    } else {
      assertThat(HexFormat.of().formatHex(ChangeBytes.write(change))).isEqualTo(vector.get("hex"));
      assertThat(ChangeHeader.encode(change)).isEqualTo(header);
      assertThat(ChangeHeader.decode(header)).isEqualTo(change);
    }
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refuses_the_vector(Map<String, String> vector) {
    assertThatThrownBy(() -> ChangeHeader.decode(vector.get("header")))
        .isInstanceOf(MalformedHeaderException.class)
        .hasMessageContaining(text(vector, "says"));
  }

  @Test
  void has_vectors_of_every_sort() {
    assertThat(vectors()).hasSize(10);
    assertThat(refused()).hasSize(4);
  }

  @Test
  void lists_every_kind_with_its_code() {
    List<List<String>> rows = PAGE.rows("| code | kind |");
    assertThat(rows).hasSameSizeAs(ChangeKind.values());
    for (List<String> row : rows) {
      assertThat(ChangeBytes.code(kind(row.get(1)))).isEqualTo(Integer.parseInt(row.get(0)));
    }
  }

  private static Change change(Map<String, String> vector) {
    Stamp stamp = new Stamp(number(vector, "stamp"));
    return new Change(
        kind(text(vector, "kind")),
        new ChangeId(new Origin(text(vector, "origin")), stamp),
        new Stamp(number(vector, "sequence")),
        Long.parseUnsignedLong(text(vector, "members"), 16),
        new TableName(text(vector, "schema"), text(vector, "table")),
        Operation.of(text(vector, "operation").charAt(0)),
        key(vector.get("key")),
        new Lane((int) number(vector, "lane"), (int) number(vector, "lanes")),
        Objects.requireNonNull(vector(vector.get("context"))),
        vector(vector.get("key-context")),
        number(vector, "position"),
        number(vector, "committed-at"),
        new ColumnMarks(
            names(vector, "withheld"),
            names(vector, "unchanged"),
            names(vector, "reselected"),
            names(vector, "altered")),
        new DocumentWrites(write(vector.get("write-before")), write(vector.get("write-after"))),
        fingerprint(vector.get("mapping")));
  }

  private static @Nullable Long fingerprint(@Nullable String hex) {
    return hex == null ? null : Long.parseUnsignedLong(hex, 16);
  }

  private static @Nullable WriteId write(@Nullable String text) {
    if (text == null) {
      return null;
    }
    int space = text.indexOf(' ');
    return new WriteId(text.substring(space + 1), Long.parseLong(text.substring(0, space)));
  }

  private static ChangeKind kind(String name) {
    return ChangeKind.valueOf(name.replace('-', '_').toUpperCase(Locale.ROOT));
  }

  private static @Nullable KeyHash key(@Nullable String hex) {
    return hex == null ? null : KeyHash.of(HexFormat.of().parseHex(hex));
  }

  private static @Nullable VersionVector vector(@Nullable String entries) {
    if (entries == null) {
      return null;
    }
    TreeMap<Origin, Stamp> stamps = new TreeMap<>();
    for (String entry : entries.isEmpty() ? new String[0] : entries.split(" ", -1)) {
      int equals = entry.indexOf('=');
      stamps.put(
          new Origin(entry.substring(0, equals)),
          new Stamp(Long.parseLong(entry.substring(equals + 1))));
    }
    return VersionVector.of(stamps);
  }

  private static Set<String> names(Map<String, String> vector, String field) {
    String names = vector.get(field);
    return names == null ? Set.of() : Set.of(names.split(" ", -1));
  }

  private static long number(Map<String, String> vector, String field) {
    return Long.parseLong(text(vector, field));
  }

  private static String text(Map<String, String> vector, String field) {
    return Objects.requireNonNull(vector.get(field), field);
  }
}
