package org.anabranch.transforms.rows;

import java.util.Map;
import java.util.Objects;
import org.anabranch.model.change.TableName;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** Which rows a record's value holds. */
public sealed interface ValueShape {

  /** A value without rows, see {@link RecordRows}. */
  ValueShape NO_ROW = new NoRow();

  /** None. */
  record NoRow() implements ValueShape {}

  /** The value is a row. */
  record Row(Object row) implements ValueShape {}

  /**
   * Debezium's envelope.
   *
   * @param before null where there is none
   * @param after null where there is none
   * @param op Debezium's letter
   * @param source null where there is none
   */
  record Envelope(
      Object value,
      @Nullable Object before,
      @Nullable Object after,
      char op,
      @Nullable RecordView source)
      implements ValueShape {

    /** A receipt's (docs/formats/headers.md); a message of the same letter has no images. */
    private static final char RECEIPT = 'm';

    private static final String ROW_OPERATIONS = "cudr" + RECEIPT;
    private static final char UPDATE = 'u';

    static ValueShape of(Object value) {
      RecordView fields = Objects.requireNonNull(RecordViews.of(value));
      Object before = fields.value("before");
      Object after = fields.value("after");
      String op = String.valueOf(fields.value("op"));
      boolean ofRow = isOfRow(op);
      if (before == null && after == null && !ofRow) {
        return NO_ROW;
      }
      Object source = fields.value("source");
      boolean named = source instanceof Struct || source instanceof Map<?, ?>;
      char letter = ofRow && op.charAt(0) != RECEIPT ? op.charAt(0) : UPDATE;
      return new Envelope(value, before, after, letter, named ? RecordViews.of(source) : null);
    }

    /** Whether a change of this letter has a row. */
    static boolean isOfRow(@Nullable Object op) {
      return op instanceof String letter && letter.length() == 1 && ROW_OPERATIONS.contains(letter);
    }

    /** The table that the source names, by its schema or else its database; null where none. */
    public @Nullable TableName table() {
      return source == null ? null : tableOf(source);
    }

    static @Nullable TableName tableOf(RecordView source) {
      if (!(source.value("table") instanceof String table)) {
        return null;
      }
      Object schema = source.value("schema") == null ? source.value("db") : source.value("schema");
      return schema instanceof String name && !name.isEmpty() && !table.isEmpty()
          ? new TableName(name, table)
          : null;
    }
  }
}
