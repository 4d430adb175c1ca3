package org.anabranch.sink.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.anabranch.model.change.TableName;
import org.anabranch.sink.plan.KeyMerge.Write;
import org.anabranch.sink.plan.Step.Ask;
import org.anabranch.sink.store.Statement.DeleteRows;
import org.anabranch.sink.store.Statement.ReadPosition;
import org.anabranch.sink.store.Statement.RestoreRows;
import org.anabranch.sink.store.Statement.RowTarget;
import org.anabranch.sink.store.Statement.UpsertRows;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.VersionRow.SinkWrite;

/**
 * The rows that a transaction writes, table by table, deletes first. The log position is read in a
 * statement of its own after the last of them, while their locks are held (rules M4 and M5).
 */
final class RowWrites {

  /** One table's rows, and how to go on with what was written of them. */
  private interface Writing {
    Step then(Map<VersionKey, SinkWrite> written, Supplier<Step> next);
  }

  private final ReferenceCheck check;
  private final Map<TableName, List<RowTarget>> deletes = new TreeMap<>();
  private final Map<TableName, List<RowTarget>> upserts = new TreeMap<>();
  private final Map<TableName, List<RowTarget>> restores = new TreeMap<>();

  /**
   * @param check what is looked at once they are written
   */
  RowWrites(ReferenceCheck check) {
    this.check = check;
  }

  void add(Write what, RowTarget row) {
    switch (what) {
      case DELETE -> add(deletes, row);
      case UPSERT -> add(upserts, row);
      case RESTORE -> add(restores, row);
      case NOTHING -> {}
    }
  }

  private static void add(Map<TableName, List<RowTarget>> writes, RowTarget row) {
    writes.computeIfAbsent(row.key().table(), table -> new ArrayList<>()).add(row);
  }

  /** Writes them all, then goes on with how each was written. */
  Step then(Function<Map<VersionKey, SinkWrite>, Step> next) {
    List<Writing> writings = new ArrayList<>();
    deletes.forEach((table, rows) -> writings.add(deleting(new DeleteRows(table, rows))));
    upserts.forEach((table, rows) -> writings.add(upserting(new UpsertRows(table, rows))));
    restores.forEach((table, rows) -> writings.add(restoring(new RestoreRows(table, rows))));
    return writeNext(writings.iterator(), new HashMap<>(), next);
  }

  private static Writing deleting(DeleteRows statement) {
    return (written, next) ->
        new Ask<>(
            statement,
            writer -> {
              statement
                  .rows()
                  .forEach(row -> written.put(row.key(), new SinkWrite(0, writer, true)));
              return next.get();
            });
  }

  private static Writing upserting(UpsertRows statement) {
    return (written, next) ->
        new Ask<>(
            statement,
            writers -> {
              for (RowTarget row : statement.rows()) {
                written.put(row.key(), new SinkWrite(0, writers.of(row.key()), false));
              }
              return next.get();
            });
  }

  private static Writing restoring(RestoreRows statement) {
    return (written, next) ->
        new Ask<>(
            statement,
            restored -> {
              restored
                  .keys()
                  .forEach(
                      key -> written.put(key, new SinkWrite(0, restored.writers().of(key), false)));
              return next.get();
            });
  }

  private Step writeNext(
      Iterator<Writing> writings,
      Map<VersionKey, SinkWrite> written,
      Function<Map<VersionKey, SinkWrite>, Step> next) {
    if (writings.hasNext()) {
      return writings.next().then(written, () -> writeNext(writings, written, next));
    }
    Supplier<Step> position =
        () -> new Ask<>(new ReadPosition(), read -> next.apply(at(read, written)));
    return written.isEmpty() ? next.apply(written) : check.then(deletes, referring(), position);
  }

  private Map<TableName, List<RowTarget>> referring() {
    Map<TableName, List<RowTarget>> referring = new TreeMap<>();
    for (Map<TableName, List<RowTarget>> writes : List.of(upserts, restores)) {
      writes.values().forEach(rows -> rows.forEach(row -> add(referring, row)));
    }
    return referring;
  }

  private static Map<VersionKey, SinkWrite> at(long position, Map<VersionKey, SinkWrite> written) {
    written.replaceAll((key, write) -> new SinkWrite(position, write.writer(), write.deleted()));
    return written;
  }
}
