package org.anabranch.converters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.anabranch.converters.registry.SharedRegistry;
import org.anabranch.testkit.http.FaultyProxy;
import org.anabranch.testkit.servers.SchemaRegistryServer;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@ExtendWith(SharedRegistry.class)
class RegistryOutageTest {

  private final FaultyProxy proxy;
  private final String topic = SharedRegistry.newTopic();
  private final Struct row = Orders.row(Orders.first());
  private final Struct newer = Orders.row(Orders.withColumns());

  RegistryOutageTest(SchemaRegistryServer server) {
    proxy = FaultyProxy.before(server.url());
  }

  @AfterEach
  void close() {
    proxy.close();
  }

  private byte[] written(AvroContextConverter by, Struct what) {
    return Orders.written(by, topic, what);
  }

  @Test
  void a_registry_that_is_down_at_the_start_is_waited_for() {
    proxy.closePort();
    AvroContextConverter values = Orders.values(proxy.url());
    assertThatThrownBy(() -> written(values, row))
        .isInstanceOf(RetriableException.class)
        .hasMessageContaining(proxy.url())
        .hasMessageContaining(topic)
        .hasMessageContaining("errors.retry.timeout")
        .hasMessageNotContaining("Agatha");
    proxy.recover();
    byte[] bytes = written(values, row);
    proxy.closePort();
    AvroContextConverter reader = Orders.values(proxy.url());
    assertThatThrownBy(() -> reader.toConnectData(topic, bytes))
        .isInstanceOf(RetriableException.class);
    proxy.recover();
    assertThat(reader.toConnectData(topic, bytes).value()).isEqualTo(row);
  }

  @Test
  void schemas_that_are_known_flow_on_in_both_directions_while_it_is_down() {
    AvroContextConverter values = Orders.values(proxy.url());
    values.toConnectData(topic, written(values, row));
    proxy.closePort();
    for (int record = 0; record < 3; record++) {
      Struct again = Orders.row(Orders.first());
      assertThat(values.toConnectData(topic, written(values, again)).value()).isEqualTo(again);
    }
    assertThatThrownBy(() -> written(values, newer)).isInstanceOf(RetriableException.class);
    proxy.recover();
    assertThat(values.toConnectData(topic, written(values, newer)).value()).isEqualTo(newer);
  }

  @Test
  void a_registry_that_is_slow_fails_for_now_and_then_is_heard() {
    AvroContextConverter values =
        Orders.values(
            proxy.url(), "http.read.timeout.ms", "100", "http.connect.timeout.ms", "2000");
    proxy.beSilent();
    assertThatThrownBy(() -> written(values, row))
        .isInstanceOf(RetriableException.class)
        .hasMessageContaining("did not answer");
    proxy.recover();
    AvroContextConverter patient = Orders.values(proxy.url());
    assertThat(patient.toConnectData(topic, written(patient, row)).value()).isEqualTo(row);
  }

  @Test
  void credentials_that_are_wrong_end_the_task_and_are_not_shown() {
    proxy.require("Bearer right");
    AvroContextConverter values =
        Orders.values(
            proxy.url(),
            "bearer.auth.credentials.source",
            "STATIC_TOKEN",
            "bearer.auth.token",
            "wrong-1");
    assertThatThrownBy(() -> written(values, row))
        .isExactlyInstanceOf(ConnectException.class)
        .hasMessageContaining("credentials")
        .hasMessageNotContaining("wrong-1")
        .hasMessageNotContaining("Agatha");
  }

  @Test
  void the_newest_version_that_cannot_be_asked_for_again_is_used_on() {
    int id = ByteBuffer.wrap(written(Orders.values(proxy.url()), newer)).getInt(1);
    AvroContextConverter latest =
        Orders.values(
            proxy.url(),
            "auto.register.schemas",
            "false",
            "use.latest.version",
            "true",
            "latest.cache.ttl.sec",
            "0");
    assertThat(ByteBuffer.wrap(written(latest, row)).getInt(1)).isEqualTo(id);
    proxy.closePort();
    assertThat(ByteBuffer.wrap(written(latest, row)).getInt(1)).isEqualTo(id);
  }
}
