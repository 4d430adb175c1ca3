package org.anabranch.records.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FieldPathTest {

  private static final Schema MESSAGE =
      SchemaBuilder.struct()
          .field("text", Schema.OPTIONAL_STRING_SCHEMA)
          .field("role", SchemaBuilder.string().defaultValue("user").build())
          .build();
  private static final Schema ROW =
      SchemaBuilder.struct()
          .field("id", Schema.INT64_SCHEMA)
          .field("a.b", Schema.OPTIONAL_STRING_SCHEMA)
          .field("first", MESSAGE)
          .field("messages", SchemaBuilder.array(MESSAGE).build())
          .field("none", Schema.OPTIONAL_STRING_SCHEMA)
          .build();

  /** The same row with a schema and without. */
  enum Form {
    STRUCT {
      @Override
      Object message(@Nullable String text) {
        return new Struct(MESSAGE).put("text", text).put("role", "user");
      }

      @Override
      Object row() {
        return new Struct(ROW)
            .put("id", 7L)
            .put("a.b", "dots")
            .put("first", message("one"))
            .put("messages", List.of(message("one"), message(null), message("three")));
      }
    },
    MAP {
      @Override
      Object message(@Nullable String text) {
        Map<String, @Nullable Object> message = new LinkedHashMap<>();
        message.put("text", text);
        message.put("role", "user");
        return message;
      }

      @Override
      Object row() {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("id", 7L);
        row.put("a.b", "dots");
        row.put("first", message("one"));
        row.put("messages", List.of(message("one"), message(null), message("three")));
        row.put("none", null);
        return row;
      }
    };

    abstract Object message(@Nullable String text);

    abstract Object row();
  }

  @ParameterizedTest
  @EnumSource
  void leads_to_the_values_of_a_row_with_a_schema_or_without(Form form) {
    assertThat(values(form, "id")).containsExactly(7L);
    assertThat(values(form, "first.text")).containsExactly("one");
    assertThat(values(form, "messages[*].text")).containsExactly("one", null, "three");
    assertThat(values(form, "first.*")).containsExactly("one", "user");
    assertThat(values(form, "*.role")).containsExactly("user");
    assertThat(values(form, "'a.b'")).containsExactly("dots");
    assertThat(values(form, "\"a.b\"")).containsExactly("dots");
    assertThat(values(form, "none")).containsExactly((Object) null);
    assertThat(values(form, "*")).hasSize(5);
  }

  @ParameterizedTest
  @EnumSource
  void leads_nowhere_where_there_is_no_such_field(Form form) {
    for (String path :
        List.of("a.b", "missing", "id.x", "id[*]", "first[*]", "messages.text", "none.x")) {
      assertThat(values(form, path)).describedAs(path).isEmpty();
      assertThat(FieldPath.parse(path).misses(view(form.row())))
          .describedAs(path)
          .isEqualTo(!path.equals("none.x"));
      Object row = form.row();
      assertThat(FieldPath.parse(path).map(row, (value, schema) -> "changed")).isSameAs(row);
    }
  }

  @ParameterizedTest
  @EnumSource
  void misses_nothing_where_there_is_a_field_or_nothing_to_look_into(Form form) {
    for (String path : List.of("id", "none", "none.x.y", "messages[*].text", "*", "*.text")) {
      assertThat(FieldPath.parse(path).misses(view(form.row()))).describedAs(path).isFalse();
    }
    assertThat(FieldPath.parse("*.x").misses(view(form.row()))).isFalse();
    assertThat(FieldPath.parse("first.*.x").misses(view(form.row()))).isTrue();
    RecordView empty = view(Map.of("list", List.of(), "map", Map.of()));
    assertThat(FieldPath.parse("list[*].x").misses(empty)).isFalse();
    assertThat(FieldPath.parse("map.x").misses(empty)).isTrue();
    assertThat(FieldPath.parse("map.*").misses(empty)).isFalse();
  }

  @Test
  void finds_the_schemas_of_fields_without_a_row() {
    assertThat(FieldPath.parse("messages[*].text").schemas(ROW))
        .containsExactly(Schema.OPTIONAL_STRING_SCHEMA);
    assertThat(FieldPath.parse("*").schemas(ROW)).hasSize(5);
    assertThat(FieldPath.parse("missing").schemas(ROW)).isEmpty();
    assertThat(FieldPath.parse("id.x").schemas(ROW)).isEmpty();
    assertThat(FieldPath.parse("messages.text").schemas(ROW)).isEmpty();
    Schema numbers = SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.INT32_SCHEMA).build();
    Schema row = SchemaBuilder.struct().field("numbers", numbers).build();
    assertThat(FieldPath.parse("numbers.any").schemas(row)).containsExactly(Schema.INT32_SCHEMA);
    assertThat(FieldPath.parse("numbers[*]").schemas(row)).isEmpty();
  }

  @Test
  void tells_a_change_what_schema_the_value_has() {
    List<@Nullable Schema> told = new ArrayList<>();
    FieldPath.parse("messages[*].text")
        .map(
            Form.STRUCT.row(),
            (value, schema) -> {
              told.add(schema);
              return value;
            });
    assertThat(told).hasSize(3).containsOnly(Schema.OPTIONAL_STRING_SCHEMA);
  }

  @ParameterizedTest
  @EnumSource
  void changes_a_copy_and_never_the_row(Form form) {
    for (String path : List.of("a.b", "'a.b'", "first.text", "messages[*].text", "first.*")) {
      Object row = form.row();
      FieldPath parsed = FieldPath.parse(path);
      Object changed = parsed.map(row, (value, schema) -> "changed");
      assertThat(row).isEqualTo(form.row());
      assertThat(parsed.values(view(changed)))
          .hasSameSizeAs(parsed.values(view(row)))
          .allMatch("changed"::equals);
    }
  }

  @ParameterizedTest
  @EnumSource
  void leaves_everything_beside_the_path_as_it_was(Form form) {
    Object changed =
        FieldPath.parse("messages[*].text").map(form.row(), (value, schema) -> value + "!");
    assertThat(values(changed, "messages[*].text")).containsExactly("one!", "null!", "three!");
    for (String path : List.of("id", "first", "'a.b'", "none", "messages[*].role")) {
      assertThat(values(changed, path)).isEqualTo(values(form, path));
    }
  }

  @ParameterizedTest
  @EnumSource
  void can_set_a_field_to_null_and_a_null_field(Form form) {
    Object emptied = FieldPath.parse("'a.b'").map(form.row(), (value, schema) -> null);
    assertThat(values(emptied, "'a.b'")).containsExactly((Object) null);
    Object filled = FieldPath.parse("none").map(form.row(), (value, schema) -> "some");
    assertThat(values(filled, "none")).containsExactly("some");
  }

  @Test
  void hands_the_row_back_when_nothing_became_different() {
    Object row = Form.STRUCT.row();
    assertThat(FieldPath.parse("messages[*].text").map(row, (value, schema) -> value))
        .isSameAs(row);
  }

  @Test
  void works_on_a_row_that_nobody_may_change() {
    Map<String, Object> row = Map.of("list", List.of("a", "b"), "map", Map.of("x", 1));
    assertThat(FieldPath.parse("list[*]").map(row, (value, schema) -> value + "!"))
        .isEqualTo(Map.of("list", List.of("a!", "b!"), "map", Map.of("x", 1)));
    assertThat(FieldPath.parse("map.x").map(row, (value, schema) -> 2))
        .isEqualTo(Map.of("list", List.of("a", "b"), "map", Map.of("x", 2)));
  }

  @Test
  void keeps_a_struct_field_that_stands_for_its_default() {
    Struct message = new Struct(MESSAGE).put("text", "one");
    Struct changed = (Struct) FieldPath.parse("text").map(message, (value, schema) -> "two");
    assertThat(changed.getWithoutDefault("role")).isNull();
    assertThat(changed.get("role")).isEqualTo("user");
    changed.validate();
  }

  @Test
  void refuses_a_value_that_does_not_fit_the_schema_without_naming_it() {
    assertThatThrownBy(
            () -> FieldPath.parse("id").map(Form.STRUCT.row(), (value, schema) -> "secret"))
        .isInstanceOf(DataException.class)
        .hasMessageNotContaining("secret");
  }

  @Test
  void keeps_the_order_of_a_maps_fields() {
    Map<?, ?> changed =
        (Map<?, ?>) FieldPath.parse("'a.b'").map(Form.MAP.row(), (value, schema) -> "x");
    List<Object> names = new ArrayList<>(changed.keySet());
    assertThat(names).isEqualTo(Arrays.asList("id", "a.b", "first", "messages", "none"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``          | 1 | a field's name is expected",
        "a.          | 3 | a field's name is expected",
        ".a          | 1 | a field's name is expected",
        "a..b        | 3 | a field's name is expected",
        "[*]         | 1 | a field's name is expected",
        "a[0]        | 2 | '.' or '[*]' is expected",
        "a[*]b       | 5 | '.' or '[*]' is expected",
        "a*          | 2 | '.' or '[*]' is expected",
        "'a          | 3 | the quote is not closed",
        "'a'b        | 4 | '.' or '[*]' is expected",
      })
  void says_at_which_character_a_path_is_wrong(String path, int character, String what) {
    assertThatThrownBy(() -> FieldPath.parse(path))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The field path '%s' is wrong at character %d: %s".formatted(path, character, what));
  }

  @Test
  void has_a_quote_in_a_quoted_name_written_twice() {
    Map<String, Object> row = Map.of("it's", 1, "say \"hi\"", 2, "*", 3);
    assertThat(values(row, "'it''s'")).containsExactly(1);
    assertThat(values(row, "\"say \"\"hi\"\"\"")).containsExactly(2);
    assertThat(values(row, "'*'")).containsExactly(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a.b[*].c", "*.x", "'q.q'[*][*]"})
  void equals_a_path_of_the_same_steps_and_prints_as_it_was_written(String text) {
    assertThat(FieldPath.parse(text)).isEqualTo(FieldPath.parse(text)).hasToString(text);
    assertThat(FieldPath.parse(text)).isNotEqualTo(FieldPath.parse(text + ".z"));
    assertThat(FieldPath.parse("'a'.b")).isEqualTo(FieldPath.parse("a.\"b\""));
  }

  private static List<Object> values(Form form, String path) {
    return values(form.row(), path);
  }

  private static List<Object> values(Object row, String path) {
    return FieldPath.parse(path).values(view(row));
  }

  private static RecordView view(Object row) {
    return Objects.requireNonNull(RecordViews.of(row));
  }
}
