package org.anabranch.transforms.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.json.JsonConverter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OpenedTest {

  private static final List<String> CLOSED = new ArrayList<>();

  @BeforeEach
  void forget() {
    CLOSED.clear();
  }

  /** Tells when it is closed. */
  public static final class Telling extends JsonConverter {
    @Override
    public void close() {
      CLOSED.add("converter");
      super.close();
    }
  }

  @Test
  void all_is_closed_the_other_way_round_also_where_one_cannot_be() {
    Opened opened = new Opened();
    opened.add(() -> CLOSED.add("first"));
    opened.add(
        () -> {
          throw new ConnectException("second");
        });
    opened.add(() -> CLOSED.add("third"));
    assertThatThrownBy(opened::close).isInstanceOf(ConnectException.class).hasMessage("second");
    assertThat(CLOSED).containsExactly("third", "first");
    opened.close();
    assertThat(CLOSED).hasSize(2);
  }

  @Test
  void a_filter_that_cannot_begin_closes_what_it_opened() {
    Map<String, String> options =
        Map.of(
            "policy",
            "version: 1\nregions: {eu: {}, us: {}}\nrules: []\notherwise: deliver\n",
            "origin.region",
            "eu",
            "destination.region",
            "us",
            "on.error",
            "quarantine",
            "quarantine.topic",
            "kept",
            "quarantine.producer.bootstrap.servers",
            "no port",
            "key.converter",
            JsonConverter.class.getName(),
            "value.converter",
            Telling.class.getName());
    GeoFilterOptions read = GeoFilterOptions.of(options);
    CLOSED.clear();
    assertThatThrownBy(() -> StartedGeoFilter.start(read)).isInstanceOf(ConnectException.class);
    assertThat(CLOSED).containsExactly("converter");
  }
}
