package org.anabranch.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.KeyHash;
import org.anabranch.model.change.Operation;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What travels of a row in which the column {@code email} arrives masked. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OwnValuesTest {

  private static final TableName TABLE = new TableName("public", "customer");
  private static final Map<TableName, Set<String>> ALTERED = Map.of(TABLE, Set.of("email", "id"));
  private static final String MASK = "***";
  private static final Schema KEY = SchemaBuilder.struct().field("id", Schema.INT32_SCHEMA).build();
  private static final Schema ROW =
      SchemaBuilder.struct()
          .name("row")
          .optional()
          .field("id", Schema.INT32_SCHEMA)
          .field("name", Schema.OPTIONAL_STRING_SCHEMA)
          .field("email", Schema.OPTIONAL_STRING_SCHEMA)
          .build();
  private static final Schema ENVELOPE =
      SchemaBuilder.struct()
          .name("envelope")
          .version(2)
          .field("before", ROW)
          .field("after", ROW)
          .field("op", Schema.STRING_SCHEMA)
          .build();

  private final OwnValues accepting = new OwnValues(AlteredWrites.ACCEPT);
  private final OwnValues withholding = new OwnValues(AlteredWrites.WITHHOLD);
  private boolean moved;
  private long committedAt = 1;

  private static @Nullable Struct row(String name, @Nullable String email) {
    return new Struct(ROW).put("id", 1).put("name", name).put("email", email);
  }

  private CompletedRow of(
      OwnValues own, Operation operation, @Nullable Struct before, @Nullable Struct after) {
    Struct envelope =
        new Struct(ENVELOPE)
            .put("before", before)
            .put("after", after)
            .put("op", String.valueOf(operation.code()));
    SourceRecord record =
        new SourceRecord(
            Map.of(), Map.of(), "t", 0, KEY, new Struct(KEY).put("id", 1), ENVELOPE, envelope);
    if (moved) {
      record.headers().addString("__debezium.oldkey", "x");
    }
    LocalChange change =
        new LocalChange(
            record,
            new LogEvent.Row(TABLE, operation, false, 1, committedAt),
            new Stamped(new Stamp(1), new Stamp(1), VersionVector.EMPTY),
            false,
            0,
            new KeyHash(1, 1));
    CompletedRow narrowed = own.of(change, CompletedRow.asItCame(envelope), ALTERED);
    assertThat(envelope.schema()).as("what came in is not touched").isSameAs(ENVELOPE);
    return narrowed;
  }

  private static List<String> columns(CompletedRow row, String image) {
    Struct struct = row.value() instanceof Struct envelope ? envelope.getStruct(image) : null;
    return struct == null ? List.of() : struct.schema().fields().stream().map(Field::name).toList();
  }

  private static Schema schema(CompletedRow row) {
    return ((Struct) Objects.requireNonNull(row.value())).schema();
  }

  private static @Nullable Object email(CompletedRow row) {
    return row.value() instanceof Struct envelope ? envelope.getStruct("after").get("email") : null;
  }

  private static void assertLeftOut(CompletedRow row) {
    assertThat(columns(row, "after")).containsExactly("id", "name");
    assertThat(columns(row, "before")).doesNotContain("email");
    assertThat(row.columns())
        .isEqualTo(new ColumnMarks(Set.of(), Set.of("email"), Set.of(), Set.of()));
  }

  @Test
  void a_row_that_is_deleted_and_made_anew_takes_nothing_along_that_nobody_wrote() {
    CompletedRow unused = of(accepting, Operation.DELETE, row("n", MASK), null);
    assertLeftOut(of(accepting, Operation.CREATE, null, row("moved", MASK)));
    CompletedRow next = of(accepting, Operation.CREATE, null, row("another", MASK));
    assertThat(email(next)).as("only the row right after it").isEqualTo(MASK);

    unused = of(accepting, Operation.DELETE, row("n", MASK), null);
    CompletedRow written = of(accepting, Operation.CREATE, null, row("moved", "mine"));
    assertThat(email(written)).isEqualTo("mine");

    unused = of(accepting, Operation.DELETE, row("n", "own"), null);
    committedAt = 2;
    CompletedRow later = of(accepting, Operation.CREATE, null, row("n", "own"));
    assertThat(email(later)).as("in another transaction").isEqualTo("own");
  }

  @Test
  void a_new_row_is_this_regions_own() {
    CompletedRow inserted = of(accepting, Operation.CREATE, null, row("n", "mine"));

    assertThat(email(inserted)).isEqualTo("mine");
    assertThat(inserted.columns()).isEqualTo(ColumnMarks.NONE);
  }

  @Test
  void a_column_that_the_change_left_alone_is_in_neither_image() {
    for (OwnValues own : List.of(accepting, withholding)) {
      assertLeftOut(of(own, Operation.UPDATE, row("n", MASK), row("m", MASK)));
      assertLeftOut(of(own, Operation.UPDATE, row("n", null), row("m", null)));
    }
  }

  @Test
  void a_column_that_an_application_wrote_is_only_in_the_later_image() {
    CompletedRow written = of(accepting, Operation.UPDATE, row("n", MASK), row("n", "mine"));

    assertThat(email(written)).isEqualTo("mine");
    assertThat(columns(written, "before")).containsExactly("id", "name");
    assertThat(written.columns()).isEqualTo(ColumnMarks.NONE);
  }

  @Test
  void or_in_none_where_such_writes_do_not_count() {
    assertLeftOut(of(withholding, Operation.UPDATE, row("n", MASK), row("n", "mine")));
  }

  @Test
  void without_the_row_before_nobody_can_tell_who_wrote_the_column() {
    assertLeftOut(of(accepting, Operation.UPDATE, null, row("n", "mine")));
  }

  @Test
  void a_row_that_is_read_says_nothing_of_the_column() {
    assertLeftOut(of(accepting, Operation.READ, null, row("n", MASK)));
  }

  @Test
  void a_delete_does_not_say_what_the_column_held() {
    CompletedRow deleted = of(accepting, Operation.DELETE, row("n", MASK), null);

    assertThat(columns(deleted, "before")).containsExactly("id", "name");
  }

  @Test
  void a_row_whose_key_changes_takes_along_what_was_written_with_it() {
    of(accepting, Operation.DELETE, row("n", MASK), null);
    moved = true;
    assertLeftOut(of(accepting, Operation.CREATE, null, row("n", MASK)));
    assertLeftOut(of(accepting, Operation.CREATE, null, row("n", "not told before")));

    of(accepting, Operation.DELETE, row("n", null), null);
    assertLeftOut(of(accepting, Operation.CREATE, null, row("n", "perhaps masked")));

    of(accepting, Operation.DELETE, row("n", MASK), null);
    assertThat(email(of(accepting, Operation.CREATE, null, row("n", "mine")))).isEqualTo("mine");
  }

  @Test
  void tables_without_such_columns_are_told_as_they_came_and_schemas_are_made_once() {
    CompletedRow one = of(accepting, Operation.UPDATE, row("n", MASK), row("m", MASK));
    CompletedRow other = of(accepting, Operation.UPDATE, row("o", MASK), row("p", MASK));
    Schema made = schema(one);
    assertThat(schema(other)).isSameAs(made);
    assertThat(made.name()).isEqualTo("envelope");
    assertThat(made.version()).isEqualTo(2);
  }
}
