package org.anabranch.transforms.encrypt;

import java.util.Map;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.TableName;
import org.anabranch.records.header.ChangeHeader;
import org.anabranch.records.key.CanonicalKey;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
import org.anabranch.transforms.cipher.CiphertextText;
import org.anabranch.transforms.rows.RecordPart;
import org.anabranch.transforms.rows.RecordRows;
import org.anabranch.transforms.rows.ValueShape;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Finds out where rows come from: the header {@code anabranch} names their table, else Debezium's
 * source, else the configuration.
 *
 * <p>Keys are those of changes and of tombstones, which have no source, and must become the same in
 * both: their schema's name names the table, else the configuration, and the source only where
 * neither does.
 */
final class RowOrigins {

  private final RecordPart part;
  private final @Nullable String table;
  private final boolean bindsKey;
  private final String verb;

  /** Mostly rows of the same table come. */
  private volatile @Nullable Named last;

  private record Named(TableName table, String text) {}

  /**
   * Of a transform's rows.
   *
   * @param verb what it does with them, for messages
   */
  RowOrigins(RecordPart part, FieldOptions options, String verb) {
    this.part = part;
    this.table = options.table();
    this.bindsKey = options.bindsKey();
    this.verb = verb;
  }

  /**
   * Of a record that has rows.
   *
   * @param shape of the part that is worked on
   * @throws DataException where nothing names the table, or the key that its rows are bound to
   *     cannot be told
   */
  RowOrigin of(ConnectRecord<?> record, ValueShape shape) {
    boolean stamped = record.headers().lastWithName(ChangeHeader.NAME) != null;
    Change change = stamped ? ChangeHeader.of(record) : null;
    String from = change == null ? tableOf(record, shape) : textOf(change.table());
    return new RowOrigin(record, part, from, bindsKey ? keyOf(record) : null, change);
  }

  private String tableOf(ConnectRecord<?> record, ValueShape shape) {
    TableName named = part == RecordPart.VALUE ? source(shape) : KeySchemaName.table(record);
    if (named == null && part == RecordPart.KEY && table == null) {
      named = source(RecordRows.shape(record.value()));
    }
    if (named != null) {
      return textOf(named);
    }
    if (table == null) {
      throw RowOrigin.refused(
          record,
          part,
          verb,
          (part == RecordPart.KEY
                  ? "neither its header anabranch nor its schema's name nor Debezium's source"
                  : "neither its header anabranch nor Debezium's source")
              + " names its table. Set "
              + FieldOptions.TABLE);
    }
    return table;
  }

  private static @Nullable TableName source(ValueShape shape) {
    return shape instanceof ValueShape.Envelope envelope ? envelope.table() : null;
  }

  private String textOf(TableName named) {
    Named latest = last;
    if (latest == null || !latest.table().equals(named)) {
      latest = new Named(named, named.toString());
      last = latest;
    }
    return latest.text();
  }

  private byte[] keyOf(ConnectRecord<?> record) {
    Object key = record.key();
    if (!(key instanceof Struct || key instanceof Map<?, ?>)) {
      throw RowOrigin.refused(
          record,
          part,
          verb,
          FieldOptions.BIND
              + " is set, and the record's key has no columns. It is a struct or map"
              + " as captures write it; let no transform in front take it apart");
    }
    RecordView columns = RecordViews.of(key);
    if (columns == null) {
      throw new IllegalStateException("A key that is there has a view");
    }
    for (String column : columns.fields()) {
      if (columns.value(column) instanceof String text && CiphertextText.is(text)) {
        throw RowOrigin.refused(
            record,
            part,
            verb,
            "%s is set, and the key's column '%s' is encrypted. Values are encrypted in front of"
                    .formatted(FieldOptions.BIND, column)
                + " keys, and decrypted behind them");
      }
    }
    try {
      return CanonicalKey.of(columns);
    } catch (IllegalArgumentException e) {
      throw RowOrigin.refused(record, part, verb, e.getMessage());
    }
  }
}
