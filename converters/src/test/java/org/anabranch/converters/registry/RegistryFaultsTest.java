package org.anabranch.converters.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.anabranch.testkit.http.FaultyProxy;
import org.anabranch.testkit.servers.SchemaRegistryServer;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A real registry behind a proxy that does what goes wrong. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@ExtendWith(SharedRegistry.class)
class RegistryFaultsTest {

  private static final String ERROR = "{\"error_code\":50001,\"message\":\"Store is away\"}";

  private final FaultyProxy proxy;
  private final FaultyProxy second;
  private final String subject = SharedRegistry.newTopic() + "-value";
  private final Registries.Pauses pauses = new Registries.Pauses();

  RegistryFaultsTest(SchemaRegistryServer server) {
    proxy = FaultyProxy.before(server.url());
    second = FaultyProxy.before(server.url());
  }

  @AfterEach
  void close() {
    proxy.close();
    second.close();
  }

  private SchemaRegistry open(String url, String... options) {
    return Registries.open(pauses, Registries.config(url, options));
  }

  @Test
  void an_error_of_the_servers_is_tried_again_after_pauses_that_double() {
    proxy.answer(3, 500, Map.of(), ERROR);
    try (SchemaRegistry registry = open(proxy.url())) {
      assertThat(registry.register(subject, Registries.ORDER)).isPositive();
    }
    assertThat(pauses.made())
        .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));
  }

  @Test
  void what_fails_more_often_fails_for_now_and_says_what_the_registry_said() {
    proxy.answer(4, 503, Map.of(), ERROR);
    try (SchemaRegistry registry = open(proxy.url())) {
      assertThatThrownBy(() -> registry.register(subject, Registries.ORDER))
          .isInstanceOf(RetriableException.class)
          .hasMessageContaining("503")
          .hasMessageContaining("50001")
          .hasMessageContaining("Store is away")
          .hasMessageContaining("4 times")
          .hasMessageContaining("errors.retry.timeout");
      assertThat(registry.register(subject, Registries.ORDER)).isPositive();
    }
  }

  @Test
  void a_pause_that_the_registry_asks_for_is_kept_up_to_the_longest() {
    proxy.answer(1, 429, Map.of("Retry-After", "7"), "");
    proxy.answer(1, 429, Map.of("Retry-After", "3600"), "");
    proxy.answer(1, 429, Map.of("Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT"), "");
    try (SchemaRegistry registry = open(proxy.url())) {
      assertThat(registry.register(subject, Registries.ORDER)).isPositive();
    }
    assertThat(pauses.made())
        .containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(20), Duration.ofSeconds(4));
  }

  @Test
  void a_registry_that_does_not_answer_in_time_fails_for_now() {
    proxy.beSilent();
    try (SchemaRegistry registry =
        open(
            proxy.url(),
            "http.read.timeout.ms",
            "200",
            "http.connect.timeout.ms",
            "2000",
            "max.retries",
            "0")) {
      assertThatThrownBy(() -> registry.byId(1, null))
          .isInstanceOf(RetriableException.class)
          .hasMessageContaining("did not answer")
          .hasMessageContaining("schema with id 1")
          .hasMessageContaining("Timeout");
    }
  }

  @Test
  void the_next_url_is_asked_at_once_and_the_one_that_works_is_kept() {
    proxy.closePort();
    try (SchemaRegistry registry = open(proxy.url() + "," + second.url())) {
      int id = registry.register(subject, Registries.ORDER);
      proxy.recover();
      assertThat(registry.byId(id, subject)).isEqualTo(Registries.ORDER);
      assertThat(proxy.requests()).isEmpty();
      assertThat(second.requests()).hasSize(2);
      second.closePort();
      assertThat(registry.byId(id, subject)).isEqualTo(Registries.ORDER);
      assertThat(proxy.requests()).hasSize(1);
    }
    assertThat(pauses.made()).isEmpty();
  }

  @Test
  void where_no_url_answers_all_are_told() {
    proxy.closePort();
    second.answer(10, 500, Map.of(), "");
    try (SchemaRegistry registry = open(proxy.url() + "," + second.url(), "max.retries", "0")) {
      assertThatThrownBy(() -> registry.byId(1, null))
          .isInstanceOf(RetriableException.class)
          .hasMessageContaining(proxy.url())
          .hasMessageContaining(second.url());
    }
  }

  @Test
  void credentials_come_from_the_url_the_user_info_or_a_token() {
    proxy.require(RegistryUrl.basic("ada:pass word/1"));
    String withUser = proxy.url().replace("//", "//ada:pass%20word%2F1@");
    register(withUser);
    register(
        proxy.url(),
        "basic.auth.credentials.source",
        "USER_INFO",
        "basic.auth.user.info",
        "ada:pass word/1");
    register(
        proxy.url(),
        "basic.auth.credentials.source",
        "USER_INFO",
        "schema.registry.basic.auth.user.info",
        "ada:pass word/1");
    proxy.require("Bearer token-1");
    register(
        proxy.url(),
        "bearer.auth.credentials.source",
        "STATIC_TOKEN",
        "bearer.auth.token",
        "token-1");
    proxy.require("Special thing");
    register(proxy.url(), "request.header.Authorization", "Special thing");
  }

  private void register(String url, String... options) {
    try (SchemaRegistry registry = open(url, options)) {
      assertThat(registry.register(subject, Registries.ORDER)).isPositive();
    }
  }

  @Test
  void credentials_that_are_refused_are_not_tried_again_and_not_shown() {
    proxy.require(RegistryUrl.basic("ada:right"));
    try (SchemaRegistry registry = open(proxy.url().replace("//", "//ada:wrong@"))) {
      assertThatThrownBy(() -> registry.register(subject, Registries.ORDER))
          .isExactlyInstanceOf(ConnectException.class)
          .hasMessageContaining(proxy.url())
          .hasMessageContaining("401")
          .hasMessageContaining("basic.auth.user.info")
          .hasMessageNotContaining("wrong");
    }
    assertThat(pauses.made()).isEmpty();
    assertThat(proxy.requests()).hasSize(1);
  }

  @Test
  void a_right_that_is_missing_is_an_error_that_says_so() {
    proxy.answer(1, 403, Map.of(), "{\"error_code\":40301,\"message\":\"User is denied\"}");
    try (SchemaRegistry registry = open(proxy.url())) {
      assertThatThrownBy(() -> registry.register(subject, Registries.ORDER))
          .isExactlyInstanceOf(ConnectException.class)
          .hasMessageContaining("forbade")
          .hasMessageContaining("User is denied")
          .hasMessageContaining(subject);
    }
  }

  @Test
  void a_url_that_is_no_registrys_is_an_error_that_says_so() {
    try (SchemaRegistry registry = open(proxy.url().replace("/ccompat/v7", "/nothing"))) {
      assertThatThrownBy(() -> registry.register(subject, Registries.ORDER))
          .isExactlyInstanceOf(ConnectException.class)
          .hasMessageContaining("/apis/ccompat/v7");
    }
    proxy.answer(1, 200, Map.of(), "<html>Welcome</html>");
    try (SchemaRegistry registry = open(proxy.url())) {
      assertThatThrownBy(() -> registry.register(subject, Registries.ORDER))
          .isExactlyInstanceOf(ConnectException.class)
          .hasMessageContaining("no 'id'");
    }
  }

  @Test
  void credentials_do_not_follow_where_an_answer_sends_to() {
    proxy.answer(1, 302, Map.of("Location", second.url() + "/schemas/ids/1"), "");
    try (SchemaRegistry registry = open(proxy.url())) {
      assertThatThrownBy(() -> registry.byId(1, null)).isExactlyInstanceOf(ConnectException.class);
    }
    assertThat(second.requests()).isEmpty();
  }

  @Test
  void requests_go_through_a_proxy_where_one_is_named() {
    URI via = URI.create(second.url());
    try (SchemaRegistry registry =
        open(
            proxy.url(),
            "proxy.host",
            via.getHost(),
            "proxy.port",
            Integer.toString(via.getPort()))) {
      assertThat(registry.register(subject, Registries.ORDER)).isPositive();
    }
    assertThat(second.requests())
        .singleElement()
        .asString()
        .startsWith("POST " + proxy.url() + "/subjects/" + subject);
    assertThat(proxy.requests()).hasSize(1);
  }
}
