package org.anabranch.sink.column;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DocumentPartsTest {

  private static final TableColumns TABLE =
      TableColumns.of(Map.of("doc", "json(tags=set history=append)"));

  private static ColumnTexts row(@Nullable String document) {
    return new ColumnTexts.Builder().with("doc", document).with("other", "x").build();
  }

  private static ColumnTexts apart(@Nullable String document) {
    return Objects.requireNonNull(TABLE.apart(row(document)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"tags\": []}",
        "{\"a\": [1], \"tags\": [\"x\", {\"tags\": 5}]}",
        "{\"tags\": [\"x\"], \"history\": [1.0, 1.0]}"
      })
  void a_document_is_the_same_when_it_was_taken_apart(String document) {
    ColumnTexts parts = apart(document);

    assertThat(parts.names()).hasSize(4);
    assertThat(TABLE.together(parts, ColumnTexts.NONE, List.of())).isEqualTo(row(document));
  }

  @Test
  void null_stays_null() {
    assertThat(TABLE.together(apart(null), ColumnTexts.NONE, List.of())).isEqualTo(row(null));
    assertThat(TABLE.apart(null)).isNull();
  }

  @Test
  void a_part_that_is_written_takes_the_others_from_the_row() {
    ColumnTexts row = apart("{\"a\": 1, \"tags\": [\"x\"]}");
    ColumnTexts.Builder written = new ColumnTexts.Builder();
    row.names().stream()
        .filter(name -> name.endsWith("tags"))
        .forEach(name -> written.with(name, "[\"x\", \"y\"]"));

    assertThat(TABLE.together(written.build(), row, List.of()).text("doc"))
        .isEqualTo("{\"a\": 1, \"tags\": [\"x\", \"y\"]}");
    assertThat(TABLE.together(ColumnTexts.NONE, row, List.of())).isEqualTo(ColumnTexts.NONE);
  }

  @Test
  void an_array_that_somebody_removed_and_somebody_filled_is_there() {
    ColumnTexts filled = apart("{\"a\": 1, \"tags\": [\"x\"]}");
    ColumnTexts removed = new ColumnTexts.Builder().with("doc", "{\"a\": 1}").build();

    assertThat(TABLE.together(removed, filled, List.of()).text("doc"))
        .isEqualTo("{\"a\": 1, \"tags\": [\"x\"]}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "[1]", "{\"tags\": 5}", "{\"tags\": {}}", "{\"history\": null}"})
  void what_cannot_be_merged_cannot_be_read(String document) {
    ColumnTexts parts = apart(document);

    parts.names().stream()
        .filter(name -> !name.equals("other"))
        .forEach(
            name ->
                assertThatThrownBy(() -> TABLE.of(name).read(parts.text(name)))
                    .isInstanceOf(IllegalArgumentException.class));
  }

  @Test
  void the_name_of_the_merge_does_not_depend_on_the_order_of_the_rules() {
    assertThat(TABLE.of("doc").name())
        .isEqualTo("json(history=append tags=set)")
        .isEqualTo(
            TableColumns.of(Map.of("doc", "json( history=append  tags=set )")).of("doc").name());
    assertThat(TABLE.merges()).isEqualTo(Map.of("doc", "json"));
    assertThat(TABLE.configured()).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "json(tags=counter) | no rule counter for the array tags. Give one of [append, set]",
        "json()             | give the arrays of a document as json(tags=set history=append)",
        "json(tags)         | give the arrays of a document as json(tags=set history=append)",
        "json(tags=set      | give the arrays of a document as json(tags=set history=append)",
        "json(a=set a=set)  | the array a is named twice"
      })
  void rules_that_are_wrong_are_refused(String merge, String why) {
    assertThatThrownBy(() -> TableColumns.of(Map.of("doc", merge)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }
}
