package org.anabranch.transforms.cipher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.anabranch.keys.DataKey;
import org.anabranch.keys.KeyPurpose;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BlindIndexTest {

  private final DataKey key = TestKeys.of(KeyPurpose.INDEX);

  @Test
  void is_the_same_for_what_a_database_takes_for_equal() {
    assertThat(of((byte) 7)).isEqualTo(of((short) 7)).isEqualTo(of(7)).isEqualTo(of(7L));
    assertThat(of(new BigDecimal("1.50"))).isEqualTo(of(new BigDecimal("1.5")));
    assertThat(of(1.5f)).isEqualTo(of(1.5));
    assertThat(of(-0.0)).isEqualTo(of(0.0));
  }

  @Test
  void takes_debeziums_decimals_of_variable_scale_for_decimals() {
    Schema schema =
        SchemaBuilder.struct()
            .name("io.debezium.data.VariableScaleDecimal")
            .field("scale", Schema.INT32_SCHEMA)
            .field("value", Schema.BYTES_SCHEMA)
            .build();
    Struct variable = new Struct(schema).put("scale", 2).put("value", new byte[] {125});
    assertThat(of(variable)).isEqualTo(of(new BigDecimal("1.25")));
  }

  @Test
  void depends_on_no_schema_and_on_no_row() {
    Binding row = new Binding("public.customer", "email", new byte[] {1});
    Schema named = SchemaBuilder.string().name("com.example.Mail").optional().build();
    String index = BlindIndex.of(key, "a", Schema.STRING_SCHEMA, TestKeys.EMAIL);
    assertThat(BlindIndex.of(key, "a", null, TestKeys.EMAIL)).isEqualTo(index);
    assertThat(BlindIndex.of(key, "a", named, row)).isEqualTo(index);
    assertThat(index).matches("[A-Za-z0-9_-]{22}");
  }

  @Test
  void differs_by_value_type_field_and_table() {
    List<String> indexes =
        List.of(
            of("7"),
            of(7),
            of(7.0),
            of("8"),
            of(new byte[] {'7'}),
            BlindIndex.of(key, "7", FieldPlace.of("public.customer", "mail")),
            BlindIndex.of(key, "7", FieldPlace.of("public.customers", "email")));
    assertThat(indexes).doesNotHaveDuplicates();
  }

  @Test
  void is_of_single_values_only_and_tells_none() {
    for (Object value : List.of(List.of("Marker"), Map.of("a", "Marker"))) {
      assertThatThrownBy(() -> of(value))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("indexes")
          .hasMessageNotContaining("Marker")
          .hasNoCause();
    }
  }

  @Test
  void takes_keys_for_indexes_only() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                BlindIndex.of(TestKeys.of(Mode.AUTHENTICATED), "Marker", FieldPlace.of("a.b", "c")))
        .withMessageNotContaining("Marker");
  }

  private String of(Object value) {
    return BlindIndex.of(key, value, null, TestKeys.EMAIL);
  }
}
