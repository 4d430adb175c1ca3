package org.anabranch.records.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.anabranch.records.path.RewrittenField.Sibling;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RowRewriteTest {

  private static final Schema JOB =
      SchemaBuilder.struct()
          .optional()
          .name("job")
          .version(2)
          .doc("what for")
          .field("ssn", Schema.OPTIONAL_INT64_SCHEMA)
          .field("title", Schema.OPTIONAL_STRING_SCHEMA)
          .build();
  private static final Schema ROW =
      SchemaBuilder.struct()
          .name("row")
          .parameter("of", "people")
          .field("id", Schema.INT64_SCHEMA)
          .field("email", Schema.STRING_SCHEMA)
          .field("rank", SchemaBuilder.int32().defaultValue(7).build())
          .field("work", JOB)
          .field("jobs", SchemaBuilder.array(JOB).build())
          .field("named", SchemaBuilder.map(Schema.STRING_SCHEMA, JOB).build())
          .field("labels", SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA).build())
          .build();

  private static Struct job(@Nullable Long ssn) {
    return new Struct(JOB).put("ssn", ssn).put("title", "cook");
  }

  private static Struct row() {
    return new Struct(ROW)
        .put("id", 1L)
        .put("email", "e")
        .put("work", job(1L))
        .put("jobs", List.of(job(2L), job(null)))
        .put("named", new LinkedHashMap<>(Map.of("a.b", job(3L))))
        .put("labels", Map.of("vip", "yes"));
  }

  private static RowRewrite rewrite(String... paths) {
    return new RowRewrite(
        Stream.of(paths).map(path -> new RewrittenField(FieldPath.parse(path), null)).toList());
  }

  /** Makes texts of what is there, in which place and value are seen. */
  private static final class Marking implements FieldVisitor, Replacements {

    private final List<String> places = new ArrayList<>();
    private final List<@Nullable String> marked = new ArrayList<>();
    private final List<Integer> blocked = new ArrayList<>();
    private int at;

    @Override
    public void field(FieldSlot slot, String place, @Nullable Object value) {
      places.add(place);
      marked.add(value == null ? null : "<" + value + ">");
    }

    @Override
    public void blocked(int path) {
      blocked.add(path);
    }

    @Override
    public @Nullable Object next() {
      return marked.get(at++);
    }

    @Override
    public @Nullable Object sibling(@Nullable Object present) {
      return "beside " + marked.get(at - 1);
    }
  }

  private static Schema texts(FieldSlot slot) {
    return slot.required().isOptional() ? Schema.OPTIONAL_STRING_SCHEMA : Schema.STRING_SCHEMA;
  }

  private static Struct marked(RowRewrite rewrite, Marking marking) {
    RowFields fields = rewrite.of(ROW);
    Struct row = row();
    fields.visit(row, marking);
    RowForm form = fields.form(RowRewriteTest::texts);
    Struct made = (Struct) form.of(row, marking);
    made.validate();
    assertThat(row).as("what it was given").isEqualTo(row());
    assertThat(made.schema()).isSameAs(form.schema());
    return made;
  }

  @Test
  void all_paths_are_rewritten_at_once_with_their_schemas() {
    Marking marking = new Marking();
    Struct made =
        marked(rewrite("email", "work.ssn", "jobs[*].ssn", "named.*.ssn", "labels.vip"), marking);
    assertThat(marking.places)
        .containsExactly(
            "email", "work.ssn", "jobs[*].ssn", "jobs[*].ssn", "named.'a.b'.ssn", "labels.vip");
    assertThat(made.get("email")).isEqualTo("<e>");
    assertThat(made.getStruct("work").get("ssn")).isEqualTo("<1>");
    assertThat(made.getStruct("work").get("title")).isEqualTo("cook");
    List<Struct> jobs = made.getArray("jobs");
    assertThat(jobs).extracting(each -> each.get("ssn")).containsExactly("<2>", null);
    Map<String, Struct> named = made.getMap("named");
    assertThat(named.values()).extracting(each -> each.get("ssn")).containsExactly("<3>");
    assertThat(made.getMap("labels")).isEqualTo(Map.of("vip", "<yes>"));
    assertThat(made.get("rank")).as("what stands for its default").isEqualTo(7);
  }

  @Test
  void schemas_keep_all_but_what_changes() {
    Schema made =
        Objects.requireNonNull(rewrite("work.ssn").of(ROW).form(RowRewriteTest::texts).schema());
    assertThat(made.name()).isEqualTo("row");
    assertThat(made.parameters()).containsEntry("of", "people");
    assertThat(made.field("rank").schema()).isSameAs(ROW.field("rank").schema());
    Schema work = made.field("work").schema();
    assertThat(work.name()).isEqualTo("job");
    assertThat(work.version()).isEqualTo(2);
    assertThat(work.doc()).isEqualTo("what for");
    assertThat(work.isOptional()).isTrue();
    assertThat(work.field("ssn").schema()).isEqualTo(Schema.OPTIONAL_STRING_SCHEMA);
    assertThat(made.field("jobs").schema()).isSameAs(ROW.field("jobs").schema());
  }

  @Test
  void rows_without_a_schema_have_the_same_places() {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("email", "e");
    row.put("work", Map.of("ssn", 1L));
    row.put("jobs", List.of(Map.of("ssn", 2L), Map.of("title", "cook")));
    row.put("named", Map.of("a.b", Map.of("ssn", 3L)));
    Map<String, Object> before = new LinkedHashMap<>(row);
    Marking marking = new Marking();
    RowFields fields = rewrite("email", "work.ssn", "jobs[*].ssn", "named.*.ssn").of(null);
    fields.visit(row, marking);
    Map<?, ?> made = (Map<?, ?>) fields.form(RowRewriteTest::texts).of(row, marking);
    assertThat(marking.places)
        .containsExactly("email", "work.ssn", "jobs[*].ssn", "named.'a.b'.ssn");
    assertThat(made.get("email")).isEqualTo("<e>");
    assertThat(made.get("jobs")).isEqualTo(List.of(Map.of("ssn", "<2>"), Map.of("title", "cook")));
    assertThat(made.get("named")).isEqualTo(Map.of("a.b", Map.of("ssn", "<3>")));
    assertThat(row).isEqualTo(before);
  }

  @Test
  void what_bars_the_way_is_told_in_rows_without_a_schema() {
    Marking marking = new Marking();
    rewrite("id", "jobs[*].ssn")
        .of(null)
        .visit(Map.of("jobs", Arrays.asList("cook", null, Map.of("ssn", 2L))), marking);
    assertThat(marking.blocked).containsExactly(1);
    assertThat(marking.places).containsExactly("jobs[*].ssn");
  }

  @Test
  void a_list_where_another_path_leads_into_a_map_is_told_and_the_other_way_round() {
    RowRewrite both = rewrite("jobs.boss", "jobs[*].ssn");
    Marking map = new Marking();
    both.of(null).visit(Map.of("jobs", Map.of("boss", "Ada", "ssn", 2L)), map);
    assertThat(map.places).containsExactly("jobs.boss");
    assertThat(map.blocked).containsExactly(1);
    Marking list = new Marking();
    both.of(null).visit(Map.of("jobs", List.of(Map.of("ssn", 2L))), list);
    assertThat(list.places).containsExactly("jobs[*].ssn");
    assertThat(list.blocked).containsExactly(0);
  }

  @Test
  void paths_that_lead_nowhere_are_named() {
    assertThat(rewrite("work.*", "emial", "id.x", "jobs.ssn", "named[*].ssn").of(ROW).missing())
        .containsExactly(1, 2, 3, 4);
  }

  @ParameterizedTest
  @CsvSource({
    "email,email",
    "work,work.ssn",
    "*,email",
    "*.ssn,work.ssn",
    "jobs[*],jobs[*].ssn",
    "'work.*','*.ssn'"
  })
  void paths_to_the_same_field_are_refused_with_both_names(String one, String other) {
    assertThatThrownBy(() -> rewrite(one, other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + one + "'")
        .hasMessageContaining("'" + other + "'");
  }

  @Test
  void siblings_come_and_go_with_their_fields() {
    FieldPath ssn = FieldPath.parse("jobs[*].ssn");
    Marking marking = new Marking();
    Struct made =
        marked(
            new RowRewrite(List.of(new RewrittenField(ssn, new Sibling("ssn_index", true)))),
            marking);
    List<Struct> jobs = made.getArray("jobs");
    assertThat(jobs.get(0).get("ssn_index")).isEqualTo("beside <2>");
    assertThat(made.schema().field("jobs").schema().valueSchema().field("ssn_index").schema())
        .isEqualTo(Schema.OPTIONAL_STRING_SCHEMA);
    Struct without =
        marked(
            new RowRewrite(List.of(new RewrittenField(ssn, new Sibling("title", false)))),
            new Marking());
    jobs = without.getArray("jobs");
    assertThat(jobs.get(0).schema().field("title")).isNull();
  }

  @Test
  void siblings_need_the_name_of_one_field() {
    Sibling sibling = new Sibling("index", true);
    assertThatThrownBy(() -> new RewrittenField(FieldPath.parse("jobs[*]"), sibling))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("jobs[*]");
  }

  @Test
  void one_entry_of_a_map_cannot_have_a_schema_of_its_own() {
    RowFields fields = rewrite("named.work.ssn").of(ROW);
    assertThatThrownBy(() -> fields.form(RowRewriteTest::texts))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'named.work.ssn' leads into one entry of a map");
  }
}
