package org.anabranch.sink;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Stamp;
import org.anabranch.records.view.RecordView;
import org.anabranch.sink.store.AlteredColumn;
import org.anabranch.sink.store.ColumnForm;
import org.anabranch.sink.store.ContextStore;
import org.anabranch.sink.store.References;
import org.anabranch.sink.store.Statement;
import org.anabranch.sink.store.StoreTransaction;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;

/** A store in which things go wrong where a test says so. */
final class FaultyStore implements ContextStore {

  /** Called before something is done; throws what is to go wrong. */
  interface Faults {

    default void beforeWatermarks() {}

    default void beforeLanesInFlight() {}

    default void before(Statement<?> statement) {}

    /** What the store is to have answered instead. */
    default <R> R answered(Statement<R> statement, R answer) {
      return answer;
    }

    default void beforeCommit() {}

    default void afterCommit() {}
  }

  private final ContextStore store;
  private final Faults faults;
  private final Runnable onClose;

  FaultyStore(ContextStore store, Faults faults, Runnable onClose) {
    this.store = store;
    this.faults = faults;
    this.onClose = onClose;
  }

  @Override
  public void prepare(Collection<TableName> tables) {
    store.prepare(tables);
  }

  @Override
  public Map<WatermarkKey, Watermark> watermarks(Collection<WatermarkKey> streams) {
    faults.beforeWatermarks();
    return store.watermarks(streams);
  }

  @Override
  public Set<TableLane> lanesInFlight() {
    faults.beforeLanesInFlight();
    return store.lanesInFlight();
  }

  @Override
  public String told(RecordView row) {
    return store.told(row);
  }

  @Override
  public Map<WatermarkKey, Watermark> watermarksOf(TableName table) {
    return store.watermarksOf(table);
  }

  @Override
  public Map<TableName, Stamp> parkedTables() {
    return store.parkedTables();
  }

  @Override
  public Set<AlteredColumn> altered() {
    return store.altered();
  }

  @Override
  public boolean excludes(TableName table) {
    return store.excludes(table);
  }

  @Override
  public Map<String, ColumnForm> columns(TableName table) {
    return store.columns(table);
  }

  @Override
  public References references(Predicate<TableName> checked) {
    return store.references(checked);
  }

  @Override
  public Map<String, Long> countOrphans() {
    return store.countOrphans();
  }

  @Override
  public StoreTransaction begin() {
    StoreTransaction transaction = store.begin();
    return new StoreTransaction() {
      @Override
      public <R> R execute(Statement<R> statement) {
        faults.before(statement);
        return faults.answered(statement, transaction.execute(statement));
      }

      @Override
      public void commit() {
        faults.beforeCommit();
        transaction.commit();
        faults.afterCommit();
      }

      @Override
      public void close() {
        transaction.close();
      }
    };
  }

  @Override
  public void close() {
    onClose.run();
    store.close();
  }
}
