package org.anabranch.sink.column;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FieldColumnTest {

  private static final FieldColumn VALUES = new FieldColumn(FieldRules.VALUES);

  private static ColumnTexts fields(@Nullable String... namesAndTexts) {
    ColumnTexts.Builder fields = new ColumnTexts.Builder();
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      fields.with(String.valueOf(namesAndTexts[i]), namesAndTexts[i + 1]);
    }
    return fields.build();
  }

  @Test
  void fields_come_back_whatever_their_names_and_texts_are() {
    ColumnTexts all =
        fields(
            "",
            "empty",
            "null",
            null,
            "text",
            "null",
            "{\"a\\",
            "\\\"{},:[] ",
            "\n",
            "\0x",
            "ü",
            "");

    assertThat(VALUES.fields(VALUES.of(all), ColumnTexts.NONE, List.of())).isEqualTo(all);
  }

  @Test
  void what_is_no_field_is_not_in_the_column() {
    assertThat(VALUES.of(fields("\0order", "x", "a", "1", "b", ColumnTexts.GONE)))
        .isEqualTo(VALUES.of(fields("a", "1")));
  }

  @Test
  void fields_that_a_document_is_to_lose_are_told() {
    ColumnTexts row = fields("a", "1", "b", null);

    assertThat(VALUES.fields(VALUES.of(fields("b", "2")), VALUES.of(row), List.of()))
        .isEqualTo(fields("a", ColumnTexts.GONE, "b", "2"));
    assertThat(VALUES.replacing(row, fields("c", "3")))
        .isEqualTo(fields("a", ColumnTexts.GONE, "b", ColumnTexts.GONE, "c", "3"));
  }

  @Test
  void a_document_without_fields_is_written_and_one_that_is_left_alone_is_not() {
    ColumnTexts empty = VALUES.of(ColumnTexts.NONE);

    assertThat(VALUES.fields(empty, empty, List.of()).isEmpty()).isFalse();
    assertThat(VALUES.fields(ColumnTexts.NONE, empty, List.of()).isEmpty()).isTrue();
  }

  @Test
  void no_field_may_be_lacking_and_none_has_a_merge_of_its_own() {
    TableColumns documents = TableColumns.REGISTERS.under(DeletePolicy.ADD_WINS).byField();

    assertThat(documents.isByField()).isTrue();
    assertThat(documents.deletes()).isEqualTo(DeletePolicy.ADD_WINS);
    assertThat(documents.isRegister("a")).isFalse();
    assertThat(documents.isWholeWithout(Set.of("a"))).isFalse();
    assertThat(TableColumns.of(Map.of("a", "register")).byField().isByField()).isTrue();
    for (String merge : new String[] {"counter", "local", "json(a=set)", "raised(b)"}) {
      assertThatThrownBy(() -> TableColumns.of(Map.of("a", merge)).byField())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("a is merged by");
    }
    TableColumns encrypted =
        TableColumns.REGISTERS.with(new EncryptedColumns(new TreeMap<>(Map.of("a", "b"))));
    assertThatThrownBy(encrypted::byField)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a ciphertext and its index");
  }
}
