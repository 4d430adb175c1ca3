package org.anabranch.records.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.anabranch.model.change.Lane;
import org.anabranch.records.FormatPage;
import org.anabranch.records.view.RecordViews;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The vectors of docs/formats/keys.md, made by the Python program of that page. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class KeysPageTest {

  private static final String SECRET = "correct horse battery staple";

  static Stream<List<String>> vectors() {
    return FormatPage.of("keys.md").rows("| columns |").stream();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void has_these_bytes_hashes_and_this_lane(List<String> vector) {
    byte[] key = CanonicalKey.of(Objects.requireNonNull(RecordViews.of(columns(vector.get(0)))));
    assertThat(HexFormat.of().formatHex(key)).isEqualTo(vector.get(1));
    assertThat(KeyHasher.withSecret(null).hash(key)).hasToString(vector.get(2));
    assertThat(KeyHasher.withSecret(SECRET).hash(key)).hasToString(vector.get(3));
    assertThat(CanonicalKey.lane(key, 12)).isEqualTo(new Lane(Integer.parseInt(vector.get(4)), 12));
  }

  @Test
  void has_vectors_of_every_sort() {
    assertThat(vectors()).hasSize(23);
  }

  private static Map<String, @Nullable Object> columns(String text) {
    Map<String, @Nullable Object> columns = new LinkedHashMap<>();
    for (String column : text.split(", ", -1)) {
      columns.put("column" + columns.size(), value(column));
    }
    return columns;
  }

  private static @Nullable Object value(String column) {
    int space = column.indexOf(' ');
    String type = space < 0 ? column : column.substring(0, space);
    String value = column.substring(space + 1);
    return switch (type) {
      case "null" -> null;
      case "boolean" -> Boolean.valueOf(value);
      case "integer" -> Long.valueOf(value);
      case "decimal" -> new BigDecimal(value);
      case "double" -> Double.valueOf(value);
      case "text" -> value.substring(1, value.length() - 1);
      case "bytes" -> HexFormat.of().parseHex(value);
      default -> throw new IllegalArgumentException(type);
    };
  }
}
