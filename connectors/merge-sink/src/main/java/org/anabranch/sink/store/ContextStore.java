package org.anabranch.sink.store;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Stamp;
import org.anabranch.records.view.RecordView;

/** A store into which context is merged. One instance serves one task and is not thread-safe. */
public interface ContextStore extends AutoCloseable {

  /**
   * Makes the store ready for changes of these tables: creates what the sink keeps beside them, or
   * says what the administrator must do. Called before the first transaction and whenever a table
   * is met for the first time.
   */
  void prepare(Collection<TableName> tables);

  /** Where streams stand; those that were never merged are missing. */
  Map<WatermarkKey, Watermark> watermarks(Collection<WatermarkKey> streams);

  /** Where all streams of a table stand that were ever merged. */
  Map<WatermarkKey, Watermark> watermarksOf(TableName table);

  /** The lanes that have version rows. */
  Set<TableLane> lanesInFlight();

  /** A row that a change carries as JSON, as it is told in the table of conflicts. */
  String told(RecordView row);

  /** The tables that have parked rows, each with the lowest stamp of their winners. */
  Map<TableName, Stamp> parkedTables();

  /** The columns that have ever arrived altered, of all tables; nearly always none. */
  Set<AlteredColumn> altered();

  /**
   * Whether rows of different keys of a table can exclude each other, so that it matters for long
   * which of them was written later. Only of tables that the store is prepared for.
   */
  boolean excludes(TableName table);

  /**
   * Which tables refer to which by foreign keys that this store can check. Whoever asks goes on
   * asking: statements check what the last answer named.
   *
   * @param checked whether the foreign keys of a table are to be checked
   */
  References references(Predicate<TableName> checked);

  /**
   * Counts the rows of all merged tables that refer to rows that are not there. May take long; what
   * takes too long is left out.
   *
   * @return how many, by the name of the foreign key and its table
   */
  Map<String, Long> countOrphans();

  /**
   * The columns of a table that are written, by name; none where there is no such table, or where
   * rows have no certain columns. Only of tables that the store is prepared for.
   */
  default Map<String, ColumnForm> columns(TableName table) {
    return Map.of();
  }

  /** A transaction; only of a store that is merged in transactions. */
  StoreTransaction begin();

  @Override
  void close();
}
