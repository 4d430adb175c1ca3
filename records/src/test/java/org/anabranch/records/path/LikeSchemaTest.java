package org.anabranch.records.path;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LikeSchemaTest {

  private static final Schema ROW =
      SchemaBuilder.struct()
          .name("app.customer.Value")
          .version(3)
          .doc("a customer")
          .parameter("unit", "row")
          .optional()
          .field("id", Schema.INT64_SCHEMA)
          .field("email", Schema.STRING_SCHEMA)
          .field("phone", Schema.OPTIONAL_STRING_SCHEMA)
          .build();

  @Test
  void all_but_the_fields_that_change_stays_as_it_is() {
    Schema made =
        LikeSchema.struct(
            ROW,
            field ->
                switch (field.name()) {
                  case "email" -> Schema.OPTIONAL_BYTES_SCHEMA;
                  case "phone" -> null;
                  default -> field.schema();
                });

    assertThat(made)
        .isEqualTo(
            SchemaBuilder.struct()
                .name("app.customer.Value")
                .version(3)
                .doc("a customer")
                .parameter("unit", "row")
                .optional()
                .field("id", Schema.INT64_SCHEMA)
                .field("email", Schema.OPTIONAL_BYTES_SCHEMA)
                .build());
  }

  @Test
  void where_no_field_changes_it_is_the_same() {
    assertThat(LikeSchema.struct(ROW, field -> field.schema())).isEqualTo(ROW);
  }

  @Test
  void it_may_have_another_name_or_none() {
    assertThat(LikeSchema.struct(ROW, "other", field -> field.schema()).name()).isEqualTo("other");
    assertThat(LikeSchema.struct(ROW, null, field -> field.schema()).name()).isNull();
  }

  @Test
  void what_is_not_said_stays_unsaid() {
    Schema plain = SchemaBuilder.array(Schema.INT32_SCHEMA).build();

    Schema made = LikeSchema.of(plain, SchemaBuilder.array(Schema.INT64_SCHEMA)).build();

    assertThat(made).isEqualTo(SchemaBuilder.array(Schema.INT64_SCHEMA).build());
  }

  @Test
  void a_default_is_left_behind() {
    Schema plain = SchemaBuilder.int32().defaultValue(7).build();

    assertThat(LikeSchema.of(plain, SchemaBuilder.string()).build())
        .isEqualTo(Schema.STRING_SCHEMA);
  }
}
