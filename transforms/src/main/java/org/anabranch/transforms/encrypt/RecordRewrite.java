package org.anabranch.transforms.encrypt;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.anabranch.records.error.RecordPlace;
import org.anabranch.records.path.FieldPath;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
import org.anabranch.transforms.rows.EnvelopeCopies;
import org.anabranch.transforms.rows.OtherKeys;
import org.anabranch.transforms.rows.RecordPart;
import org.anabranch.transforms.rows.RecordRows;
import org.anabranch.transforms.rows.ValueShape;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;

/**
 * Takes the rows out of records and puts others in their places. What has no rows passes as it is.
 * Records are never altered. Safe for several threads.
 */
final class RecordRewrite {

  /** Makes rows of rows. */
  @FunctionalInterface
  interface RowsChange {

    /**
     * The rows as they go.
     *
     * @throws DataException where they cannot; tells no value
     */
    RowImages of(RowOrigin origin, RowImages rows);
  }

  /** Fields of envelopes and of what else Debezium sends in their manner. */
  private static final Set<String> DEBEZIUMS =
      Set.of(
          "before", "after", "source", "op", "ts_ms", "ts_us", "ts_ns", "transaction", "message");

  private final RecordPart part;
  private final List<FieldPath> paths;

  /** The rows' own columns among them that no message of Debezium's has. */
  private final List<String> columns;

  private final String verb;
  private final RowOrigins origins;
  private final RowsChange change;
  private final EnvelopeCopies envelopes = new EnvelopeCopies();

  /**
   * Of a transform.
   *
   * @param verb what it does with fields, for messages
   */
  RecordRewrite(RecordPart part, FieldOptions options, String verb, RowsChange change) {
    this.part = part;
    this.paths = options.fields().stream().map(EncryptedField::path).toList();
    this.columns =
        paths.stream()
            .map(FieldPath::column)
            .filter(Objects::nonNull)
            .filter(name -> !DEBEZIUMS.contains(name))
            .toList();
    this.verb = verb;
    this.origins = new RowOrigins(part, options, verb);
    this.change = change;
  }

  /**
   * The record as it goes, without headers that tell another row's key where a column of keys is
   * among the fields: in them it would go in clear.
   *
   * @throws DataException where it may not; names its place, and no value
   */
  <R extends ConnectRecord<R>> R of(R record) {
    R made = changed(record);
    boolean touchesKey = part == RecordPart.KEY || OtherKeys.mayHold(record.key(), paths);
    return touchesKey ? OtherKeys.removed(made) : made;
  }

  private <R extends ConnectRecord<R>> R changed(R record) {
    Object value = part.of(record);
    if (value == null) {
      return record;
    }
    if (!(value instanceof Struct || value instanceof Map<?, ?>)) {
      throw RowOrigin.refused(
          record,
          part,
          verb,
          "it has no fields. Put the transform where rows are structs or maps, or leave such topics"
              + " out with a predicate");
    }
    try {
      return rewritten(record, value);
    } catch (ConnectException e) {
      throw e;
    } catch (RuntimeException e) {
      // What others throw may tell values; its class does not.
      throw RowOrigin.refused(
          record, part, verb, "it is not what was expected (" + e.getClass().getName() + ")");
    }
  }

  private <R extends ConnectRecord<R>> R rewritten(R record, Object value) {
    ValueShape shape = shape(record, value);
    if (!(shape instanceof ValueShape.Row || RecordRows.isSurelyNoRow(value))) {
      refuseFieldsBeside(record, value);
    }
    if (shape instanceof ValueShape.NoRow) {
      return record;
    }
    RowOrigin origin = origins.of(record, shape);
    RowImages rows;
    try {
      rows = RowImages.of(shape, part.schemaOf(record));
    } catch (DataException e) {
      throw RowOrigin.refused(record, part, verb, e.getMessage());
    }
    return part.with(record, change.of(origin, rows).in(shape, envelopes));
  }

  /**
   * What looks like Debezium's and has one of the fields where Debezium has none may be a row of
   * somebody else's, and its field would go as it is.
   */
  private void refuseFieldsBeside(ConnectRecord<?> record, Object value) {
    RecordView fields = Objects.requireNonNull(RecordViews.of(value));
    for (String name : columns) {
      if (fields.has(name)) {
        throw RowOrigin.refused(
            record,
            part,
            verb,
            ("it looks like one of Debezium's messages, whose rows are elsewhere, and has a field"
                    + " '%s' itself. Leave such topics out with a predicate, or give its columns"
                    + " other names than Debezium's")
                .formatted(name));
      }
    }
  }

  private ValueShape shape(ConnectRecord<?> record, Object value) {
    try {
      return RecordRows.shape(value);
    } catch (DataException e) {
      throw new DataException(
          "%s. At the %s of %s".formatted(e.getMessage(), part, RecordPlace.of(record)));
    }
  }
}
