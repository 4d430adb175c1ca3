package org.anabranch.transforms.event;

import java.math.BigDecimal;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** Rows of the page's examples. */
final class Sessions {

  private static final Schema ROW =
      SchemaBuilder.struct()
          .name("aws.public.session.Value")
          .optional()
          .field("id", Schema.INT64_SCHEMA)
          .field("title", Schema.OPTIONAL_STRING_SCHEMA)
          .field("cost", Decimal.builder(2).optional().build())
          .field(
              "seen",
              SchemaBuilder.int64()
                  .name("io.debezium.time.MicroTimestamp")
                  .version(1)
                  .optional()
                  .build())
          .build();

  private Sessions() {}

  static Struct row(@Nullable String title) {
    return new Struct(ROW).put("id", 7L).put("title", title).put("cost", new BigDecimal("12.50"));
  }
}
