package org.anabranch.transforms.filter;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.anabranch.keys.DataKeys;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.TableName;
import org.anabranch.records.error.RecordPlace;
import org.anabranch.records.header.ChangeHeader;
import org.anabranch.records.header.MalformedHeaderException;
import org.anabranch.transforms.audit.AuditEntry;
import org.anabranch.transforms.audit.AuditEntry.Decision;
import org.anabranch.transforms.audit.AuditRecord;
import org.anabranch.transforms.audit.AuditTopic;
import org.anabranch.transforms.audit.AuditTrail;
import org.anabranch.transforms.lifecycle.StartedTransform;
import org.anabranch.transforms.policy.Alteration;
import org.anabranch.transforms.policy.PolicyEvaluationException;
import org.anabranch.transforms.policy.RuleName;
import org.anabranch.transforms.policy.Verdict;
import org.anabranch.transforms.rows.OtherKeys;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * Judges records, counts what was decided, keeps it in the audit and lets go what may. Safe for
 * several threads as far as the converters are.
 */
public final class StartedGeoFilter implements StartedTransform {

  private final GeoFilterOptions options;
  private final FilterCounts counts = new FilterCounts();
  private final FollowedConsents consents;
  private final PolicySource policies;
  private final RecordJudge judge;
  private final AuditTrail audit;
  private final @Nullable Quarantine quarantine;
  private final FilterLog log;
  private final Opened opened;

  /**
   * @param opened takes what this opens
   */
  private StartedGeoFilter(
      GeoFilterOptions options,
      Supplier<AuditTrail> trail,
      Function<Map<String, ?>, DataKeys> keys,
      LongSupplier nanos,
      Opened opened) {
    this.options = options;
    this.opened = opened;
    this.consents = new FollowedConsents(options.consents());
    opened.add(consents::close);
    FilterKeys filterKeys = new FilterKeys(options.encryption(), keys);
    opened.add(filterKeys::close);
    // In a dry run all goes on as it came, so no key is made for it.
    this.policies =
        options
            .policy()
            .source(counts, consents, options.dryRun() ? EncryptionSource.NONE : filterKeys);
    RecordConverters converters = RecordConverters.of(options.converters());
    opened.add(converters::close);
    this.judge = new RecordJudge(converters);
    this.log = new FilterLog(counts, options.dryRun(), nanos);
    this.quarantine =
        options.quarantine() == null ? null : Quarantine.open(options.quarantine(), converters);
    if (quarantine != null) {
      opened.add(quarantine::close);
    }
    this.audit = trail.get();
    opened.add(audit::close);
  }

  /**
   * Begins with these options.
   *
   * @throws ConfigException where they are wrong
   * @throws ConnectException where a client of Kafka cannot be made of them
   */
  public static StartedGeoFilter start(GeoFilterOptions options) {
    return start(options, FilterKeys::configured);
  }

  /**
   * The same with keys from elsewhere.
   *
   * @param keys opens the keys of a configuration, in which {@code key.name} is theirs
   */
  public static StartedGeoFilter start(
      GeoFilterOptions options, Function<Map<String, ?>, DataKeys> keys) {
    return start(options, () -> audit(options), keys);
  }

  /** The same with another audit. */
  static StartedGeoFilter start(
      GeoFilterOptions options,
      Supplier<AuditTrail> audit,
      Function<Map<String, ?>, DataKeys> keys) {
    Opened opened = new Opened();
    try {
      return new StartedGeoFilter(options, audit, keys, System::nanoTime, opened);
    } catch (RuntimeException e) {
      opened.closeAfter(e);
      throw e;
    }
  }

  private static AuditTrail audit(GeoFilterOptions options) {
    return options.audit() == null
        ? AuditTrail.NONE
        : AuditTopic.open(
            options.audit(),
            new AuditRecord.Direction(
                options.policy().scope().origin(), options.policy().scope().destination()),
            Clock.systemUTC());
  }

  @Override
  public void publish(PluginMetrics metrics) {
    counts.publish(metrics, () -> policies.current().neverMatched().size());
  }

  /**
   * What goes on of a record; null where nothing does. In a dry run that is always the record.
   *
   * @throws MalformedHeaderException where it has a header that cannot be read, whatever {@code
   *     on.error} says: no stub can be made of it, and what is dropped would be missed for ever
   * @throws DataException where it cannot be judged, and {@code on.error} is fail
   * @throws ConnectException where consents could not be read, or keys could not be had, of which
   *     what passes is retriable; also in a dry run, where a decision or a record could not be
   *     kept, this one or one before
   */
  @Override
  public <R extends ConnectRecord<R>> @Nullable R apply(R record) {
    audit.check();
    ActivePolicy active = policies.current();
    log.look(active);
    Change change;
    try {
      change = change(record);
    } catch (MalformedHeaderException e) {
      if (options.dryRun()) {
        return failed(record, null, active, message(e));
      }
      throw e;
    }
    Outcome<R> outcome;
    try {
      outcome = judge.of(record, change, active);
    } catch (UnavailableKeysException e) {
      throw e.why();
    } catch (RuntimeException e) {
      ConnectException unread = consents.unread();
      if (!options.dryRun()) {
        if (unread != null) {
          throw unread;
        }
        if (e instanceof RetriableException) {
          // As of a converter whose registry is away: that says nothing of the record.
          throw e;
        }
      }
      return failed(record, change, active, unread == null ? message(e) : unread.getMessage());
    }
    R goes = done(record, change, active, outcome);
    if (options.dryRun()) {
      return record;
    }
    return goes == null ? null : OtherKeys.removed(goes);
  }

  private static @Nullable Change change(ConnectRecord<?> record) {
    return record.headers().lastWithName(ChangeHeader.NAME) == null
        ? null
        : ChangeHeader.of(record);
  }

  private <R extends ConnectRecord<R>> @Nullable R done(
      R record, @Nullable Change change, ActivePolicy active, Outcome<R> outcome) {
    active.matched(outcome.matched());
    if (outcome instanceof Outcome.Withheld<R> withheld) {
      countWithheld(active, withheld.rule());
      note(Decision.WITHHELD, record, change, withheld.table(), active, withheld.matched(), null);
      return withheld.instead();
    }
    if (outcome instanceof Outcome.Altered<R> altered) {
      Verdict.Deliver verdict = altered.verdict();
      // What is only sent to another topic is whole.
      if (altered.made().value() != record.value()) {
        verdict.alterations().stream()
            .map(Alteration::rule)
            .distinct()
            .forEach(rule -> active.rules().get(rule.number()).altered());
        note(Decision.ALTERED, record, change, altered.table(), active, verdict.matched(), verdict);
      }
      return altered.made();
    }
    return outcome instanceof Outcome.Needless<R> needless ? needless.instead() : record;
  }

  private void countWithheld(ActivePolicy active, @Nullable RuleName rule) {
    if (rule == null) {
      counts.notJudged();
    } else {
      active.rules().get(rule.number()).withheld();
    }
  }

  private void note(
      Decision decision,
      ConnectRecord<?> record,
      @Nullable Change change,
      @Nullable TableName table,
      ActivePolicy active,
      List<RuleName> rules,
      Verdict.@Nullable Deliver verdict) {
    if (audit == AuditTrail.NONE) {
      return;
    }
    audit.note(
        new AuditEntry(
            decision,
            active.version(),
            rules.stream().map(RuleName::name).toList(),
            verdict == null ? List.of() : paths(verdict.removals()),
            verdict == null ? List.of() : paths(verdict.masks()),
            verdict == null ? List.of() : paths(verdict.encryptions()),
            record.topic(),
            record.kafkaPartition(),
            table,
            change == null ? null : change.id(),
            options.dryRun()));
  }

  private static List<String> paths(List<? extends Alteration> alterations) {
    return alterations.stream().map(alteration -> alteration.path().toString()).toList();
  }

  /** What becomes of a record that cannot be judged. It does not go on, but in a dry run. */
  private <R extends ConnectRecord<R>> @Nullable R failed(
      R record, @Nullable Change change, ActivePolicy active, @Nullable String error) {
    String why = "The record at %s: %s".formatted(RecordPlace.of(record), error);
    counts.error();
    log.error(why);
    note(
        Decision.FAILED,
        record,
        change,
        change == null ? null : change.table(),
        active,
        List.of(),
        null);
    if (options.dryRun()) {
      return record;
    }
    if (options.onError() == ErrorChoice.FAIL) {
      throw new DataException(why + ". Until it is mended, nothing goes on (on.error=fail)");
    }
    if (change != null && !change.deletes() && !change.columns().unchanged().isEmpty()) {
      throw new DataException(
          why
              + (". Its region gets the columns "
                  + change.columns().unchanged()
                  + " altered and has left them out. A stub would take the row away from where they"
                  + " are true, so nothing goes on. Let no rule that applies in this direction read"
                  + " them"));
    }
    if (quarantine != null) {
      quarantine.keep(record, why);
    }
    return change == null || change.kind() == ChangeKind.SNAPSHOT
        ? null
        : Stubs.of(record, change, active.policy());
  }

  /** Only messages of which it is known that they tell no value. */
  static String message(RuntimeException error) {
    return error instanceof PolicyEvaluationException || error instanceof DataException
        ? String.valueOf(error.getMessage())
        : "it cannot be read (" + error.getClass().getSimpleName() + ")";
  }

  @Override
  public void close() {
    opened.close();
  }
}
