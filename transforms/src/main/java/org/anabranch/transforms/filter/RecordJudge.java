package org.anabranch.transforms.filter;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.Operation;
import org.anabranch.model.change.TableName;
import org.anabranch.records.view.RecordView;
import org.anabranch.transforms.policy.PolicyEvaluationException;
import org.anabranch.transforms.policy.Verdict;
import org.anabranch.transforms.rows.RecordRows;
import org.anabranch.transforms.rows.ValueShape;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Says what a policy makes of a record: changes that a capture of ours has named, and any others.
 * It alters no record that it is given, and reads bytes only where the policy depends on the row.
 * Safe for several threads as far as the converters are.
 */
final class RecordJudge {

  private final RecordConverters converters;

  RecordJudge(RecordConverters converters) {
    this.converters = converters;
  }

  /**
   * What a policy makes of a record.
   *
   * @param change what its header says; null where it has none
   * @throws PolicyEvaluationException where a rule has no answer
   * @throws DataException where it cannot be read or altered as the policy says
   * @throws UnavailableKeysException where keys to encrypt with cannot be had
   */
  <R extends ConnectRecord<R>> Outcome<R> of(
      R record, @Nullable Change change, ActivePolicy active) {
    if (change == null) {
      return ofUnnamed(record, active);
    }
    Verdict always = active.policy().unconditional(record.topic(), change.table());
    boolean whole = always instanceof Verdict.Deliver goes && goes.whole();
    // Without a row there is nothing but the key, which goes where all of the row does.
    if (!isOfRow(change) || (record.value() == null && whole)) {
      return always instanceof Verdict.Deliver goes && goes.topic() != null
          ? new Outcome.Altered<>(goes, routed(record, goes.topic()), change.table())
          : new Outcome.Passes<>(List.of());
    }
    if (record.value() == null) {
      return new Outcome.Needless<>(Stubs.of(record, change, active.policy()));
    }
    if (always instanceof Verdict.Deliver goes && goes.whole() && goes.topic() == null) {
      return new Outcome.Passes<>(goes.matched());
    }
    if (always instanceof Verdict.Withhold stays) {
      return withheld(record, change, change.table(), ImageVerdicts.of(stays), active);
    }
    return judged(record, change, converters.value(record), active, always);
  }

  private static boolean isOfRow(Change change) {
    return change.kind().hasRow()
        && change.kind() != ChangeKind.STUB
        && change.operation() != Operation.TRUNCATE;
  }

  private <R extends ConnectRecord<R>> Outcome<R> ofUnnamed(R record, ActivePolicy active) {
    if (record.value() == null) {
      return record.key() == null || active.policy().delivers(record.topic())
          ? new Outcome.Passes<>(List.of())
          : new Outcome.Needless<>(null);
    }
    return judged(record, null, converters.value(record), active, null);
  }

  private <R extends ConnectRecord<R>> Outcome<R> judged(
      R record,
      @Nullable Change change,
      SchemaAndValue value,
      ActivePolicy active,
      @Nullable Verdict always) {
    ValueShape shape = RecordRows.shape(value.value());
    if (shape instanceof ValueShape.NoRow) {
      return noRow(change, value);
    }
    SchemaAndValue key = converters.key(record);
    Subject subject =
        Subject.of(
            record.topic(),
            change,
            key.value(),
            key.schema(),
            shape,
            new HeaderTexts(record.headers()));
    check(active, subject, value.schema());
    ImageVerdicts verdicts =
        always == null ? ImageVerdicts.of(active.policy(), subject) : ImageVerdicts.of(always);
    if (change != null) {
      verdicts = verdicts.orAgain(subject.before(), subject.after());
    }
    if (verdicts instanceof ImageVerdicts.Goes goes) {
      return goes(record, subject, shape, goes, active);
    }
    return withheld(record, change, subject.table(), verdicts, active);
  }

  private static <R extends ConnectRecord<R>> Outcome<R> noRow(
      @Nullable Change change, SchemaAndValue value) {
    boolean fields = value.value() instanceof Struct || value.value() instanceof Map<?, ?>;
    if (change != null || !fields) {
      throw new DataException(
          "Its value is no row that could be judged. Leave such topics out with a predicate, or let"
              + " a rule for the topic deliver all of it");
    }
    return new Outcome.Passes<>(List.of());
  }

  /** Every row has the columns that the rules name, or its header says that they did not come. */
  private static void check(ActivePolicy active, Subject subject, @Nullable Schema value) {
    Schema row = value == null ? null : rowSchema(value, subject.after() != null);
    if (row != null) {
      active.seen(row);
      active
          .policy()
          .check(
              subject.topic(), subject.table(), row, subject.keySchema(), absent(subject.change()));
    }
  }

  private static Set<String> absent(@Nullable Change change) {
    if (change == null) {
      return Set.of();
    }
    Set<String> withheld = change.columns().withheld();
    Set<String> unchanged = change.columns().unchanged();
    if (withheld.isEmpty() || unchanged.isEmpty()) {
      return withheld.isEmpty() ? unchanged : withheld;
    }
    Set<String> both = new HashSet<>(withheld);
    both.addAll(unchanged);
    return both;
  }

  private static @Nullable Schema rowSchema(Schema value, boolean after) {
    if (value.type() != Schema.Type.STRUCT) {
      return null;
    }
    boolean envelope = value.field("op") != null && value.field("after") != null;
    return envelope ? value.field(after ? "after" : "before").schema() : value;
  }

  private static <R extends ConnectRecord<R>> Outcome<R> withheld(
      R record,
      @Nullable Change change,
      @Nullable TableName table,
      ImageVerdicts verdicts,
      ActivePolicy active) {
    // Rows of a first snapshot are in no vector: nobody waits for them.
    R instead =
        change == null || change.kind() == ChangeKind.SNAPSHOT
            ? null
            : Stubs.of(record, change, active.policy());
    return new Outcome.Withheld<>(
        verdicts.matched(),
        instead,
        verdicts instanceof ImageVerdicts.Stays stays ? stays.rule() : null,
        table);
  }

  private <R extends ConnectRecord<R>> Outcome<R> goes(
      R record, Subject subject, ValueShape shape, ImageVerdicts.Goes goes, ActivePolicy active) {
    checkRoute(goes.verdict().topic(), subject, active);
    if (goes.before().keepsAll() && goes.after().keepsAll()) {
      return asItIs(record, subject, goes);
    }
    AlteredImages images =
        new AlteredImages(
            image(shape, true, goes.before(), active), image(shape, false, goes.after(), active));
    return images.whole()
        ? asItIs(record, subject, goes)
        : altered(record, subject, shape, goes.verdict(), images, active);
  }

  private static <R extends ConnectRecord<R>> Outcome<R> asItIs(
      R record, Subject subject, ImageVerdicts.Goes goes) {
    String topic = goes.verdict().topic();
    return topic == null
        ? new Outcome.Passes<>(goes.matched())
        : new Outcome.Altered<>(goes.verdict(), routed(record, topic), subject.table());
  }

  private <R extends ConnectRecord<R>> Outcome<R> altered(
      R record,
      Subject subject,
      ValueShape shape,
      Verdict.Deliver verdict,
      AlteredImages plain,
      ActivePolicy active) {
    if (subject.keyIsNoRow()) {
      throw new DataException(
          "Its key is no row, so nobody can tell whether the policy removes, masks or encrypts a"
              + " part of it. Set "
              + RecordConverters.KEY
              + " to what wrote it, let the key be a row of its columns, or withhold such rows");
    }
    checkKey(subject.key(), plain.before());
    checkKey(subject.key(), plain.after());
    AlteredImages images = active.encryption().of(record, subject.table(), verdict, plain);
    AlteredValue made = AlteredValue.of(shape, images, active.images());
    R altered = AlteredRecords.of(record, subject, made, images, converters);
    return new Outcome.Altered<>(
        verdict,
        verdict.topic() == null ? altered : routed(altered, verdict.topic()),
        subject.table());
  }

  private static @Nullable AlteredImage image(
      ValueShape shape, boolean before, Treatments treatments, ActivePolicy active) {
    Object row = null;
    if (shape instanceof ValueShape.Envelope envelope) {
      row = before ? envelope.before() : envelope.after();
    } else if (shape instanceof ValueShape.Row one && !before) {
      row = one.row();
    }
    return row == null ? null : active.images().of(row, treatments);
  }

  /** Changes of a table travel in one topic, or one would pass another. */
  private static void checkRoute(@Nullable String topic, Subject subject, ActivePolicy active) {
    if (topic != null
        && subject.change() != null
        && active.policy().unconditional(subject.topic(), subject.table()) == null) {
      throw new DataException(
          "The policy routes only some changes of "
              + subject.table()
              + " to another topic, where one would pass the other. Let a rule without a condition"
              + " route all of them");
    }
  }

  private static void checkKey(@Nullable RecordView key, @Nullable AlteredImage image) {
    if (key == null || image == null) {
      return;
    }
    Set<String> touched = new HashSet<>(image.dropped());
    touched.addAll(image.altered());
    for (String column : key.fields()) {
      if (touched.contains(column)) {
        throw new DataException(
            "The policy removes, masks or encrypts the column '"
                + column
                + "', which is the row's key. Withhold such rows, or leave the key as it is");
      }
    }
  }

  private static <R extends ConnectRecord<R>> R routed(R record, @Nullable String topic) {
    return record.newRecord(
        Objects.requireNonNull(topic),
        record.kafkaPartition(),
        record.keySchema(),
        record.key(),
        record.valueSchema(),
        record.value(),
        record.timestamp(),
        record.headers().duplicate());
  }
}
