package org.anabranch.store.mongodb;

import com.mongodb.MongoException;
import com.mongodb.client.ClientSession;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Stamp;
import org.anabranch.records.mapping.DocumentMapping;
import org.anabranch.records.view.RecordView;
import org.anabranch.sink.single.SingleStore;
import org.anabranch.sink.single.SinglyMerged;
import org.anabranch.sink.store.AlteredColumn;
import org.anabranch.sink.store.References;
import org.anabranch.sink.store.StoreTransaction;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;
import org.anabranch.store.mongodb.check.DeploymentChecks;
import org.anabranch.store.mongodb.check.MergeSetting;
import org.anabranch.store.mongodb.document.ExtendedJson;
import org.anabranch.store.mongodb.failure.MongoFailures;
import org.anabranch.store.mongodb.options.MongoDbStoreOptions;
import org.anabranch.store.mongodb.options.TransactionUse;
import org.anabranch.store.mongodb.schema.KnownIndexes;
import org.anabranch.store.mongodb.schema.SinkCollections;
import org.anabranch.store.mongodb.schema.WrittenCollections;
import org.anabranch.store.mongodb.statement.AlteredStatements;
import org.anabranch.store.mongodb.statement.DropStatements;
import org.anabranch.store.mongodb.statement.ParkedStatements;
import org.anabranch.store.mongodb.statement.SessionScope;
import org.anabranch.store.mongodb.statement.SingleVersions;
import org.anabranch.store.mongodb.statement.VersionStatements;
import org.anabranch.store.mongodb.statement.WatermarkStatements;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Context in a deployment of MongoDB, merged in transactions or without. A table is a collection:
 * its schema is the database.
 */
public final class MongoDbContextStore implements SinglyMerged {

  private static final Logger LOG = LoggerFactory.getLogger(MongoDbContextStore.class);

  private final MongoDbSession session;
  private final DocumentMapping mapping;
  private @Nullable KnownIndexes indexes;
  private @Nullable WrittenCollections collections;
  private @Nullable MongoDbSingleStore single;
  private boolean ensured;

  /** Connects when it is first used. */
  public MongoDbContextStore(MongoDbStoreOptions options) {
    this.session = new MongoDbSession(options);
    this.mapping = options.mapping();
  }

  @Override
  public void prepare(Collection<TableName> tables) {
    ensureReady();
  }

  private void ensureReady() {
    if (!ensured) {
      try {
        TransactionUse use = session.transactions();
        boolean used = use.uses(use == TransactionUse.AUTO && hasTransactions());
        if (used) {
          SinkCollections.ensure(session.client());
        } else {
          SinkCollections.ensureSingle(session.client());
        }
        MergeSetting.settle(session.client(), used);
        warn(used);
        single =
            used ? null : new MongoDbSingleStore(session.plain(), session.client(), collections());
      } catch (MongoException e) {
        throw MongoFailures.of(e, "creating the collections of the sink", false);
      }
      ensured = true;
    }
  }

  private static void warn(boolean used) {
    if (!used) {
      LOG.warn(
          "This sink merges without transactions, which is a preview: try it with this server before"
              + " data that matters depends on it (docs/mongodb.md)");
    }
  }

  private boolean hasTransactions() {
    return DeploymentChecks.hasTransactions(session.client());
  }

  @Override
  public @Nullable SingleStore single() {
    ensureReady();
    return single;
  }

  private KnownIndexes indexes() {
    KnownIndexes known = indexes;
    if (known == null) {
      known = new KnownIndexes(session.client(), mapping, System::nanoTime);
      indexes = known;
    }
    return known;
  }

  private WrittenCollections collections() {
    WrittenCollections known = collections;
    if (known == null) {
      known = new WrittenCollections(session.client(), mapping, System::nanoTime);
      collections = known;
    }
    return known;
  }

  @Override
  public Map<WatermarkKey, Watermark> watermarks(Collection<WatermarkKey> streams) {
    return reading("reading watermarks", scope -> new WatermarkStatements(scope).read(streams));
  }

  @Override
  public Map<WatermarkKey, Watermark> watermarksOf(TableName table) {
    return reading("reading watermarks", scope -> new WatermarkStatements(scope).of(table));
  }

  @Override
  public Set<TableLane> lanesInFlight() {
    return reading(
        "reading lanes in flight",
        scope ->
            single == null
                ? new DropStatements(scope, new VersionStatements(scope)).lanes()
                : new SingleVersions(scope).lanes());
  }

  @Override
  public String told(RecordView row) {
    return ExtendedJson.of(ExtendedJson.document(row));
  }

  @Override
  public Map<TableName, Stamp> parkedTables() {
    return reading(
        "reading which tables have parked rows", scope -> new ParkedStatements(scope).tables());
  }

  @Override
  public Set<AlteredColumn> altered() {
    return reading(
        "reading which columns arrive altered", scope -> new AlteredStatements(scope).read());
  }

  @Override
  public boolean excludes(TableName table) {
    try {
      return !indexes().of(table).isEmpty();
    } catch (MongoException e) {
      throw MongoFailures.of(e, "reading unique indexes", false);
    }
  }

  /** MongoDB has no foreign keys. */
  @Override
  public References references(Predicate<TableName> checked) {
    return References.NONE;
  }

  /** MongoDB has no foreign keys. */
  @Override
  public Map<String, Long> countOrphans() {
    return Map.of();
  }

  @Override
  public StoreTransaction begin() {
    ensureReady();
    collections().createWanted();
    ClientSession transaction = session.begin();
    return new MongoDbTransaction(transaction, scope(transaction), indexes(), collections());
  }

  private SessionScope scope(ClientSession transaction) {
    return new SessionScope(transaction, session.client(), mapping);
  }

  private <R> R reading(String doing, Function<SessionScope, R> read) {
    ensureReady();
    try (ClientSession transaction = single == null ? session.begin() : session.plain()) {
      return read.apply(scope(transaction));
    } catch (MongoException e) {
      throw MongoFailures.of(e, doing, false);
    }
  }

  @Override
  public void close() {
    if (single != null) {
      single.close();
      single = null;
    }
    session.close();
  }
}
