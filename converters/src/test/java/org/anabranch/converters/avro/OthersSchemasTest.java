package org.anabranch.converters.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Values that others wrote, by Avro's own library, and what Confluent's converter makes of them.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OthersSchemasTest {

  private final Confluent confluent = new Confluent();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'long'",
        "{'type':'long','logicalType':'timestamp-millis'}",
        "{'type':'long','logicalType':'timestamp-micros'}",
        "{'type':'long','logicalType':'local-timestamp-millis'}",
        "{'type':'long','logicalType':'time-micros'}",
        "{'type':'long','logicalType':'of-our-own'}",
        "['null','long']",
        "['long','string']",
        "['null','string','long']",
        "['long']"
      })
  void a_number_is_read_as_confluent_reads_it(String json) throws IOException {
    same(json, 1_700_000_000_123L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'int'",
        "{'type':'int','logicalType':'date'}",
        "{'type':'int','logicalType':'time-millis'}",
        "{'type':'int','logicalType':'of-our-own'}",
        "{'type':'int','connect.type':'int8'}"
      })
  void a_small_number_is_read_as_confluent_reads_it(String json) throws IOException {
    same(json, 17);
  }

  @ParameterizedTest
  @ValueSource(strings = {"'string'", "{'type':'string','logicalType':'uuid'}"})
  void a_text_is_read_as_confluent_reads_it(String json) throws IOException {
    same(json, "f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
  }

  @Test
  void an_enum_is_a_text_that_names_its_symbols() throws IOException {
    String json =
        "{'type':'enum','name':'ns.Mood','doc':'how','symbols':['GOOD','BAD'],'default':'BAD'}";
    same(json, new GenericData.EnumSymbol(parse(json), "BAD"));
  }

  @Test
  void a_fixed_type_is_bytes_that_name_their_size() throws IOException {
    String json = "{'type':'fixed','name':'ns.Hash','size':2}";
    same(json, new GenericData.Fixed(parse(json), new byte[] {1, 2}));
  }

  @Test
  void a_decimal_is_a_decimal_even_of_a_fixed_type_and_without_a_scale() throws IOException {
    SchemaAndValue inUnion =
        read(
            "['null',{'type':'bytes','logicalType':'decimal','precision':4,'scale':1}]",
            ByteBuffer.wrap(new byte[] {0x02, 0x0A}));
    assertThat(inUnion.value()).isEqualTo(new BigDecimal("52.2"));
    assertThat(inUnion.schema().parameters())
        .isEqualTo(Map.of("scale", "1", "connect.decimal.precision", "4"));
    String fixed =
        "{'type':'fixed','name':'D','size':3,'logicalType':'decimal','precision':6,'scale':2}";
    SchemaAndValue read =
        read(fixed, new GenericData.Fixed(parse(fixed), new byte[] {-1, -1, (byte) 0x85}));
    assertThat(read.value()).isEqualTo(new BigDecimal("-1.23"));
    assertThat(read.schema().name()).isEqualTo(Decimal.LOGICAL_NAME);
    assertThat(
            read(
                    "['null',{'type':'bytes','logicalType':'decimal','precision':4}]",
                    ByteBuffer.wrap(new byte[] {5}))
                .value())
        .isEqualTo(BigDecimal.valueOf(5));
  }

  @Test
  void a_record_is_read_as_confluent_reads_it_with_its_defaults_and_within_itself()
      throws IOException {
    String json =
        """
        {'type':'record','name':'Row','namespace':'ns','fields':[
          {'name':'a','type':'int','default':5},
          {'name':'b','type':['null','int'],'default':null},
          {'name':'bytes','type':'bytes','default':'\\u00ff\\u0001'},
          {'name':'numbers','type':{'type':'array','items':'long'},'default':[1,2]},
          {'name':'byName','type':{'type':'map','values':'double'},'default':{'x':1.5}},
          {'name':'next','type':['null','Row'],'default':null}]}
        """;
    org.apache.avro.Schema avro = parse(json);
    GenericRecordBuilder row = new GenericRecordBuilder(avro);
    same(json, row.set("next", row.build()).set("a", 6).build());
  }

  @Test
  void the_version_of_the_registry_is_that_of_a_struct_that_says_none() throws IOException {
    String json = "{'type':'record','name':'Row','fields':[]}";
    byte[] bytes = bytes(parse(json), new GenericRecordBuilder(parse(json)).build());
    assertThat(AvroReader.of(parse(json), 7).read(bytes, 0).schema().version()).isEqualTo(7);
    String versioned = json.replace("'fields'", "'connect.version':3,'fields'");
    assertThat(AvroReader.of(parse(versioned), 7).read(bytes, 0).schema().version()).isEqualTo(3);
  }

  /** Which Confluent's converter forgets. */
  @Test
  void an_optional_field_keeps_the_default_that_another_gave_it() {
    Schema schema =
        AvroReader.of(
                parse(
                    "{'type':'record','name':'R','fields':["
                        + "{'name':'c','type':['int','null'],'default':7}]}"),
                null)
            .read(new byte[] {2}, 0)
            .schema();
    assertThat(schema.field("c").schema().defaultValue()).isEqualTo(7);
  }

  @Test
  void a_union_with_a_default_is_a_struct_of_the_first_branch() {
    Schema schema =
        AvroReader.of(
                parse(
                    "{'type':'record','name':'R','fields':[{'name':'u','type':['int','string'],"
                        + "'default':4}]}"),
                null)
            .read(new byte[] {0, 2}, 0)
            .schema();
    Struct value = (Struct) schema.field("u").schema().defaultValue();
    assertThat(value.get("int")).isEqualTo(4);
  }

  @Test
  void null_alone_has_nothing_in_connect() {
    assertThatThrownBy(
            () ->
                AvroReader.of(
                    parse("{'type':'record','name':'R','fields':[{'name':'n','type':'null'}]}"),
                    null))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("n: ");
  }

  private static org.apache.avro.Schema parse(String json) {
    return AvroSchemas.parser().parse(json.replace('\'', '"'));
  }

  private static byte[] bytes(org.apache.avro.Schema avro, Object value) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<>(avro).write(value, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }

  private static SchemaAndValue read(String json, Object value) throws IOException {
    return AvroReader.of(parse(json), null).read(bytes(parse(json), value), 0);
  }

  private void same(String json, Object value) throws IOException {
    SchemaAndValue ours = read(json, value);
    byte[] bytes = bytes(parse(json), value);
    SchemaAndValue theirs = confluent.read(new Confluent.Message(json.replace('\'', '"'), bytes));
    assertThat(ours.schema().name()).isEqualTo(theirs.schema().name());
    assertThat(ours.schema().type()).isEqualTo(theirs.schema().type());
    assertThat(ours.schema().parameters()).isEqualTo(theirs.schema().parameters());
    if (ours.schema().type() == Schema.Type.STRUCT) {
      assertThat(fields(ours)).isEqualTo(fields(theirs));
      for (String field : fields(ours)) {
        Schema our = ours.schema().field(field).schema();
        Schema their = theirs.schema().field(field).schema();
        assertThat(our.type()).as(field).isEqualTo(their.type());
        assertThat(our.isOptional()).as(field).isEqualTo(their.isOptional());
        assertThat(ValueEquality.same(our.defaultValue(), their.defaultValue())).as(field).isTrue();
      }
    }
    assertThat(ValueEquality.same(ours.value(), theirs.value())).isTrue();
  }

  private static List<String> fields(SchemaAndValue of) {
    return of.schema().fields().stream().map(field -> field.name()).toList();
  }
}
