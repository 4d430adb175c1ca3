package org.anabranch.capture.mongodb;

import com.mongodb.MongoException;
import io.debezium.connector.common.DebeziumTaskState;
import io.debezium.connector.mongodb.MongoDbConnectorTask;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.anabranch.capture.CapturedLog;
import org.anabranch.capture.ChangedKey;
import org.anabranch.capture.CompletedRow;
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
import org.anabranch.model.version.Origin;
import org.anabranch.records.config.ContextOptions;
import org.anabranch.records.mapping.DocumentMapping;
import org.anabranch.records.mapping.DocumentMappingOption;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A replica set of MongoDB, captured through Debezium. */
final class CapturedMongo implements SourceDatabase {

  private static final Logger LOG = LoggerFactory.getLogger(CapturedMongo.class);

  private final Map<String, String> config;
  private final Origin own;
  private final MongoDbConnectorTask debezium = new MongoDbConnectorTask();
  private final DocumentMapping mapping;
  private final MongoLog log;
  private final MongoAccess access;
  private final MongoResume resume;
  private final @Nullable KafkaTopics topics;
  private Set<TableName> tables = Set.of();
  private boolean firstSnapshot;

  CapturedMongo(ContextOptions options, Map<String, String> given) {
    Problems problems = new Problems();
    RefusedOptions.check(given, problems);
    TransformRules.check(given, problems);
    TopicRules.check(given, options.lanes(), problems);
    problems.refuse();
    DebeziumConfig complete = DebeziumConfig.of(given);
    complete.notes().forEach(note -> LOG.info("Setting {}", note));
    this.config = complete.values();
    this.own = options.origin();
    this.mapping = DocumentMappingOption.of(given);
    this.access = new MongoAccess(config);
    this.log = new MongoLog(mapping, new SinkSetting(access)::withoutTransactions);
    this.resume = new MongoResume(own, config.get("snapshot.mode"), options.clockDriftMaxMs());
    this.topics =
        KafkaTopics.checked(given, options.lanes(), String.valueOf(config.get("topic.prefix")));
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

  /** Every change comes with the whole document; the sink's marks in it do not travel. */
  @Override
  public UnchangedColumns unchangedColumns() {
    return rows ->
        rows.stream()
            .map(row -> CompletedRow.asItCame(DocumentMarking.withoutMarks(row.value())))
            .toList();
  }

  @Override
  public Resume resume(@Nullable StoredOffset stored, boolean again) {
    try {
      List<CapturedCollection> found = CapturedCollection.find(access.client(), access::captures);
      Problems problems = new Problems();
      ServerChecks.check(access.client(), problems);
      CollectionChecks.check(found, mapping, problems);
      problems.refuse();
      tables =
          CapturedCollection.names(found).stream()
              .map(mapping::tableOf)
              .collect(Collectors.toUnmodifiableSet());
      Resume decided = resume.decide(access, stored);
      log.startAt(decided.offset());
      firstSnapshot = decided.firstSnapshot();
      return decided;
    } catch (MongoException e) {
      throw new RetriableException("The server did not say where to go on", e);
    }
  }

  /**
   * A change stream tells only of what a majority has, and a query sees that. The rows of a first
   * snapshot are told of as nobody's but this database's, which the sink's are not: so once a batch
   * of them is at hand, no sink must have written yet.
   */
  @Override
  public void awaitVisible(List<SourceRecord> batch) {
    if (firstSnapshot && batch.stream().anyMatch(MongoLog::ofSnapshot)) {
      if (access.ask(client -> new Watermarks(client, own).any())) {
        throw new ConnectException(
            "A sink began to write to this database while its first snapshot was taken, and what"
                + " it wrote cannot be told from what was there before. Restart this task, which"
                + " takes the snapshot again as a later one; start sinks after the snapshot");
      }
    }
  }

  @Override
  public Set<TableName> tables() {
    if (!tables.containsAll(log.seen())) {
      Set<TableName> more = new HashSet<>(tables);
      more.addAll(log.seen());
      tables = Set.copyOf(more);
    }
    return tables;
  }

  @Override
  public String topic(TableName table) {
    return access.topic(mapping.collectionOf(table));
  }

  @Override
  public @Nullable Long mapping(TableName table) {
    return mapping.fingerprintOf(table);
  }

  @Override
  public Map<ChangedKey, ChangeId> hiddenWinners(Supplier<Set<ChangedKey>> keys) {
    return access.ask(client -> new HiddenWinners(client).of(keys.get()));
  }

  /** Documents are not taken apart, so a field that arrives altered cannot be left out of them. */
  @Override
  public Map<TableName, Set<String>> altered() {
    List<BsonDocument> any =
        access.ask(
            client ->
                client
                    .getDatabase(SinkState.DATABASE)
                    .getCollection(SinkState.ALTERED, BsonDocument.class)
                    .find()
                    .limit(1)
                    .into(new ArrayList<>()));
    if (!any.isEmpty()) {
      throw new ConnectException(
          "Fields of "
              + SinkState.table(any.get(0))
              + " arrive in this database removed, masked or encrypted (anabranch.altered), and a"
              + " capture of MongoDB cannot leave them out of what it sends. Let the sink of this"
              + " region get them as they are, or send nothing from it");
    }
    return Map.of();
  }

  @Override
  public void sending(List<SourceRecord> records) {
    if (topics != null) {
      topics.checkNew(records);
    }
  }

  /** Nothing has to be kept up: collections that are made later are in the change stream too. */
  @Override
  public void look() {}

  @Override
  public void close() {
    access.close();
    if (topics != null) {
      topics.close();
    }
  }
}
