package org.anabranch.sink;

import java.util.Objects;
import java.util.stream.Stream;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.KeyHash;
import org.anabranch.model.change.Operation;
import org.anabranch.records.config.ContextOptions;
import org.anabranch.records.document.DocumentId;
import org.anabranch.records.error.RecordPlace;
import org.anabranch.records.header.ChangeHeader;
import org.anabranch.records.header.MalformedHeaderException;
import org.anabranch.records.header.ManifestHeader;
import org.anabranch.records.key.CanonicalKey;
import org.anabranch.records.key.KeyHasher;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
import org.anabranch.sink.column.TableColumns;
import org.anabranch.sink.document.ArrivalForm;
import org.anabranch.sink.store.Arrival;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads records as changes of members and events of other systems. What is wrong with one is
 * refused or fails, as {@link Rejection} says; nothing is passed over. Not thread-safe.
 */
final class RecordReader {

  /** What Debezium's connector for MongoDB calls the key's only field. */
  private static final String DOCUMENT_KEY = "id";

  private final ContextOptions context;
  private final MergeStrategies strategies;
  private final TruncatePolicy truncates;
  private final Rejection rejection;
  private final KeyHasher hasher;
  private final ExternalEvents events;
  private final ArrivalForm form;

  RecordReader(
      MergeSinkOptions options, Rejection rejection, ExternalEvents events, ArrivalForm form) {
    this.events = events;
    this.form = form;
    this.context = options.context();
    this.strategies = options.strategies();
    this.truncates = options.truncates();
    this.rejection = rejection;
    this.hasher = KeyHasher.withSecret(context.keySecret());
  }

  Reading read(SinkRecord record) {
    RecordPlace place = RecordPlace.of(record);
    if (events.tells(record)) {
      return event(record, place);
    }
    Change change;
    try {
      change = ChangeHeader.of(record);
    } catch (MalformedHeaderException e) {
      return new Reading.Stray(rejection.refuse(place, String.valueOf(e.getMessage())));
    }
    String stranger = whyNotOfThisDeployment(change, place);
    if (stranger != null) {
      return new Reading.Stray(rejection.refuse(place, stranger));
    }
    if (change.operation() == Operation.TRUNCATE && truncates == TruncatePolicy.FAIL) {
      throw new ConnectException(truncated(change, place));
    }
    return new Reading.Understood(formed(arrival(record, change, place)));
  }

  /** An event whose row cannot even be named is refused like what is no change. */
  private Reading event(SinkRecord record, RecordPlace place) {
    try {
      return new Reading.Understood(formed(events.read(record, place)));
    } catch (IllegalArgumentException e) {
      return new Reading.Stray(rejection.refuse(place, String.valueOf(e.getMessage())));
    }
  }

  private Arrival formed(Arrival arrival) {
    if (arrival.refusal() != null) {
      return arrival;
    }
    try {
      return form.of(arrival);
    } catch (IllegalArgumentException e) {
      return rejection.refuse(
          new Arrival(arrival.change(), null, null, arrival.place()),
          String.valueOf(e.getMessage()));
    }
  }

  private @Nullable String whyNotOfThisDeployment(Change change, RecordPlace place) {
    if (!context.members().contains(change.id().origin())) {
      return "The origin "
          + change.id().origin()
          + " is not listed in "
          + ContextOptions.ORIGINS
          + ". List it there, in every connector, or leave its topics out of this sink's";
    }
    if (!context.accepts(change.members())) {
      return "The capture of "
          + change.id().origin()
          + " lists other members in "
          + ContextOptions.ORIGINS
          + " than this sink. Give every connector the same list; while members change, list those"
          + " before in "
          + ContextOptions.PREVIOUS_ORIGINS;
    }
    if (change.lane().of() != context.lanes()) {
      return "The capture deals keys into "
          + change.lane().of()
          + " lanes, this sink expects "
          + context.lanes()
          + ". Give every connector the same "
          + ContextOptions.LANES;
    }
    if (change.lane().number() != place.partition()) {
      return "The change belongs to lane "
          + change.lane().number()
          + ", which is another partition. Topics must keep the partitions that captures chose;"
          + " look for what writes to this topic anew";
    }
    return null;
  }

  private Arrival arrival(SinkRecord record, Change change, RecordPlace place) {
    try {
      checkWhole(record);
      TableColumns columns = strategies.of(change.table()).columns();
      RowImage image = RowImage.of(record, change);
      image.checkTold(columns);
      PartialRows.check(change, columns);
      checkExpired(record, change, columns);
      boolean keyed = change.key() != null && (change.kind() != ChangeKind.STUB || expired(record));
      RecordView key = keyed ? key(record, Objects.requireNonNull(change.key())) : null;
      return new Arrival(
          change,
          key,
          shared(before(image, change, columns), columns),
          shared(image.after(), columns),
          place,
          null);
    } catch (IllegalArgumentException e) {
      return rejection.refuse(
          new Arrival(change, null, null, place), String.valueOf(e.getMessage()));
    }
  }

  /**
   * Whether a stub was made by a transform of this sink, of a row that had expired: a stub in Kafka
   * has no key. With it the row need not be looked for.
   */
  private static boolean expired(SinkRecord stub) {
    return stub.key() != null;
  }

  /**
   * Of a row that is made of several changes nobody knows by one of them whether it has expired.
   */
  private static void checkExpired(
      SinkRecord record, Change change, @Nullable TableColumns columns) {
    if (change.kind() == ChangeKind.STUB && expired(record) && columns != null) {
      throw new IllegalArgumentException(
          ("%s is merged by column, so that its row might stay hidden here although another change"
                  + " has prolonged it. Leave the table out of ExpireContext's ttl.field and"
                  + " ttl.default: the job that deletes what has expired does for it")
              .formatted(change.table()));
    }
  }

  /** A value that stands for another one has no row, and may look like one. */
  private static void checkWhole(SinkRecord record) {
    if (record.value() != null && ManifestHeader.isOn(record)) {
      throw new IllegalArgumentException(
          "Its value lies in parts. Put org.anabranch.transforms.Assemble$Value first among the"
              + " sink's transforms");
    }
  }

  /** What another region has in columns that are each region's own is nobody's business here. */
  private static @Nullable RecordView shared(
      @Nullable RecordView row, @Nullable TableColumns columns) {
    return row == null || columns == null ? row : RecordViews.without(row, columns.own());
  }

  /** Only tables that are merged by column need to know what a change changed. */
  private @Nullable RecordView before(
      RowImage image, Change change, @Nullable TableColumns columns) {
    if (change.kind() == ChangeKind.RECEIPT) {
      return change.id().origin().equals(context.origin()) ? image.before() : null;
    }
    if (columns == null
        || change.kind() != ChangeKind.CHANGE
        || !(change.operation() == Operation.UPDATE || change.operation() == Operation.DELETE)) {
      return null;
    }
    RecordView before = image.before();
    boolean needed = change.operation() == Operation.UPDATE || columns.deletes().overrules();
    if (before == null && needed) {
      throw new IllegalArgumentException(
          ("%s is merged by column, and the record does not say what the row was"
                  + " before. Let no transform drop 'before', and run in %s: ALTER TABLE %s REPLICA"
                  + " IDENTITY FULL; for a collection of MongoDB collMod with"
                  + " changeStreamPreAndPostImages: {enabled: true}")
              .formatted(change.table(), change.id().origin(), change.table()));
    }
    return before;
  }

  /**
   * The key's columns. Those of a struct must hash as the capture said, or rows of two captures
   * would not meet; the columns of a map have lost their order and types, so cannot be checked.
   */
  private RecordView key(SinkRecord record, KeyHash expected) {
    RecordView key = RecordViews.of(record.key());
    if (key == null) {
      throw new IllegalArgumentException(
          "The record has no key. Leave the capture's key in place, and let key.converter be the"
              + " same at both ends");
    }
    RecordView document = documentKey(key, expected);
    if (document != null) {
      return document;
    }
    if (record.key() instanceof Struct && !hasher.hash(CanonicalKey.of(key)).equals(expected)) {
      throw new IllegalArgumentException(
          "The key does not hash as the capture says. Give every connector the same "
              + ContextOptions.KEY_SECRET
              + ", let no transform alter keys, and decrypt those that are encrypted on the way"
              + " (DecryptFields$Key)");
    }
    return key;
  }

  /**
   * The key as that of a document, whose {@code _id} Debezium's connector for MongoDB writes as a
   * text of Extended JSON. The hash tells it from a text that is a key itself: to mean the same, a
   * text in JSON needs quotes. So it tells an ObjectId from one that is a text in tables. Null
   * where it is none.
   */
  private @Nullable RecordView documentKey(RecordView key, KeyHash expected) {
    boolean alone = key.fields().size() == 1 && key.has(DOCUMENT_KEY);
    if (!alone || !(key.value(DOCUMENT_KEY) instanceof String text)) {
      return null;
    }
    return hasher.hash(CanonicalKey.of(key)).equals(expected) ? null : parsed(text, expected);
  }

  private @Nullable RecordView parsed(String text, KeyHash expected) {
    try {
      DocumentId exact = DocumentId.parse(text);
      return Stream.of(exact, exact.withObjectIdAsText())
          .filter(document -> hasher.hash(CanonicalKey.of(document)).equals(expected))
          .findFirst()
          .orElse(null);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static String truncated(Change change, RecordPlace place) {
    return "The table "
        + change.table()
        + " was truncated in "
        + change.id().origin()
        + " ("
        + place
        + "), and "
        + MergeSinkOptions.TRUNCATE_POLICY
        + " is fail. Set it to deletes to remove the rows that "
        + change.id().origin()
        + " had seen, or to ignore to keep them, in every region";
  }
}
