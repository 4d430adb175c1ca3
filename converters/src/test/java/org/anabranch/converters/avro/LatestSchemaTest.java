package org.anabranch.converters.avro;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Writing as a schema that somebody else registered; read back by Avro's own library. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LatestSchemaTest {

  private static final Schema ROW =
      SchemaBuilder.struct()
          .name("ns.Row")
          .field("id", Schema.INT32_SCHEMA)
          .field("name", Schema.OPTIONAL_STRING_SCHEMA)
          .build();

  @Test
  void fields_meet_by_name_or_alias_and_those_that_lack_take_the_default() throws IOException {
    String json =
        """
        {'type':'record','name':'Other','fields':[
          {'name':'added','type':{'type':'array','items':'int'},'default':[3]},
          {'name':'called','aliases':['name'],'type':['string','null']},
          {'name':'id','type':'long'}]}
        """;
    assertThat(written(ROW, new Struct(ROW).put("id", 7).put("name", "x"), json))
        .hasToString("{\"added\": [3], \"called\": \"x\", \"id\": 7}");
  }

  @Test
  void a_field_without_a_place_is_named() {
    assertThatThrownBy(
            () -> of(ROW, "{'type':'record','name':'R','fields':[{'name':'id','type':'int'}]}"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("has no field name");
  }

  @Test
  void a_place_without_a_field_or_default_is_named() {
    Schema empty = SchemaBuilder.struct().name("ns.Row").build();
    assertThatThrownBy(
            () -> of(empty, "{'type':'record','name':'R','fields':[{'name':'id','type':'int'}]}"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no field id")
        .hasMessageContaining("default");
  }

  @ParameterizedTest
  @CsvSource({
    "INT64, int", "INT64, float", "INT64, double", "INT32, float", "FLOAT64, float",
    "FLOAT32, int", "BYTES, string", "BOOLEAN, int", "STRING, int", "INT32, string"
  })
  void what_could_lose_something_is_refused_with_the_fields_name(Schema.Type type, String avro) {
    Schema inner = SchemaBuilder.struct().field("x", new SchemaBuilder(type).build()).build();
    Schema outer = SchemaBuilder.struct().field("after", inner).build();
    String json =
        "{'type':'record','name':'E','fields':[{'name':'after','type':{'type':'record','name':'R',"
            + "'fields':[{'name':'x','type':'"
            + avro
            + "'}]}}]}";
    assertThatThrownBy(() -> of(outer, json))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("after.x: ")
        .hasMessageContaining("without loss");
  }

  @ParameterizedTest
  @ValueSource(strings = {"int", "long", "double", "['null','long']", "['string','double','long']"})
  void a_number_is_widened_where_that_is_exact(String type) throws IOException {
    String json = type.startsWith("[") ? type : "'" + type + "'";
    assertThat(((Number) requireNonNull(written(Schema.INT32_SCHEMA, -70_000, json))).longValue())
        .isEqualTo(-70_000);
  }

  @Test
  void a_union_takes_the_branch_of_the_fields_own_type() throws IOException {
    assertThat(written(Schema.INT32_SCHEMA, 3, "['double','int']")).isEqualTo(3);
    assertThat(written(Schema.OPTIONAL_STRING_SCHEMA, null, "['int','null','string']")).isNull();
  }

  @Test
  void a_time_is_written_in_finer_ticks_and_never_in_longer_ones() throws IOException {
    java.util.Date time = Timestamp.toLogical(Timestamp.SCHEMA, 1_700_000_000_123L);
    assertThat(written(Timestamp.SCHEMA, time, "{'type':'long','logicalType':'timestamp-micros'}"))
        .isEqualTo(1_700_000_000_123_000L);
    Schema micros = SchemaBuilder.int64().name("io.debezium.time.MicroTimestamp").build();
    assertThatThrownBy(() -> of(micros, "{'type':'long','logicalType':'timestamp-millis'}"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("longer ticks");
    assertThatThrownBy(() -> of(micros, "{'type':'long','logicalType':'time-micros'}"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("TIMESTAMP cannot be written as a TIME");
  }

  @Test
  void a_decimal_is_written_with_more_digits_and_never_with_fewer() throws IOException {
    String scale3 = "['null',{'type':'bytes','logicalType':'decimal','precision':9,'scale':3}]";
    Object bytes = requireNonNull(written(Decimal.schema(2), new BigDecimal("1.25"), scale3));
    assertThat(new BigInteger(((ByteBuffer) bytes).array()).intValue()).isEqualTo(1250);
    assertThatThrownBy(() -> of(Decimal.schema(4), scale3))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("without loss");
  }

  @Test
  void a_text_that_is_no_symbol_and_a_null_that_may_not_be_are_errors_without_the_value() {
    AvroWriter symbols = of(Schema.STRING_SCHEMA, "{'type':'enum','name':'E','symbols':['A','B']}");
    assertThatThrownBy(() -> symbols.write("pa55word", new AvroOutput()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("symbols")
        .hasMessageNotContaining("pa55word");
    AvroWriter required =
        of(
            ROW,
            "{'type':'record','name':'R','fields':[{'name':'id','type':'int'},"
                + "{'name':'name','type':'string'}]}");
    assertThatThrownBy(() -> required.write(new Struct(ROW).put("id", 1), new AvroOutput()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("name: null");
  }

  @Test
  void values_without_schema_need_their_own_schema() {
    assertThatThrownBy(() -> of(null, "'string'"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("without schema");
    AvroWriter writer = AvroWriter.of(null, new AvroSchemas().toAvro(null));
    assertThatThrownBy(() -> writer.write(Map.of("a", new BigDecimal(1)), new AvroOutput()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("java.math.BigDecimal");
  }

  private static AvroWriter of(@Nullable Schema schema, String json) {
    return AvroWriter.of(schema, parse(json));
  }

  private static org.apache.avro.Schema parse(String json) {
    return AvroSchemas.parser().parse(json.replace('\'', '"'));
  }

  private static @Nullable Object written(Schema schema, @Nullable Object value, String json)
      throws IOException {
    AvroOutput out = new AvroOutput();
    of(schema, json).write(value, out);
    return new GenericDatumReader<>(parse(json))
        .read(null, DecoderFactory.get().binaryDecoder(out.toByteArray(), null));
  }
}
