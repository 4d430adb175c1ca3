package org.anabranch.converters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import org.anabranch.converters.registry.IncompatibleSchemaException;
import org.anabranch.converters.registry.SharedRegistry;
import org.anabranch.testkit.http.FaultyProxy;
import org.anabranch.testkit.servers.SchemaRegistryServer;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What docs/converters.md says of tables that change. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@ExtendWith(SharedRegistry.class)
class SchemaEvolutionTest {

  private final SchemaRegistryServer server;
  private final FaultyProxy proxy;
  private final String topic = SharedRegistry.newTopic();

  SchemaEvolutionTest(SchemaRegistryServer server) {
    this.server = server;
    proxy = FaultyProxy.before(server.url());
  }

  @AfterEach
  void close() {
    proxy.close();
  }

  private byte[] written(AvroContextConverter by, Struct row) {
    return Orders.written(by, topic, row);
  }

  private static Struct row(Schema schema) {
    return Orders.row(schema);
  }

  @Test
  void a_new_column_arrives_without_a_restart_and_old_records_are_read_as_they_were() {
    server.setCompatibility(topic + "-value", "FULL");
    AvroContextConverter writer = Orders.values(proxy.url());
    AvroContextConverter reader = Orders.values(proxy.url());
    byte[] before = written(writer, row(Orders.first()));
    assertThat(reader.toConnectData(topic, before).schema()).isEqualTo(Orders.first());
    byte[] after = written(writer, row(Orders.withColumns()));
    assertThat(reader.toConnectData(topic, after).value()).isEqualTo(row(Orders.withColumns()));
    assertThat(reader.toConnectData(topic, before).value()).isEqualTo(row(Orders.first()));
  }

  @Test
  void a_column_that_is_dropped_is_gone_from_new_records_only() {
    server.setCompatibility(topic + "-value", "BACKWARD");
    AvroContextConverter values = Orders.values(proxy.url());
    byte[] before = written(values, row(Orders.withColumns()));
    byte[] after = written(values, row(Orders.first()));
    assertThat(values.toConnectData(topic, before).value()).isEqualTo(row(Orders.withColumns()));
    assertThat(values.toConnectData(topic, after).value()).isEqualTo(row(Orders.first()));
  }

  @Test
  void a_type_that_changes_is_refused_where_readers_could_not_follow_and_passes_elsewhere() {
    AvroContextConverter values = Orders.values(proxy.url());
    written(values, row(Orders.first()));
    server.setCompatibility(topic + "-value", "BACKWARD");
    int before = proxy.requests().size();
    for (int record = 0; record < 5; record++) {
      assertThatThrownBy(() -> written(values, row(Orders.byText())))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("subject '" + topic + "-value'")
          .hasMessageContaining("docs/converters.md")
          .hasMessageNotContaining("Agatha");
    }
    assertThat(Orders.registrations(proxy.requests().subList(before, proxy.requests().size())))
        .hasSize(1);
    server.setCompatibility(topic + "-value", "NONE");
    AvroContextConverter again = Orders.values(proxy.url());
    byte[] bytes = written(again, row(Orders.byText()));
    assertThat(again.toConnectData(topic, bytes).value()).isEqualTo(row(Orders.byText()));
  }

  @Test
  void a_column_that_is_renamed_is_one_that_is_dropped_and_a_new_one() {
    Schema renamed =
        SchemaBuilder.struct()
            .name("shop.Order")
            .field("id", Schema.INT64_SCHEMA)
            .field("article", Schema.STRING_SCHEMA)
            .build();
    Struct row = new Struct(renamed).put("id", 7L).put("article", Orders.SECRET);
    AvroContextConverter full = Orders.values(proxy.url(), "compatibility", "full");
    written(full, row(Orders.first()));
    assertThatThrownBy(() -> written(full, row))
        .isInstanceOf(IncompatibleSchemaException.class)
        .hasMessageContaining("article")
        .hasMessageNotContaining("Agatha");
    AvroContextConverter none = Orders.values(proxy.url());
    assertThat(none.toConnectData(topic, written(none, row)).value()).isEqualTo(row);
  }

  @Test
  void two_producers_of_different_versions_write_side_by_side() {
    server.setCompatibility(topic + "-value", "FULL");
    AvroContextConverter old = Orders.values(proxy.url());
    AvroContextConverter young = Orders.values(proxy.url());
    AvroContextConverter reader = Orders.values(proxy.url());
    int first = ByteBuffer.wrap(written(old, row(Orders.first()))).getInt(1);
    written(young, row(Orders.withColumns()));
    AvroContextConverter restarted = Orders.values(proxy.url());
    byte[] bytes = written(restarted, row(Orders.first()));
    assertThat(ByteBuffer.wrap(bytes).getInt(1)).isEqualTo(first);
    assertThat(reader.toConnectData(topic, bytes).value()).isEqualTo(row(Orders.first()));
  }

  @Test
  void records_are_written_with_the_newest_version_where_that_is_asked_for() {
    written(Orders.values(proxy.url()), row(Orders.withColumns()));
    AvroContextConverter latest =
        Orders.values(proxy.url(), "auto.register.schemas", "false", "use.latest.version", "true");
    Struct read =
        (Struct) latest.toConnectData(topic, written(latest, row(Orders.first()))).value();
    assertThat(read.schema()).isEqualTo(Orders.withColumns());
    assertThat(read.get("item")).isEqualTo(Orders.SECRET);
    assertThat(read.get("note")).isNull();
    assertThat(read.get("price")).isEqualTo(new BigDecimal("0.00"));
    assertThatThrownBy(() -> written(latest, row(Orders.byText())))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("/fields/0/type");
  }

  @ParameterizedTest
  @CsvSource({
    // change, BACKWARD takes it, FULL takes it
    "NEW_NULLABLE, true, true",
    "NEW_WITH_DEFAULT, true, true",
    "NEW_REQUIRED, false, false",
    "DROPPED, true, false",
    "DROPPED_NULLABLE, true, true",
    "RENAMED, false, false",
    "WIDENED, true, false",
    "TYPE_CHANGED, false, false",
  })
  void each_change_is_taken_as_the_page_says(Change change, boolean backward, boolean full) {
    for (String level : List.of("BACKWARD", "FULL")) {
      boolean expected = level.equals("FULL") ? full : backward;
      String decidedThere = topic + "-" + level;
      server.setCompatibility(decidedThere + "-value", level);
      assertThat(isTaken(decidedThere, change, "registry")).as(level).isEqualTo(expected);
      String decidedHere = topic + "-here-" + level;
      assertThat(isTaken(decidedHere, change, level.toLowerCase(Locale.ROOT)))
          .as("compatibility=" + level)
          .isEqualTo(expected);
    }
  }

  private boolean isTaken(String to, Change change, String compatibility) {
    AvroContextConverter values = Orders.values(proxy.url(), "compatibility", compatibility);
    Struct before = new Struct(change.before);
    values.fromConnectData(to, change.before, filled(before));
    try {
      values.fromConnectData(to, change.after, filled(new Struct(change.after)));
      return true;
    } catch (IncompatibleSchemaException refused) {
      return false;
    }
  }

  private static Struct filled(Struct row) {
    for (Field field : row.schema().fields()) {
      Object value =
          switch (field.schema().type()) {
            case INT32 -> 7;
            case INT64 -> 7L;
            default -> Orders.SECRET;
          };
      row.put(field, value);
    }
    return row;
  }

  /** A change of a table, as two versions of its rows. */
  @SuppressWarnings("ImmutableEnumChecker") // Built schemas do not change.
  private enum Change {
    NEW_NULLABLE(of(), of("note", Schema.OPTIONAL_STRING_SCHEMA)),
    NEW_WITH_DEFAULT(of(), of("note", SchemaBuilder.string().defaultValue("none").build())),
    NEW_REQUIRED(of(), of("note", Schema.STRING_SCHEMA)),
    DROPPED(of("note", Schema.STRING_SCHEMA), of()),
    DROPPED_NULLABLE(of("note", Schema.OPTIONAL_STRING_SCHEMA), of()),
    RENAMED(of("note", Schema.STRING_SCHEMA), of("remark", Schema.STRING_SCHEMA)),
    WIDENED(of("count", Schema.INT32_SCHEMA), of("count", Schema.INT64_SCHEMA)),
    TYPE_CHANGED(of("count", Schema.INT32_SCHEMA), of("count", Schema.STRING_SCHEMA));

    private final Schema before;
    private final Schema after;

    Change(Schema before, Schema after) {
      this.before = before;
      this.after = after;
    }

    private static Schema of() {
      return order().build();
    }

    private static Schema of(String column, Schema type) {
      return order().field(column, type).build();
    }

    private static SchemaBuilder order() {
      return SchemaBuilder.struct().name("shop.Order").field("id", Schema.INT64_SCHEMA);
    }
  }
}
