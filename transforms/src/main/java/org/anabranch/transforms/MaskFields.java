package org.anabranch.transforms;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.anabranch.records.config.PluginVersion;
import org.anabranch.records.error.RecordPlace;
import org.anabranch.records.header.ChangeHeader;
import org.anabranch.records.path.FieldPath;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
import org.anabranch.transforms.MaskFieldsOptions.MaskedField;
import org.anabranch.transforms.mask.FieldType;
import org.anabranch.transforms.rows.EnvelopeCopies;
import org.anabranch.transforms.rows.OtherKeys;
import org.anabranch.transforms.rows.RecordPart;
import org.anabranch.transforms.rows.RecordRows;
import org.anabranch.transforms.rows.RowImage;
import org.anabranch.transforms.rows.ValueShape;
import org.apache.kafka.common.cache.Cache;
import org.apache.kafka.common.cache.LRUCache;
import org.apache.kafka.common.cache.SynchronizedCache;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;

/**
 * Masks fields of rows, at any depth, in Debezium's envelopes and in plain records, with a schema
 * and without. What is no row passes as it is: tombstones, truncates, heartbeats, schema changes,
 * transaction metadata, logical messages. Records and what they hold are never altered, but copied
 * where something is masked.
 *
 * <p>It fails closed: a record is refused ({@link DataException}) in which a path leads nowhere or
 * to a value that its mask cannot mask. No message tells a value.
 *
 * <p>A record of which something was masked is not the change any more that its header {@code
 * anabranch} names, so it goes on without that header: a merge sink refuses it, and a masked value
 * never takes the true one's place in another region. What else may tell values goes with them: the
 * statement that a source quotes ({@code source.query}), and the headers by which Debezium names
 * another row's key.
 */
public abstract class MaskFields<R extends ConnectRecord<R>> implements Transformation<R> {

  private static final int SCHEMAS_MAX = 256;

  private final Cache<Schema, Boolean> checked =
      new SynchronizedCache<>(new LRUCache<>(SCHEMAS_MAX));
  private final EnvelopeCopies envelopes = new EnvelopeCopies();
  private final RecordPart part;
  private MaskFieldsOptions options = new MaskFieldsOptions(List.of(), true);
  private List<FieldPath> paths = List.of();

  private MaskFields(RecordPart part) {
    this.part = part;
  }

  @Override
  public ConfigDef config() {
    return MaskFieldsOptions.definition();
  }

  @Override
  public void configure(Map<String, ?> configuration) {
    options = MaskFieldsOptions.of(configuration);
    paths = options.fields().stream().map(MaskedField::path).toList();
  }

  @Override
  public R apply(R record) {
    R made = masked(record);
    boolean touchesKey = part == RecordPart.KEY || OtherKeys.mayHold(record.key(), paths);
    return touchesKey ? OtherKeys.removed(made) : made;
  }

  private R masked(R record) {
    Object value = part.of(record);
    if (value == null) {
      return record;
    }
    if (!(value instanceof Struct || value instanceof Map<?, ?>)) {
      throw new DataException(
          "The %s at %s has no fields that could be masked. Leave such topics out with a predicate"
              .formatted(part, RecordPlace.of(record)));
    }
    ValueShape shape = RecordRows.shape(value);
    if (shape instanceof ValueShape.Row row) {
      Object masked = masked(row.row(), record);
      return masked == value ? record : with(record, image(masked));
    }
    return shape instanceof ValueShape.Envelope envelope ? images(record, envelope) : record;
  }

  @SuppressWarnings("ReferenceEquality") // An image of which nothing was masked is itself.
  private R images(R record, ValueShape.Envelope envelope) {
    Object before = envelope.before() == null ? null : masked(envelope.before(), record);
    Object after = envelope.after() == null ? null : masked(envelope.after(), record);
    return before == envelope.before() && after == envelope.after()
        ? record
        : with(record, envelopes.of(envelope, image(before), image(after)));
  }

  private static RowImage image(@Nullable Object row) {
    return new RowImage(row, row instanceof Struct struct ? struct.schema() : null);
  }

  private R with(R record, RowImage masked) {
    return part.with(record, masked, withoutVersion(record.headers()));
  }

  private static Headers withoutVersion(Headers headers) {
    return headers.duplicate().remove(ChangeHeader.NAME);
  }

  private Object masked(Object row, R record) {
    if (row instanceof Struct struct) {
      check(struct.schema(), record);
    } else {
      checkPaths(Objects.requireNonNull(RecordViews.of(row)), record);
    }
    Object masked = row;
    for (MaskedField field : options.fields()) {
      masked =
          field
              .path()
              .map(
                  masked,
                  (value, schema) -> value == null ? null : mask(field, value, schema, record));
    }
    return masked;
  }

  private @Nullable Object mask(
      MaskedField field, Object value, @Nullable Schema schema, R record) {
    FieldType type = schema == null ? FieldType.of(value) : FieldType.of(schema);
    String misfit = schema == null ? field.mask().misfit(type) : null;
    if (misfit != null) {
      throw refused(field, misfit, record);
    }
    try {
      return field.mask().of(value, type);
    } catch (IllegalArgumentException e) {
      throw refused(field, String.valueOf(e.getMessage()), record);
    }
  }

  /** Once per schema. */
  private void check(Schema schema, R record) {
    if (checked.get(schema) != null) {
      return;
    }
    for (MaskedField field : options.fields()) {
      List<Schema> found = field.path().schemas(schema);
      if (found.isEmpty()) {
        missed(field, record);
      }
      for (Schema of : found) {
        String misfit = field.mask().misfit(FieldType.of(of));
        if (misfit != null) {
          throw refused(field, misfit, record);
        }
      }
    }
    checked.put(schema, true);
  }

  private void checkPaths(RecordView row, R record) {
    for (MaskedField field : options.fields()) {
      if (field.path().misses(row)) {
        missed(field, record);
      }
    }
  }

  private void missed(MaskedField field, R record) {
    if (options.failsOnMissing()) {
      throw refused(
          field,
          "there is no such field. Mend the path, or set "
              + MaskFieldsOptions.MISSING
              + "=ignore where topics differ",
          record);
    }
  }

  private DataException refused(MaskedField field, String why, R record) {
    return new DataException(
        "The field '%s' of the %s at %s cannot be masked by %s: %s"
            .formatted(field.path(), part, RecordPlace.of(record), field.text(), why));
  }

  @Override
  public String version() {
    return PluginVersion.of(MaskFields.class);
  }

  @Override
  public void close() {}

  /** Of records' keys. */
  public static final class Key<R extends ConnectRecord<R>> extends MaskFields<R> {

    /** Not configured yet. */
    public Key() {
      super(RecordPart.KEY);
    }
  }

  /** Of records' values. */
  public static final class Value<R extends ConnectRecord<R>> extends MaskFields<R> {

    /** Not configured yet. */
    public Value() {
      super(RecordPart.VALUE);
    }
  }
}
