package org.anabranch.testkit.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ServerKindTest {

  @Test
  void is_what_the_setting_says() {
    assertThat(ServerKind.of("embedded")).isEqualTo(ServerKind.EMBEDDED);
    assertThat(ServerKind.of("testcontainers")).isEqualTo(ServerKind.TESTCONTAINERS);
  }

  @Test
  void a_misspelt_setting_is_refused_with_the_choices() {
    assertThatThrownBy(() -> ServerKind.of("docker"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("auto, embedded or testcontainers");
  }
}
