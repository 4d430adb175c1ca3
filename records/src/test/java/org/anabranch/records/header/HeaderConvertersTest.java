package org.anabranch.records.header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.anabranch.model.change.Change;
import org.apache.kafka.connect.converters.ByteArrayConverter;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.storage.HeaderConverter;
import org.apache.kafka.connect.storage.SimpleHeaderConverter;
import org.apache.kafka.connect.storage.StringConverter;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The header through every pair of header converters, straight and with a worker in between that
 * copies topics as MirrorMaker does: it takes the bytes as they are and gives them to its own
 * header converter as bytes. This is the list of docs/formats/headers.md.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HeaderConvertersTest {

  private static final int CHANGES = 40;

  enum Kind {
    SIMPLE,
    STRING,
    JSON_WITH_SCHEMAS,
    JSON,
    BYTES;

    boolean isJson() {
      return this == JSON || this == JSON_WITH_SCHEMAS;
    }

    HeaderConverter converter() {
      HeaderConverter converter =
          switch (this) {
            case SIMPLE -> new SimpleHeaderConverter();
            case STRING -> new StringConverter();
            case JSON, JSON_WITH_SCHEMAS -> new JsonConverter();
            case BYTES -> new ByteArrayConverter();
          };
      converter.configure(
          Map.of("converter.type", "header", "schemas.enable", this == JSON_WITH_SCHEMAS));
      return converter;
    }
  }

  /** A writer, perhaps a copying worker ({@code BYTES} is MirrorMaker's own), and a reader. */
  record Route(Kind writer, List<Kind> copier, Kind reader) {

    /** The last one that put the header into a form of its own. */
    private Kind form() {
      return copier.isEmpty() || copier.get(0) == Kind.BYTES ? writer : copier.get(0);
    }

    boolean destroys() {
      return copier.contains(Kind.STRING);
    }

    /** JsonConverter itself reads nothing but JSON, and with schemas only its own envelope. */
    boolean readerRefuses() {
      return switch (reader) {
        case SIMPLE, STRING, BYTES -> false;
        case JSON_WITH_SCHEMAS -> form() != Kind.JSON_WITH_SCHEMAS;
        case JSON -> !form().isJson();
      };
    }

    byte[] write(Change change) {
      byte[] written =
          writer
              .converter()
              .fromConnectHeader(
                  "topic", ChangeHeader.NAME, Schema.STRING_SCHEMA, ChangeHeader.encode(change));
      for (Kind kind : copier) {
        written =
            kind.converter()
                .fromConnectHeader("topic", ChangeHeader.NAME, Schema.BYTES_SCHEMA, written);
      }
      return written;
    }

    Change read(byte[] written) {
      return ChangeHeader.decode(
          reader.converter().toConnectHeader("topic", ChangeHeader.NAME, written).value());
    }
  }

  static Stream<Route> routes() {
    List<Route> routes = new ArrayList<>();
    for (Kind writer : Kind.values()) {
      for (Kind reader : Kind.values()) {
        if (writer != Kind.BYTES) {
          routes.add(new Route(writer, List.of(), reader));
          for (Kind copier : Kind.values()) {
            routes.add(new Route(writer, List.of(copier), reader));
          }
        }
      }
    }
    return routes.stream();
  }

  @ParameterizedTest
  @MethodSource("routes")
  void survives_or_is_refused_clearly(Route route) {
    for (long seed = 0; seed < CHANGES; seed++) {
      Change change = Changes.ofSeed(seed);
      byte[] written = route.write(change);
      if (route.readerRefuses()) {
        assertThatThrownBy(() -> route.read(written))
            .isInstanceOf(DataException.class)
            .isNotInstanceOf(MalformedHeaderException.class);
      } else if (route.destroys()) {
        assertThatThrownBy(() -> route.read(written))
            .isInstanceOf(MalformedHeaderException.class)
            .hasMessageContaining("destroyed by a StringConverter");
      } else {
        assertThat(route.read(written)).isEqualTo(change);
        Change other = Changes.ofSeed(seed + CHANGES);
        byte[] another = (byte[]) ChangeHeader.encodeLike(written, other);
        assertThat(route.read(another)).isEqualTo(other);
      }
    }
  }

  @Test
  void cannot_be_written_by_a_converter_of_bytes() {
    Route route = new Route(Kind.BYTES, List.of(), Kind.SIMPLE);
    assertThatThrownBy(() -> route.write(Changes.ofSeed(0)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("ByteArrayConverter");
  }

  /** 4 writers × (no copier or one of 5) × 5 readers. */
  @Test
  void tries_every_route() {
    assertThat(routes().distinct()).hasSize(4 * 6 * 5);
    assertThat(routes().filter(route -> !route.readerRefuses() && !route.destroys())).hasSize(78);
  }
}
