package org.anabranch.converters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.anabranch.converters.registry.SharedRegistry;
import org.anabranch.testkit.http.FaultyProxy;
import org.anabranch.testkit.servers.SchemaRegistryServer;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.storage.Converter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@ExtendWith(SharedRegistry.class)
class AvroContextConverterTest {

  private final SchemaRegistryServer server;
  private final FaultyProxy proxy;
  private final String topic = SharedRegistry.newTopic();

  AvroContextConverterTest(SchemaRegistryServer server) {
    this.server = server;
    proxy = FaultyProxy.before(server.url());
  }

  @AfterEach
  void close() {
    proxy.close();
  }

  private static int id(byte[] bytes) {
    return ByteBuffer.wrap(bytes).getInt(1);
  }

  @Test
  void connect_finds_it() {
    assertThat(ServiceLoader.load(Converter.class))
        .anyMatch(AvroContextConverter.class::isInstance);
    assertThat(new AvroContextConverter().version()).isNotEmpty();
  }

  @Test
  void a_row_comes_back_as_it_was_written() {
    AvroContextConverter values = Orders.values(proxy.url());
    Struct row = Orders.row(Orders.withColumns());
    byte[] bytes = Orders.written(values, topic, row);
    assertThat(bytes[0]).isZero();
    assertThat(values.toConnectData(topic, bytes)).isEqualTo(new SchemaAndValue(row.schema(), row));
    assertThat(Orders.values(proxy.url()).toConnectData(topic, bytes))
        .isEqualTo(new SchemaAndValue(row.schema(), row));
  }

  @Test
  void null_is_null_in_both_directions_and_asks_nobody() {
    AvroContextConverter values = Orders.values(proxy.url());
    assertThat(values.fromConnectData(topic, null, null)).isNull();
    assertThat(values.fromConnectData(topic, Orders.first(), null)).isNull();
    assertThat(values.toConnectData(topic, null)).isEqualTo(SchemaAndValue.NULL);
    assertThat(proxy.requests()).isEmpty();
  }

  @Test
  void values_without_schema_come_back_without_one() {
    AvroContextConverter values = Orders.values(proxy.url());
    Map<String, Object> row = Map.of("id", 7L, "tags", List.of("a", "b"));
    byte[] bytes = values.fromConnectData(topic, null, row);
    assertThat(values.toConnectData(topic, bytes)).isEqualTo(new SchemaAndValue(null, row));
  }

  @Test
  void a_schema_is_registered_once_however_many_records_and_objects_say_it() {
    AvroContextConverter values = Orders.values(proxy.url());
    for (int record = 0; record < 50; record++) {
      Struct row = Orders.row(Orders.first());
      values.toConnectData(topic, Orders.written(values, topic, row));
    }
    assertThat(proxy.requests()).hasSize(2);
    assertThat(proxy.requests().get(0)).contains("/subjects/" + topic + "-value/versions");
    assertThat(proxy.requests().get(1)).contains("fetchMaxId=false").contains(topic + "-value");
  }

  @Test
  void two_versions_at_once_take_turns_without_asking_for_each_record() {
    AvroContextConverter values = Orders.values(proxy.url());
    AvroContextConverter reader = Orders.values(proxy.url());
    Struct before = Orders.row(Orders.first());
    Struct after = Orders.row(Orders.withColumns());
    for (int record = 0; record < 20; record++) {
      for (Struct row : List.of(before, after)) {
        byte[] bytes = Orders.written(values, topic, row);
        assertThat(reader.toConnectData(topic, bytes).value()).isEqualTo(row);
      }
    }
    assertThat(proxy.requests()).hasSize(4);
  }

  @Test
  void keys_and_values_have_subjects_of_their_own_and_strategies_name_others() {
    Struct row = Orders.row(Orders.first());
    Orders.values(proxy.url(), "value.subject.name.strategy", "record")
        .fromConnectData(topic, row.schema(), row);
    Orders.values(proxy.url(), "value.subject.name.strategy", "TopicRecordNameStrategy")
        .fromConnectData(topic, row.schema(), row);
    Orders.keys(proxy.url(), "value.subject.name.strategy", "record")
        .fromConnectData(topic, row.schema(), row);
    assertThat(proxy.requests())
        .satisfiesExactly(
            one -> assertThat(one).contains("/subjects/shop.Order/versions"),
            two -> assertThat(two).contains("/subjects/" + topic + "-shop.Order/versions"),
            three -> assertThat(three).contains("/subjects/" + topic + "-key/versions"));
  }

  @Test
  void a_schema_that_may_not_be_registered_has_to_be_there() {
    Struct row = Orders.row(Orders.first());
    AvroContextConverter lookUp =
        Orders.values(
            proxy.url(), "auto.register.schemas", "false", "missing.id.cache.ttl.sec", "0");
    assertThatThrownBy(() -> Orders.written(lookUp, topic, row))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(topic + "-value")
        .hasMessageContaining("auto.register.schemas=true");
    int id = id(Orders.written(Orders.values(proxy.url()), topic, row));
    assertThat(id(Orders.written(lookUp, topic, row))).isEqualTo(id);
  }

  @Test
  void what_others_wrote_has_the_registrys_version_where_that_is_asked_for() {
    server.register(topic + "-value", "{\"schema\":\"\\\"string\\\"\"}");
    server.register(
        topic + "-value",
        "{\"schema\":\"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"shop.Theirs\\\",\\\"fields\\\":"
            + "[{\\\"name\\\":\\\"id\\\",\\\"type\\\":\\\"long\\\"}]}\"}");
    AvroContextConverter latest =
        Orders.values(
            proxy.url(),
            "auto.register.schemas",
            "false",
            "use.latest.version",
            "true",
            "latest.compatibility.strict",
            "false");
    Schema theirs =
        SchemaBuilder.struct().name("shop.Theirs").field("id", Schema.INT64_SCHEMA).build();
    byte[] bytes = Orders.written(latest, topic, new Struct(theirs).put("id", 7L));
    AvroContextConverter versioned = Orders.values(proxy.url(), "registry.version", "true");
    assertThat(versioned.toConnectData(topic, bytes).schema().version()).isEqualTo(2);
    assertThat(versioned.toConnectData("copy." + topic, bytes).schema().version()).isNull();
    assertThat(latest.toConnectData(topic, bytes).schema().version()).isNull();
    byte[] ours = Orders.written(Orders.values(proxy.url()), topic, Orders.row(Orders.first()));
    assertThat(versioned.toConnectData(topic, ours).schema().version()).isNull();
  }

  @Test
  void records_of_a_copied_topic_are_read_by_their_ids() {
    AvroContextConverter values = Orders.values(proxy.url());
    Struct row = Orders.row(Orders.first());
    byte[] bytes = Orders.written(values, topic, row);
    assertThat(Orders.values(proxy.url()).toConnectData("us-east." + topic, bytes).value())
        .isEqualTo(row);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "00000000", "0100000001aa", "00ffffffffaa", "7b226964223a377d"})
  void bytes_of_another_form_are_refused(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertThatThrownBy(() -> Orders.values(proxy.url()).toConnectData(topic, bytes))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(topic)
        .hasMessageContaining("does not begin with a zero byte");
    assertThat(proxy.requests()).isEmpty();
  }

  @Test
  void bytes_that_are_damaged_are_refused_without_showing_them() {
    AvroContextConverter values = Orders.values(proxy.url());
    Struct row = Orders.row(Orders.first());
    byte[] bytes = Orders.written(values, topic, row);
    byte[] damaged = Arrays.copyOf(bytes, bytes.length - 3);
    assertThatThrownBy(() -> values.toConnectData(topic, damaged))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(topic)
        .hasMessageContaining("schema id " + id(bytes))
        .hasMessageNotContaining("Agatha");
  }

  @Test
  void a_value_that_is_none_of_its_schema_is_refused_without_showing_it() {
    Schema number =
        SchemaBuilder.struct().name("shop.Order").field("id", Schema.INT64_SCHEMA).build();
    Struct row = Orders.row(Orders.first());
    assertThatThrownBy(() -> Orders.values(proxy.url()).fromConnectData(topic, number, row))
        .isInstanceOf(DataException.class)
        .hasMessageNotContaining("Agatha");
  }

  @Test
  void an_id_that_is_not_known_is_refused_and_asked_for_once() {
    AvroContextConverter values = Orders.values(proxy.url());
    byte[] bytes = {0, 0, 9, 9, 9, 2, 4};
    for (int record = 0; record < 5; record++) {
      assertThatThrownBy(() -> values.toConnectData(topic, bytes))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("schema id " + id(bytes))
          .hasMessageContaining(topic);
    }
    assertThat(proxy.requests()).hasSize(1);
  }
}
