package org.anabranch.model.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OriginTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "aws-us-east-1", "GCP_eu", "9", "x123456789_123456789-123456789"})
  void takes_letters_digits_dashes_and_underscores(String name) {
    assertThat(new Origin(name).name()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-a", "_a", "a.b", "a b", "ä", "a\n", "a,b", "٣"})
  void refuses_other_names(String name) {
    assertThatThrownBy(() -> new Origin(name)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void takes_64_characters_and_no_more() {
    assertThat(new Origin("x".repeat(64)).name()).hasSize(64);
    assertThatThrownBy(() -> new Origin("x".repeat(65)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** The order of {@code LC_ALL=C sort}. */
  @Test
  void orders_by_the_bytes_of_the_name() {
    List<String> sorted =
        Stream.of("b", "a", "B", "a-b", "a1", "a_b", "A")
            .map(Origin::new)
            .sorted()
            .map(Origin::name)
            .toList();
    assertThat(sorted).containsExactly("A", "B", "a", "a-b", "a1", "a_b", "b");
  }
}
