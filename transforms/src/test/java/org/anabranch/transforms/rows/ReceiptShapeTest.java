package org.anabranch.transforms.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A receipt has the letter of Debezium's messages and the form of its changes. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReceiptShapeTest {

  private static final Schema ENVELOPE =
      SchemaBuilder.struct()
          .name("here.shop.notes.Envelope")
          .field("before", Schema.OPTIONAL_STRING_SCHEMA)
          .field("after", Schema.OPTIONAL_STRING_SCHEMA)
          .field("op", Schema.STRING_SCHEMA)
          .build();

  private static Object struct(@Nullable String image) {
    return new Struct(ENVELOPE).put("before", image).put("after", image).put("op", "m");
  }

  private static Object map(@Nullable String image) {
    Map<String, Object> map = new HashMap<>(Map.of("op", "m", "source", Map.of(), "ts_ms", 1L));
    map.put("before", image);
    map.put("after", image);
    return map;
  }

  static Stream<Named<Function<@Nullable String, Object>>> values() {
    return Stream.of(
        Named.of("with a schema", ReceiptShapeTest::struct),
        Named.of("without", ReceiptShapeTest::map));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("values")
  void it_has_the_images_of_a_row_and_may_have_none(Function<@Nullable String, Object> value) {
    assertThat(RecordRows.shape(value.apply("{}")))
        .isInstanceOfSatisfying(
            ValueShape.Envelope.class,
            envelope -> {
              assertThat(envelope.before()).isEqualTo("{}");
              assertThat(envelope.after()).isEqualTo("{}");
              assertThat(envelope.op()).isEqualTo('u');
            });
    assertThat(RecordRows.shape(value.apply(null))).isInstanceOf(ValueShape.Envelope.class);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("messages")
  void a_message_is_still_of_no_row(Object message) {
    assertThat(RecordRows.shape(message)).isEqualTo(ValueShape.NO_ROW);
  }

  static Stream<Object> messages() {
    Schema schema =
        SchemaBuilder.struct()
            .name("io.debezium.connector.postgresql.MessageValue")
            .field("op", Schema.STRING_SCHEMA)
            .build();
    return Stream.of(
        new Struct(schema).put("op", "m"),
        Map.of("op", "m", "source", Map.of(), "ts_ms", 1L, "message", Map.of()));
  }
}
