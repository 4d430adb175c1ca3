package org.anabranch.sink.plan;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.anabranch.model.change.TableName;
import org.anabranch.sink.plan.Step.Ask;
import org.anabranch.sink.store.Statement;
import org.anabranch.sink.store.Statement.DeleteRows;
import org.anabranch.sink.store.Statement.ReadPosition;
import org.anabranch.sink.store.Statement.RowTarget;
import org.anabranch.sink.store.Statement.UpsertRows;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.VersionRow.SinkWrite;

/**
 * The rows that a transaction writes, table by table, deletes first. The log position is read in a
 * statement of its own after the last of them, while their locks are held (rules M4 and M5).
 */
final class RowWrites {

  private record RowWrite(Statement<Long> statement, List<RowTarget> rows, boolean deletes) {}

  private final Map<TableName, List<RowTarget>> deletes = new TreeMap<>();
  private final Map<TableName, List<RowTarget>> upserts = new TreeMap<>();

  void delete(RowTarget row) {
    deletes.computeIfAbsent(row.key().table(), table -> new ArrayList<>()).add(row);
  }

  void upsert(RowTarget row) {
    upserts.computeIfAbsent(row.key().table(), table -> new ArrayList<>()).add(row);
  }

  /** Writes them all, then goes on with how each was written. */
  Step then(Function<Map<VersionKey, SinkWrite>, Step> next) {
    List<RowWrite> writes = new ArrayList<>();
    deletes.forEach(
        (table, rows) -> writes.add(new RowWrite(new DeleteRows(table, rows), rows, true)));
    upserts.forEach(
        (table, rows) -> writes.add(new RowWrite(new UpsertRows(table, rows), rows, false)));
    return writeNext(writes.iterator(), new TreeMap<>(), next);
  }

  private static Step writeNext(
      Iterator<RowWrite> writes,
      Map<VersionKey, SinkWrite> written,
      Function<Map<VersionKey, SinkWrite>, Step> next) {
    if (!writes.hasNext()) {
      return written.isEmpty()
          ? next.apply(written)
          : new Ask<>(new ReadPosition(), position -> next.apply(at(position, written)));
    }
    RowWrite write = writes.next();
    return new Ask<>(
        write.statement(),
        writer -> {
          write
              .rows()
              .forEach(row -> written.put(row.key(), new SinkWrite(0, writer, write.deletes())));
          return writeNext(writes, written, next);
        });
  }

  private static Map<VersionKey, SinkWrite> at(long position, Map<VersionKey, SinkWrite> written) {
    written.replaceAll((key, write) -> new SinkWrite(position, write.writer(), write.deleted()));
    return written;
  }
}
