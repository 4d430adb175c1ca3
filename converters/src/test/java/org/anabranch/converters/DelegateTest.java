package org.anabranch.converters;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.anabranch.converters.registry.SharedRegistry;
import org.anabranch.testkit.servers.SchemaRegistryServer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.storage.Converter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@ExtendWith(SharedRegistry.class)
class DelegateTest {

  /** Confluent's own converter, as it is in public repositories. */
  private static final String CONFLUENTS =
      "org.apache.pulsar.kafka.shade.io.confluent.connect.avro.AvroConverter";

  private final String topic = SharedRegistry.newTopic();

  @Test
  void confluents_converter_does_the_work_where_it_is_named(SchemaRegistryServer server) {
    String url = server.url().toString();
    AvroContextConverter delegating =
        Orders.values(
            url,
            "delegate.class",
            CONFLUENTS,
            "connect.meta.data",
            "true",
            "compatibility",
            "full");
    Struct row = Orders.row(Orders.first());
    byte[] bytes = delegating.fromConnectData(topic, row.schema(), row);
    SchemaAndValue read = Orders.values(url).toConnectData(topic, bytes);
    assertThat(read).isEqualTo(new SchemaAndValue(row.schema(), row));
    assertThat(((Struct) delegating.toConnectData(topic, bytes).value()).get("item"))
        .isEqualTo(Orders.SECRET);
    delegating.close();
  }

  /** Says what it was given. */
  public static final class Recording implements Converter {
    private static final Map<String, Object> CONFIGURATION = new HashMap<>();
    private static @Nullable Headers headers;
    private static boolean isClosed;

    @Override
    public void configure(Map<String, ?> configuration, boolean isKey) {
      CONFIGURATION.putAll(configuration);
      CONFIGURATION.put("isKey", isKey);
    }

    @Override
    public byte[] fromConnectData(String topic, Schema schema, Object value) {
      return new byte[] {1};
    }

    @Override
    public byte[] fromConnectData(String topic, Headers given, Schema schema, Object value) {
      headers = given;
      return new byte[] {2};
    }

    @Override
    public SchemaAndValue toConnectData(String topic, byte[] value) {
      return new SchemaAndValue(Schema.INT32_SCHEMA, value.length);
    }

    @Override
    public void close() {
      isClosed = true;
    }
  }

  @Test
  void it_gets_all_options_but_ours_the_headers_and_the_end() {
    AvroContextConverter keys =
        Orders.keys(
            "http://registry.example",
            "delegate.class",
            Recording.class.getName(),
            "schema.registry.client",
            "http",
            "custom.option",
            "custom");
    assertThat(Recording.CONFIGURATION)
        .containsEntry("schema.registry.url", "http://registry.example")
        .containsEntry("custom.option", "custom")
        .containsEntry("isKey", true)
        .doesNotContainKeys("delegate.class", "schema.registry.client");
    RecordHeaders headers = new RecordHeaders();
    assertThat(keys.fromConnectData(topic, headers, null, 1)).containsExactly(2);
    assertThat(Recording.headers).isSameAs(headers);
    assertThat(keys.fromConnectData(topic, null, 1)).containsExactly(1);
    assertThat(keys.toConnectData(topic, new byte[3]).value()).isEqualTo(3);
    keys.close();
    assertThat(Recording.isClosed).isTrue();
  }
}
