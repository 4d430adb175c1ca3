package org.anabranch.testkit.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.anabranch.testkit.http.FaultyProxy;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SchemaRegistryServerTest {

  private final HttpClient client = HttpClient.newHttpClient();

  private String subjects(String url) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(URI.create(url + "/subjects")).build(),
            BodyHandlers.ofString(StandardCharsets.UTF_8))
        .body();
  }

  @Test
  void it_keeps_schemas_until_it_is_closed_and_its_process_ends() throws Exception {
    String url;
    try (SchemaRegistryServer server = SchemaRegistryServer.start();
        FaultyProxy proxy = FaultyProxy.before(server.url())) {
      url = server.url().toString();
      assertThat(subjects(url)).isEqualTo("[]");
      assertThat(server.register("orders-value", "{\"schema\":\"\\\"long\\\"\"}"))
          .contains("\"id\"");
      assertThat(subjects(url)).isEqualTo("[\"orders-value\"]");
      server.setCompatibility("orders-value", "FULL");
      assertThatThrownBy(() -> server.register("orders-value", "{\"schema\":\"\\\"string\\\"\"}"))
          .hasMessageContaining("409");
      assertThat(subjects(proxy.url())).isEqualTo("[\"orders-value\"]");
      proxy.answer(1, 503, Map.of(), "away");
      assertThat(subjects(proxy.url())).isEqualTo("away");
      proxy.closePort();
      assertThatThrownBy(() -> subjects(proxy.url())).isInstanceOf(ConnectException.class);
      proxy.recover();
      assertThat(subjects(proxy.url())).isEqualTo("[\"orders-value\"]");
    }
    assertThatThrownBy(() -> subjects(url)).isInstanceOf(ConnectException.class);
  }
}
