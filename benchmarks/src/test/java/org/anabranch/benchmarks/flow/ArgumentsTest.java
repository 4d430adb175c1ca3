package org.anabranch.benchmarks.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ArgumentsTest {

  @Test
  void the_beginning_of_a_name_stands_for_all_that_begin_so() {
    assertThat(Arguments.of("sink-throughput").benchmarks())
        .containsExactly("sink-throughput-json", "sink-throughput-avro");
  }

  @Test
  void all_means_every_one() {
    assertThat(Arguments.of("all").benchmarks())
        .isEqualTo(Catalogue.ENTRIES.keySet().stream().toList());
  }

  @Test
  void fewer_rounds_of_the_full_size_can_be_asked_for() {
    assertThat(Arguments.of("latency", "--rounds", "3").scale())
        .isEqualTo(Scale.FULL.withRounds(3));
  }

  @Test
  void a_name_that_nothing_has_is_refused() {
    assertThatThrownBy(() -> Arguments.of("thoroughput"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--list");
  }
}
