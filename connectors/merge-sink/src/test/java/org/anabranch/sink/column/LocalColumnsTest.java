package org.anabranch.sink.column;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LocalColumnsTest {

  private static final TableColumns TABLE =
      TableColumns.of(Map.of("vector", "local", "stale", "raised(title body)", "n", "counter"));

  private static ColumnTexts columns(@Nullable String... namesAndTexts) {
    ColumnTexts.Builder columns = new ColumnTexts.Builder();
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      columns.with(String.valueOf(namesAndTexts[i]), namesAndTexts[i + 1]);
    }
    return columns.build();
  }

  @Test
  void a_flag_is_raised_by_a_write_that_changes_one_of_its_columns() {
    ColumnTexts row = columns("title", "t", "body", null, "n", "1");
    assertThat(TABLE.raised(columns("n", "2"), row)).isEqualTo(columns("n", "2"));
    assertThat(TABLE.raised(columns("title", "t"), row)).isEqualTo(columns("title", "t"));
    assertThat(TABLE.raised(columns("body", "b"), row))
        .isEqualTo(columns("body", "b", "stale", "true"));
    assertThat(TABLE.raised(columns("title", null), row))
        .isEqualTo(columns("title", null, "stale", "true"));
  }

  @Test
  void a_flag_is_raised_in_a_row_that_is_made() {
    assertThat(TABLE.raised(columns("title", null), ColumnTexts.NONE))
        .isEqualTo(columns("title", null, "stale", "true"));
  }

  @Test
  void what_is_a_regions_own_takes_no_part_in_any_merge() {
    ColumnTexts image = columns("title", "t", "vector", "[1]", "stale", "true");
    assertThat(TABLE.shared(image)).isEqualTo(columns("title", "t"));
    assertThat(TABLE.apart(image)).isEqualTo(columns("title", "t"));
    assertThat(TABLE.isRegister("vector")).isFalse();
    assertThat(TABLE.isWholeWithout(Set.of("vector", "stale"))).isTrue();
    assertThat(TABLE.isWholeWithout(Set.of("vector", "title"))).isFalse();
    assertThat(TABLE.merges())
        .containsEntry("vector", "local")
        .containsEntry("stale", "raised(title body)");
  }

  @Test
  void a_flag_names_columns_of_the_content() {
    for (String wrong : new String[] {"raised()", "raised(title", "raised( )", "raised(a(b))"}) {
      assertThatThrownBy(() -> TableColumns.of(Map.of("stale", wrong)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("raised(title body)");
    }
    assertThatThrownBy(() -> TableColumns.of(Map.of("stale", "raised(stale)")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("never written");
    assertThat(TableColumns.names()).contains("local", "raised(<columns>)");
  }
}
