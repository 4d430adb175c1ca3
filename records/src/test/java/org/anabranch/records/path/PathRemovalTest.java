package org.anabranch.records.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PathRemovalTest {

  private static final Schema PLACE =
      SchemaBuilder.struct()
          .optional()
          .name("place")
          .version(3)
          .doc("where")
          .parameter("unit", "degree")
          .field("lat", Schema.FLOAT64_SCHEMA)
          .field("lon", Schema.FLOAT64_SCHEMA)
          .build();
  private static final Schema ROW =
      SchemaBuilder.struct()
          .name("row")
          .field("id", Schema.INT64_SCHEMA)
          .field("home", PLACE)
          .field("visited", SchemaBuilder.array(PLACE).optional().build())
          .field("named", SchemaBuilder.map(Schema.STRING_SCHEMA, PLACE).build())
          .field("labels", SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA).build())
          .build();

  private static Struct place() {
    return new Struct(PLACE).put("lat", 52.5).put("lon", 13.4);
  }

  private static Struct row() {
    return new Struct(ROW)
        .put("id", 1L)
        .put("home", place())
        .put("visited", List.of(place(), place()))
        .put("named", Map.of("work", place()))
        .put("labels", Map.of("vip", "yes", "new", "no"));
  }

  private static Struct without(String path) {
    PathRemoval removal = new PathRemoval(FieldPath.parse(path));
    Struct row = row();
    Struct made = (Struct) removal.of(row, removal.of(ROW));
    assertThat(row).isEqualTo(row());
    made.validate();
    return made;
  }

  @Test
  void a_field_of_the_row_is_not_in_its_schema_any_more() {
    Struct made = without("home");
    assertThat(made.schema().name()).isEqualTo("row");
    assertThat(made.schema().fields())
        .extracting(field -> field.name())
        .containsExactly("id", "visited", "named", "labels");
    assertThat(made.get("id")).isEqualTo(1L);
  }

  @Test
  void a_field_within_a_struct_leaves_all_else_of_its_schema() {
    Schema home = without("home.lat").getStruct("home").schema();
    assertThat(home)
        .isEqualTo(
            SchemaBuilder.struct()
                .optional()
                .name("place")
                .version(3)
                .doc("where")
                .parameter("unit", "degree")
                .field("lon", Schema.FLOAT64_SCHEMA)
                .build());
  }

  @Test
  void fields_within_lists_and_maps_are_removed_of_each() {
    assertThat(without("visited[*].lat").<Struct>getArray("visited"))
        .allSatisfy(place -> assertThat(place.schema().field("lat")).isNull());
    assertThat(without("named.*.lat").<String, Struct>getMap("named").get("work"))
        .extracting(place -> Objects.requireNonNull(place).schema().fields().size())
        .isEqualTo(1);
  }

  @Test
  void an_entry_of_a_map_and_all_elements_of_a_list_are_removed() {
    assertThat(without("labels.vip").getMap("labels")).isEqualTo(Map.of("new", "no"));
    assertThat(without("labels.*").getMap("labels")).isEmpty();
    assertThat(without("visited[*]").getArray("visited")).isEmpty();
  }

  @Test
  void where_the_path_leads_nowhere_all_stays() {
    PathRemoval removal = new PathRemoval(FieldPath.parse("home.height"));
    assertThat(removal.of(ROW)).isSameAs(ROW);
    assertThat(removal.of(row(), ROW)).isEqualTo(row());
    Map<String, Object> map = Map.of("id", 1);
    assertThat(removal.of(map, null)).isSameAs(map);
  }

  @Test
  void a_field_of_one_entry_among_others_is_refused() {
    PathRemoval removal = new PathRemoval(FieldPath.parse("named.work.lat"));
    assertThatThrownBy(() -> removal.of(ROW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Write *");
  }
}
