package org.anabranch.records.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RecordViewsTest {

  private static final Schema SCHEMA =
      SchemaBuilder.struct()
          .field("id", Schema.INT64_SCHEMA)
          .field("state", SchemaBuilder.string().optional().defaultValue("new").build())
          .build();

  @Test
  void sees_a_struct_in_declared_order_and_null_rather_than_the_default() {
    RecordView view = view(new Struct(SCHEMA).put("id", 7L));
    assertThat(view.fields()).containsExactly("id", "state");
    assertThat(view.value("id")).isEqualTo(7L);
    assertThat(view.value("state")).isNull();
    assertThat(view.has("state")).isTrue();
    assertThat(view.schema("id")).isEqualTo(Schema.INT64_SCHEMA);
  }

  @Test
  void sees_a_map_in_its_own_order_without_schemas() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("z", 1);
    map.put("a", null);
    RecordView view = view(map);
    assertThat(view.fields()).containsExactly("z", "a");
    assertThat(view.value("z")).isEqualTo(1);
    assertThat(view.has("a")).isTrue();
    assertThat(view.schema("z")).isNull();
  }

  @Test
  void has_nothing_where_there_is_no_such_field() {
    for (Object row : new Object[] {new Struct(SCHEMA), Map.of()}) {
      assertThat(view(row).has("missing")).isFalse();
      assertThat(view(row).value("missing")).isNull();
      assertThat(view(row).schema("missing")).isNull();
    }
  }

  @Test
  void has_nothing_of_fields_that_are_left_out() {
    for (Object row : new Object[] {new Struct(SCHEMA).put("id", 7L), Map.of("id", 7L)}) {
      RecordView whole = view(row);
      assertThat(RecordViews.without(whole, Set.of("missing"))).isSameAs(whole);
      RecordView part = RecordViews.without(whole, Set.of("id"));
      assertThat(part.fields()).doesNotContain("id").hasSize(whole.fields().size() - 1);
      assertThat(part.has("id")).isFalse();
      assertThat(part.value("id")).isNull();
      assertThat(part.schema("id")).isNull();
      assertThat(part.has("state")).isEqualTo(whole.has("state"));
      assertThat(part.schema("state")).isEqualTo(whole.schema("state"));
    }
  }

  @Test
  void is_null_over_null_and_refuses_anything_else_by_its_type() {
    assertThat(RecordViews.of(null)).isNull();
    assertThatThrownBy(() -> RecordViews.of("secret"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java.lang.String")
        .hasMessageNotContaining("secret");
    RecordView numbered = view(Map.of(1, "x"));
    assertThatThrownBy(numbered::fields).isInstanceOf(IllegalArgumentException.class);
  }

  private static RecordView view(Object row) {
    return Objects.requireNonNull(RecordViews.of(row));
  }
}
