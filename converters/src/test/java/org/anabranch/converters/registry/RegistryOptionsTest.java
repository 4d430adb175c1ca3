package org.anabranch.converters.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RegistryOptionsTest {

  private static final String URL = "http://registry.example:8081";

  private static RegistryOptions of(String url, String... others) {
    return RegistryOptions.of(Registries.config(url, others));
  }

  @Test
  void urls_lose_user_info_and_the_slash_at_their_ends() {
    assertThat(of("https://a:b@one.example/apis/ccompat/v7/, http://two.example:81").urls())
        .extracting(RegistryUrl::toString)
        .containsExactly("https://one.example/apis/ccompat/v7", "http://two.example:81");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "registry:8081",
        "ftp://ada:secret@registry",
        "mock://ada:secret@scope",
        "http://ada:sec ret@registry",
        "http://ada:secret@registry?x=1",
      })
  void what_is_no_url_is_refused_without_showing_it(String url) {
    assertThatThrownBy(() -> of(url))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("schema.registry.url")
        .hasMessageNotContaining("secret")
        .hasMessageNotContaining("sec ret");
  }

  @Test
  void secrets_are_in_no_text() {
    RegistryOptions options =
        of(
            URL,
            "basic.auth.credentials.source",
            "USER_INFO",
            "basic.auth.user.info",
            "ada:secret",
            "request.header.X-Key",
            "secret");
    assertThat(options.toString()).doesNotContain("secret").contains(URL);
    assertThat(options.credentials().toString()).doesNotContain("secret");
    assertThat(of(URL.replace("//", "//ada:secret@")).toString()).doesNotContain("secret");
  }

  @Test
  void credentials_that_would_not_be_used_are_refused() {
    refused("USER_INFO", "basic.auth.user.info", "ada:secret");
    refused("STATIC_TOKEN", "bearer.auth.token", "secret");
    refused("<user>:<password>", "basic.auth.credentials.source", "USER_INFO");
    refused("bearer.auth.token", "bearer.auth.credentials.source", "STATIC_TOKEN");
    refused("Confluent's client", "basic.auth.credentials.source", "SASL_INHERIT");
    refused("Confluent's client", "bearer.auth.credentials.source", "OAUTHBEARER");
    assertThatThrownBy(
            () ->
                of(
                    URL.replace("//", "//ada:secret@"),
                    "bearer.auth.credentials.source",
                    "STATIC_TOKEN",
                    "bearer.auth.token",
                    "token"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("user info out of schema.registry.url")
        .hasMessageNotContaining("secret");
  }

  private static void refused(String says, String option, String value) {
    assertThatThrownBy(() -> of(URL, option, value))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(says)
        .hasMessageContaining(option)
        .hasMessageNotContaining("secret");
  }

  @Test
  void headers_that_cannot_be_set_are_refused() {
    refused("no header", "request.header.Host", "elsewhere");
    refused("no header", "request.header.a b", "c");
  }

  @Test
  void a_proxy_has_a_host_and_a_port() {
    assertThat(of(URL, "proxy.host", "proxy.example", "proxy.port", "3128").proxy()).isNotNull();
    assertThatThrownBy(() -> of(URL, "proxy.host", "proxy.example"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("proxy.port");
  }

  @Test
  void the_newest_version_and_registering_exclude_each_other() {
    assertThatThrownBy(
            () ->
                SchemaChoice.of(
                    Registries.config(URL, "use.latest.version", "true"), Registries.http(URL)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("auto.register.schemas");
  }
}
