package org.anabranch.transforms.cipher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.anabranch.records.FormatPage;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TypeCodeTest {

  @Test
  void takes_one_to_three_bytes_for_all_but_complex_types() {
    assertThat(bytesOf(Schema.OPTIONAL_STRING_SCHEMA)).isEqualTo("08");
    assertThat(bytesOf(Date.SCHEMA)).isEqualTo("0a");
    assertThat(bytesOf(Decimal.schema(2))).isEqualTo("0d04");
    assertThat(bytesOf(Decimal.schema(-100))).isEqualTo("0dc701");
    Schema json =
        SchemaBuilder.string().optional().name("io.debezium.data.Json").version(1).build();
    assertThat(bytesOf(json)).isEqualTo("1011");
    assertThat(bytesOf(SchemaBuilder.array(Schema.INT8_SCHEMA).build())).startsWith("7f");
  }

  @Test
  void reads_what_it_wrote() {
    Schema tier = SchemaBuilder.string().name("com.example.Tier").version(3).build();
    assertThat(TypeCode.read(TypeCode.textOf(tier))).isEqualTo(tier);
    assertThat(TypeCode.read(TypeCode.textOf(Schema.OPTIONAL_INT64_SCHEMA)))
        .isEqualTo(Schema.INT64_SCHEMA);
    assertThat(TypeCode.read("iA")).as("0x88, a string without a schema").isNull();
  }

  @Test
  void refuses_what_is_no_code() {
    for (String text : List.of("", "*", "EQ", "CAA", "f_____8P", "fwJ7fQ", "EMg")) {
      assertThatThrownBy(() -> TypeCode.read(text)).as(text).isInstanceOf(DataException.class);
    }
  }

  /** The first code of each row of the page's table, and its type. */
  @Test
  void has_the_codes_of_the_page_and_no_others() {
    Set<String> onPage =
        FormatPage.of("ciphertexts.md").rows("| code |").stream()
            .map(row -> row.get(0) + " " + row.get(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(onPage).isEqualTo(known());
  }

  private static Set<String> known() {
    Set<String> known = new TreeSet<>();
    IntStream.range(0, 0x100).forEach(code -> addSingle(known, code));
    known.add("0d " + Decimal.LOGICAL_NAME);
    known.add("8d decimal without a schema");
    for (DebeziumType type : DebeziumType.values()) {
      known.add("10 " + hex(type.number()) + " " + type.schemaName());
    }
    known.add("7f any other schema");
    return known;
  }

  private static void addSingle(Set<String> known, int code) {
    ValueType type = TypeCodes.single(new byte[] {(byte) code});
    if (type == null) {
      return;
    }
    Schema schema = type.schema();
    String name =
        schema != null
            ? type.toString()
            : code == TypeCodes.TREE
                ? "list or map without a schema"
                : TypeCodes.single(new byte[] {(byte) (code & 0x7f)}) + " without a schema";
    known.add(hex(code) + " " + name);
  }

  private static String hex(int octet) {
    return HexFormat.of().toHexDigits((byte) octet);
  }

  private static String bytesOf(Schema schema) {
    return HexFormat.of().formatHex(Base64.getUrlDecoder().decode(TypeCode.textOf(schema)));
  }
}
