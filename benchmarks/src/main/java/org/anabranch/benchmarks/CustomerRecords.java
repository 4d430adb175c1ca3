package org.anabranch.benchmarks;

import java.util.Map;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.KeyHash;
import org.anabranch.model.change.Lane;
import org.anabranch.model.change.Operation;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.records.header.ChangeHeader;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.source.SourceRecord;

/** Updates of rows of 20 fields, as Debezium and a capture make them. */
final class CustomerRecords {

  private static final Schema KEY =
      SchemaBuilder.struct().field("customer_id", Schema.STRING_SCHEMA).build();
  private static final Schema ROW = row();
  private static final Schema SOURCE =
      SchemaBuilder.struct()
          .field("schema", Schema.STRING_SCHEMA)
          .field("table", Schema.STRING_SCHEMA)
          .build();
  private static final Schema ENVELOPE =
      SchemaBuilder.struct()
          .name("aws.assistant.customer.Envelope")
          .field("before", ROW)
          .field("after", ROW)
          .field("source", SOURCE)
          .field("op", Schema.STRING_SCHEMA)
          .field("ts_ms", Schema.OPTIONAL_INT64_SCHEMA)
          .build();

  private CustomerRecords() {}

  private static Schema row() {
    SchemaBuilder row =
        SchemaBuilder.struct()
            .optional()
            .field("customer_id", Schema.STRING_SCHEMA)
            .field("country", Schema.OPTIONAL_STRING_SCHEMA)
            .field("state", Schema.OPTIONAL_STRING_SCHEMA)
            .field("email", Schema.OPTIONAL_STRING_SCHEMA)
            .field("phone", Schema.OPTIONAL_STRING_SCHEMA)
            .field("ssn", Schema.OPTIONAL_STRING_SCHEMA)
            .field("born_year", Schema.OPTIONAL_INT32_SCHEMA)
            .field("marketing", Schema.BOOLEAN_SCHEMA)
            .field("sale_opt_out", Schema.BOOLEAN_SCHEMA)
            .field("plan", Schema.STRING_SCHEMA)
            .field("credits", Schema.INT64_SCHEMA);
    for (int i = row.fields().size(); i < 20; i++) {
      row.field("field_" + i, Schema.OPTIONAL_STRING_SCHEMA);
    }
    return row.build();
  }

  private static Struct customer(String country, String note) {
    Struct row =
        new Struct(ROW)
            .put("customer_id", "customer-4711")
            .put("country", country)
            .put("state", "CA")
            .put("email", "customer-4711@example.org")
            .put("phone", "+1 555 0100")
            .put("ssn", "000-00-0000")
            .put("born_year", 1985)
            .put("marketing", true)
            .put("sale_opt_out", false)
            .put("plan", "pro")
            .put("credits", 42L);
    for (int i = 11; i < 19; i++) {
      row.put("field_" + i, "a text of some length " + i);
    }
    row.put("field_19", note);
    return row;
  }

  /** A new record each time, as each record is new to a transform. */
  static SourceRecord update(String country) {
    Struct key = new Struct(KEY).put("customer_id", "customer-4711");
    Struct value =
        new Struct(ENVELOPE)
            .put("before", customer(country, "a note as it was"))
            .put("after", customer(country, "a note as it is"))
            .put("source", new Struct(SOURCE).put("schema", "assistant").put("table", "customer"))
            .put("op", "u")
            .put("ts_ms", 1_760_000_000_000L);
    return new SourceRecord(
        Map.of("server", "aws"),
        Map.of("lsn", 7L),
        "aws.assistant.customer",
        3,
        KEY,
        key,
        ENVELOPE,
        value,
        1_760_000_000_000L,
        new ConnectHeaders().addString(ChangeHeader.NAME, ChangeHeader.encode(change())));
  }

  private static Change change() {
    Origin origin = new Origin("aws-eu-central-1");
    Stamp stamp = Stamp.atMillis(1_760_000_000_000L);
    return new Change(
        ChangeKind.CHANGE,
        new ChangeId(origin, stamp),
        stamp,
        -42,
        new TableName("assistant", "customer"),
        Operation.UPDATE,
        new KeyHash(1, 2),
        new Lane(3, 12),
        VersionVector.of(Map.of(origin, stamp)),
        null,
        123_456_789L,
        1_760_000_000_000_123L,
        ColumnMarks.NONE);
  }
}
