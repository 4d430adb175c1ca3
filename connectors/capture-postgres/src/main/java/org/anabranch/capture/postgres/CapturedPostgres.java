package org.anabranch.capture.postgres;

import io.debezium.connector.common.DebeziumTaskState;
import io.debezium.connector.postgresql.PostgresConnectorTask;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.anabranch.capture.CapturedLog;
import org.anabranch.capture.ChangedKey;
import org.anabranch.capture.DrawnHorizon;
import org.anabranch.capture.Resume;
import org.anabranch.capture.SourceDatabase;
import org.anabranch.capture.StoredOffset;
import org.anabranch.capture.UnchangedColumns;
import org.anabranch.capture.config.KafkaTopics;
import org.anabranch.capture.config.Problems;
import org.anabranch.capture.config.TopicRules;
import org.anabranch.capture.config.TransformRules;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.ChangeId;
import org.anabranch.records.config.ContextOptions;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Postgres database, captured through Debezium. */
final class CapturedPostgres implements SourceDatabase {

  private static final Logger LOG = LoggerFactory.getLogger(CapturedPostgres.class);
  private static final int RANDOM_BYTES = 24;

  private final Map<String, String> config;
  private final PostgresConnectorTask debezium = new PostgresConnectorTask();
  private final PostgresLog log = new PostgresLog();
  private final UnchangedMarkers markers;
  private final ToldRows told;
  private final Reselection reselection;
  private final DatabaseAccess access;
  private final PublicationUpkeep upkeep;
  private final VisibleTransactions visible;
  private final PostgresResume resume;
  private final LastingConnection asked;
  private final HiddenWinners hidden;
  private final AlteredColumns altered;
  private Set<TableName> tables = Set.of();
  private final @Nullable KafkaTopics topics;

  CapturedPostgres(ContextOptions options, Map<String, String> given) {
    Problems problems = new Problems();
    RefusedOptions.check(given, problems);
    TransformRules.check(given, problems);
    TopicRules.check(given, options.lanes(), problems);
    problems.refuse();
    DebeziumConfig complete = DebeziumConfig.of(given, random());
    complete.notes().forEach(note -> LOG.info("Setting {}", note));
    String prefix = String.valueOf(complete.values().get("topic.prefix"));
    this.topics = KafkaTopics.checked(given, options.lanes(), prefix);
    String id = random();
    this.config = ToldRows.configure(UnchangedMarkers.configure(complete.values(), id), id);
    this.told = new ToldRows(id);
    this.markers = new UnchangedMarkers(id, complete.values());
    this.reselection = new Reselection(markers, table -> debezium.getSchema().tableFor(table));
    this.access = new DatabaseAccess(config);
    this.upkeep = new PublicationUpkeep(access, config.get("publication.autocreate.mode"));
    this.resume =
        new PostgresResume(
            options.origin(),
            access.slotName(),
            config.get("snapshot.mode"),
            options.clockDriftMaxMs());
    this.asked = new LastingConnection(access::open);
    this.hidden = new HiddenWinners(asked);
    this.altered = new AlteredColumns(asked);
    this.visible = new VisibleTransactions(asked, List.of(hidden.table(), altered.table()));
  }

  @Override
  public SourceTask debezium() {
    return debezium;
  }

  @Override
  public Map<String, String> debeziumConfig() {
    return config;
  }

  @Override
  public boolean starting() {
    DebeziumTaskState state = debezium.getTaskState();
    return state == DebeziumTaskState.INITIAL || state == DebeziumTaskState.RESTARTING;
  }

  @Override
  public CapturedLog log() {
    return log;
  }

  @Override
  public UnchangedColumns unchangedColumns() {
    return reselection;
  }

  @Override
  public Resume resume(@Nullable StoredOffset stored, boolean again) {
    try (DatabaseAccess.Session session = access.open()) {
      List<CapturedTable> found = CapturedTable.find(session.jdbc(), access::captures);
      Problems problems = new Problems();
      DatabaseChecks.check(session.jdbc(), access, config, found, problems);
      problems.refuse();
      log.partitions(CapturedTable.partitions(found));
      tables = CapturedTable.roots(found);
      visible.in(Horizon.cluster(session.jdbc()));
      Resume decided = resume.decide(session.jdbc(), stored, again);
      told.leaveOut(
          session.jdbc(),
          access.publicationName(),
          Horizon.known(session.jdbc(), decided.firstSnapshot() ? null : decided.horizon()));
      if (decided.offset() != null) {
        // Debezium would publish new tables too, but say nothing of the rows they have already.
        upkeep.lookNow(session.jdbc());
      }
      return decided;
    } catch (SQLException e) {
      throw new RetriableException("The database did not say where to go on", e);
    }
  }

  @Override
  public void awaitVisible(List<SourceRecord> batch) throws InterruptedException {
    visible.await(batch);
  }

  @Override
  public @Nullable DrawnHorizon horizon() {
    return visible.horizon();
  }

  @Override
  public Set<TableName> tables() {
    if (!tables.containsAll(upkeep.captured())) {
      Set<TableName> more = new HashSet<>(tables);
      more.addAll(upkeep.captured());
      tables = Set.copyOf(more);
    }
    return tables;
  }

  @Override
  public String topic(TableName table) {
    return access.topic(table);
  }

  @Override
  public Map<ChangedKey, ChangeId> hiddenWinners(Supplier<Set<ChangedKey>> keys) {
    return hidden.of(keys);
  }

  @Override
  public Map<TableName, Set<String>> altered() {
    return altered.read();
  }

  @Override
  public void sending(List<SourceRecord> records) {
    if (topics != null) {
      topics.checkNew(records);
    }
  }

  @Override
  public void look() {
    upkeep.look();
  }

  @Override
  public void close() {
    upkeep.close();
    asked.close();
    reselection.close();
    markers.close();
    told.close();
    if (topics != null) {
      topics.close();
    }
  }

  private static String random() {
    byte[] random = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }
}
