package org.anabranch.transforms;

import static org.anabranch.transforms.DocumentRecords.changed;
import static org.anabranch.transforms.DocumentRecords.envelope;
import static org.anabranch.transforms.DocumentRecords.image;
import static org.anabranch.transforms.DocumentRecords.marked;
import static org.anabranch.transforms.DocumentRecords.record;
import static org.anabranch.transforms.DocumentRecords.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.Operation;
import org.anabranch.records.header.ChangeHeader;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.internals.PluginMetricsImpl;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DropEmbeddingsTest {

  private static final Set<String> OWN = Set.of("embedding", "embedding_model");
  private static final Set<String> LEFT_ALONE =
      Set.of("embedding", "embedding_model", "embedding_stale");

  static DropEmbeddings.Value<SourceRecord> transform(String... options) {
    Map<String, String> configuration =
        new HashMap<>(
            Map.of(
                "embeddings", "assistant.customer.embedding:title body",
                "own.columns", "embedding_model"));
    for (int i = 0; i < options.length; i += 2) {
      configuration.put(options[i], options[i + 1]);
    }
    DropEmbeddings.Value<SourceRecord> transform = new DropEmbeddings.Value<>();
    transform.configure(configuration);
    return transform;
  }

  private static Set<String> unchanged(SourceRecord record) {
    return ChangeHeader.of(record).columns().unchanged();
  }

  private static String descriptor(SourceRecord record) {
    return String.valueOf(record.headers().lastWithName("anabranch.embedding").value());
  }

  @Nested
  class Contract extends TransformationContract {

    private static final String VECTORS =
        "assistant.customer.email:phone,assistant.customer.place:phone,"
            + "assistant.customer.messages:phone,assistant.customer.labels:phone";

    @Override
    Transformation<SourceRecord> subject() {
      return transform("embeddings", VECTORS, "own.columns", "", "stale.column", "");
    }

    @Override
    Transformation<SourceRecord> refusing() {
      return transform("stale.column", "", "own.columns", "");
    }

    @Override
    @Nullable Object part(SourceRecord record) {
      return record.value();
    }

    @Override
    SourceRecord carrying(@Nullable Object part) {
      boolean envelope =
          part instanceof Struct struct
              ? struct.schema().field("op") != null
              : part instanceof Map<?, ?> map && map.containsKey("op");
      Operation operation = envelope ? Operation.UPDATE : Operation.CREATE;
      Change change = CustomerRecords.change(ChangeKind.CHANGE, operation, ColumnMarks.NONE);
      SourceRecord record = SampleRecords.record(null, part);
      record.headers().addString(ChangeHeader.NAME, ChangeHeader.encode(change));
      return record;
    }

    @Override
    boolean keepsSchemas() {
      return false;
    }
  }

  @Test
  void a_new_row_goes_without_its_vector_and_with_its_flag_up() {
    SourceRecord made = transform().apply(changed("c", null, row("text")));
    assertThat(image(made, "after"))
        .containsOnlyKeys("id", "title", "body", "views", "embedding_stale")
        .containsEntry("embedding_stale", true)
        .containsEntry("body", "text");
    assertThat(unchanged(made)).isEqualTo(OWN);
    ((Struct) made.value()).validate();
    assertThat(made.valueSchema()).isEqualTo(((Struct) made.value()).schema());
  }

  @Test
  void a_change_of_the_content_raises_the_flag() {
    SourceRecord made = transform().apply(changed("u", row("text"), row("other")));
    assertThat(image(made, "after")).containsEntry("embedding_stale", true);
    assertThat(image(made, "before"))
        .containsOnlyKeys("id", "title", "body", "views", "embedding_stale")
        .containsEntry("embedding_stale", null);
    assertThat(unchanged(made)).isEqualTo(OWN);
  }

  @Test
  void a_vector_that_was_computed_raises_no_flag_elsewhere_and_goes_nowhere() {
    Struct before = row("text").put("embedding", null).put("embedding_stale", true);
    SourceRecord made = transform().apply(changed("u", before, row("text")));
    assertThat(image(made, "after"))
        .doesNotContainKey("embedding")
        .containsEntry("embedding_stale", null);
    assertThat(image(made, "after")).isEqualTo(image(made, "before"));
    assertThat(unchanged(made)).isEqualTo(LEFT_ALONE);
  }

  @Test
  void a_change_beside_the_content_leaves_the_flag_alone() {
    SourceRecord made = transform().apply(changed("u", row("text"), row("text").put("views", 2L)));
    assertThat(image(made, "after")).containsEntry("views", 2L);
    assertThat(unchanged(made)).isEqualTo(LEFT_ALONE);
  }

  @Test
  void a_delete_tells_no_vector() {
    SourceRecord made = transform().apply(changed("d", row("text"), null));
    assertThat(image(made, "before")).doesNotContainKey("embedding").containsEntry("body", "text");
    assertThat(((Struct) made.value()).get("after")).isNull();
    assertThat(unchanged(made)).isEqualTo(LEFT_ALONE);
    assertThat(made.headers().lastWithName("anabranch.embedding")).isNull();
  }

  @Test
  void rows_of_snapshots_are_new() {
    Change first = CustomerRecords.change(ChangeKind.SNAPSHOT, Operation.READ, ColumnMarks.NONE);
    for (SourceRecord given :
        List.of(changed("r", null, row("text")), record(first, envelope("r", null, row("text"))))) {
      assertThat(image(transform().apply(given), "after"))
          .doesNotContainKey("embedding")
          .containsEntry("embedding_stale", true);
    }
  }

  @Test
  void without_a_schema_the_columns_are_not_there() {
    Change update = CustomerRecords.change(ChangeKind.CHANGE, Operation.UPDATE, ColumnMarks.NONE);
    SourceRecord computed =
        record(update, SampleRecords.plain(envelope("u", row("text"), row("text"))));
    assertThat(image(transform().apply(computed), "after"))
        .isEqualTo(Map.of("id", 7L, "title", "tea", "body", "text", "views", 1L));

    SourceRecord written =
        record(update, SampleRecords.plain(envelope("u", row("text"), row("other"))));
    SourceRecord made = transform().apply(written);
    assertThat(image(made, "after")).containsEntry("embedding_stale", true);
    assertThat(image(made, "before")).doesNotContainKeys("embedding_stale", "embedding");
  }

  @Test
  void model_dimension_and_a_hash_of_the_content_go_as_a_header() {
    SourceRecord given = changed("c", null, row("text"));
    // printf '3:tea4:text' | sha256sum
    String hash = "3a1fc6e02bf94276912be869fceea22a2defe77bce0826d3a89802dad5e2f70f";
    assertThat(descriptor(transform("model.column", "embedding_model").apply(given)))
        .isEqualTo(
            "{\"embedding\":{\"model\":\"e5-large\",\"dimension\":3,\"sha256\":\"" + hash + "\"}}");
    assertThat(descriptor(transform("model", "m2", "content.hash", "none").apply(given)))
        .isEqualTo("{\"embedding\":{\"model\":\"m2\",\"dimension\":3}}");
    Struct none = row("text").put("embedding", null).put("embedding_model", null);
    assertThat(
            descriptor(
                transform("model.column", "embedding_model").apply(changed("c", null, none))))
        .isEqualTo("{\"embedding\":{\"sha256\":\"" + hash + "\"}}");
  }

  @Test
  void what_is_known_of_columns_already_is_kept() {
    ColumnMarks marks =
        new ColumnMarks(
            Set.of("embedding_model"),
            Set.of("body"),
            Set.of("embedding", "title"),
            Set.of("title", "embedding_stale"));
    SourceRecord given = marked("u", row(null), row(null).put("views", 2L), marks);
    SourceRecord made = transform().apply(given);
    assertThat(ChangeHeader.of(made).columns())
        .isEqualTo(
            new ColumnMarks(
                Set.of("embedding_model"),
                Set.of("body", "embedding", "embedding_stale"),
                Set.of("title"),
                Set.of("title")));
    assertThat(descriptor(made)).isEqualTo("{\"embedding\":{\"dimension\":3}}");
  }

  @Test
  void an_update_that_does_not_say_what_the_row_was_is_refused() {
    assertThatThrownBy(() -> transform().apply(changed("u", null, row("text"))))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(
            "ALTER TABLE assistant.customer REPLICA IDENTITY FULL", "topic 'eu.assistant.document'")
        .hasMessageNotContaining("text'");
  }

  @Test
  void a_column_that_is_not_there_is_refused_unless_the_header_says_why() {
    for (String[] wrong :
        new String[][] {
          {"embeddings", "assistant.customer.embeding:body"},
          {"embeddings", "assistant.customer.embedding:text"},
          {"stale.column", "stale"},
          {"own.columns", "model"}
        }) {
      assertThatThrownBy(() -> transform(wrong).apply(changed("c", null, row("text"))))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("no columns [");
    }
    ColumnMarks marks = new ColumnMarks(Set.of("model"), Set.of(), Set.of(), Set.of());
    SourceRecord given = marked("c", null, row("text"), marks);
    assertThat(image(transform("own.columns", "model").apply(given), "after"))
        .doesNotContainKey("embedding");
    assertThatThrownBy(
            () ->
                transform("stale.column", "views", "own.columns", "")
                    .apply(changed("c", null, row("text"))))
        .hasMessageContaining("no boolean");
  }

  @Test
  void what_cannot_be_told_apart_is_refused() {
    Map<String, @Nullable Object> unwrapped = SampleRecords.plain(row("text"));
    assertThatThrownBy(() -> transform().apply(record(null, unwrapped)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("which table");
    assertThatThrownBy(() -> transform().apply(record(null, new byte[] {1})))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no fields");
  }

  @Test
  void other_tables_stubs_and_tombstones_pass() {
    DropEmbeddings.Value<SourceRecord> transform =
        transform("embeddings", "assistant.document.embedding:body");
    SourceRecord other = changed("c", null, row("text"));
    assertThat(transform.apply(other)).isSameAs(other);
    Change delete = CustomerRecords.change(ChangeKind.CHANGE, Operation.DELETE, ColumnMarks.NONE);
    for (SourceRecord given : List.of(record(delete, null), record(delete.asStub(), null))) {
      assertThat(transform().apply(given)).isSameAs(given);
    }
  }

  @Test
  void records_of_other_captures_are_told_by_their_source() {
    SourceRecord given = record(null, envelope("u", row("text"), row("other")));
    SourceRecord made = transform().apply(given);
    assertThat(image(made, "after"))
        .doesNotContainKey("embedding")
        .containsEntry("embedding_stale", true);
    assertThat(made.headers().lastWithName("anabranch")).isNull();
  }

  @Test
  void rows_of_a_table_have_one_schema() {
    DropEmbeddings.Value<SourceRecord> transform = transform();
    Schema schema = transform.apply(changed("c", null, row("text"))).valueSchema();
    for (SourceRecord given :
        List.of(
            changed("u", row("text"), row("other")),
            changed("u", row("text"), row("text")),
            changed("d", row("text"), null))) {
      assertThat(transform.apply(given).valueSchema()).isEqualTo(schema);
    }
  }

  @Test
  void it_counts() throws Exception {
    DropEmbeddings.Value<SourceRecord> transform = transform();
    try (Metrics metrics = new Metrics();
        PluginMetricsImpl plugin = new PluginMetricsImpl(metrics, Map.of())) {
      transform.withPluginMetrics(plugin);
      transform.apply(changed("c", null, row("text")));
      transform.apply(changed("u", row("text"), row("text")));
      Map<String, Object> counts = new HashMap<>();
      metrics.metrics().forEach((name, metric) -> counts.put(name.name(), metric.metricValue()));
      assertThat(counts).containsEntry("dropped-total", 2L).containsEntry("stale-total", 1L);
    }
  }

  @Test
  void wrong_options_are_refused() {
    for (String[] wrong :
        new String[][] {
          {"embeddings", ""},
          {"embeddings", "document.embedding:body"},
          {"embeddings", "a.b.embedding"},
          {"embeddings", "a.b.embedding:embedding"},
          {"embeddings", "a.b.embedding:body,a.b.embedding:title"},
          {"embeddings", "a.b.embedding:embedding_stale"},
          {"own.columns", "title"},
          {"model", "m", "model.column", "embedding_model"},
          {"content.hash", "md5"}
        }) {
      assertThatThrownBy(() -> transform(wrong)).isInstanceOf(ConfigException.class);
    }
  }
}
