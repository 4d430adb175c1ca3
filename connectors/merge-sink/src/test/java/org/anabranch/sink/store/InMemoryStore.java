package org.anabranch.sink.store;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Stamp;
import org.anabranch.records.view.RecordView;

/** A store without a server, for tests of the engine; passes the contract of stores. */
public final class InMemoryStore implements ContextStore {

  private final InMemoryDatabase database;

  public InMemoryStore(InMemoryDatabase database) {
    this.database = database;
  }

  @Override
  public void prepare(Collection<TableName> tables) {}

  @Override
  public Map<WatermarkKey, Watermark> watermarks(Collection<WatermarkKey> streams) {
    Map<WatermarkKey, Watermark> found = new HashMap<>(database.committed().watermarks);
    found.keySet().retainAll(streams);
    return found;
  }

  @Override
  public Set<TableLane> lanesInFlight() {
    return database.committed().versions.keySet().stream()
        .map(VersionKey::tableLane)
        .collect(Collectors.toSet());
  }

  @Override
  public String told(RecordView row) {
    return row.fields().stream()
        .map(field -> '"' + field + "\":\"" + row.value(field) + '"')
        .collect(Collectors.joining(",", "{", "}"));
  }

  @Override
  public Map<WatermarkKey, Watermark> watermarksOf(TableName table) {
    Map<WatermarkKey, Watermark> found = new HashMap<>(database.committed().watermarks);
    found.keySet().removeIf(stream -> !stream.table().equals(table));
    return found;
  }

  @Override
  public Map<TableName, Stamp> parkedTables() {
    Map<TableName, Stamp> tables = new HashMap<>();
    database
        .committed()
        .parked
        .forEach(
            (key, row) ->
                tables.merge(key.table(), row.id().stamp(), (a, b) -> a.compareTo(b) < 0 ? a : b));
    return tables;
  }

  @Override
  public Set<AlteredColumn> altered() {
    return Set.copyOf(database.committed().altered);
  }

  @Override
  public boolean excludes(TableName table) {
    return database.excluding();
  }

  @Override
  public Map<String, ColumnForm> columns(TableName table) {
    return table.equals(NoteChange.TABLE)
        ? Map.of("id", ColumnForm.INTEGER, "body", ColumnForm.TEXT, "extra", ColumnForm.TEXT)
        : Map.of();
  }

  @Override
  public References references(Predicate<TableName> checked) {
    return checked.test(NoteChange.TABLE)
        ? new References(Map.of(NoteChange.TABLE, Set.of(NoteChange.TABLE)))
        : References.NONE;
  }

  @Override
  public Map<String, Long> countOrphans() {
    return InMemoryParking.orphans(database.committed());
  }

  @Override
  public StoreTransaction begin() {
    return new InMemoryTransaction(database);
  }

  @Override
  public void close() {}
}
