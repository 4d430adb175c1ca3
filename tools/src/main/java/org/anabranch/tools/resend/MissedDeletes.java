package org.anabranch.tools.resend;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.anabranch.tools.compare.Difference;
import org.anabranch.tools.compare.RowHash;
import org.anabranch.tools.compare.TableResult;
import org.anabranch.tools.console.Progress;
import org.anabranch.tools.console.Waiting;
import org.anabranch.tools.database.Key;
import org.anabranch.tools.database.KeySql;

/**
 * Deletes rows that the other region still has, by ordinary deletes, but none that has become
 * another row since it was looked at.
 */
public final class MissedDeletes {

  private final WritingSession other;
  private final int chunkRows;
  private final Pace pace;
  private final Waiting waiting;
  private final Progress progress;

  public MissedDeletes(
      WritingSession other, int chunkRows, Pace pace, Waiting waiting, Progress progress) {
    this.other = other;
    this.chunkRows = pace.portion(chunkRows);
    this.pace = pace;
    this.waiting = waiting;
    this.progress = progress;
  }

  /** Deletes these rows of a table; answers how many it found as they had been. */
  public long delete(TableResult table, List<Difference> rows) throws SQLException {
    progress.start("delete from " + table.table(), rows.size(), 0);
    long deleted = 0;
    for (int from = 0; from < rows.size(); from += chunkRows) {
      List<Difference> chunk = rows.subList(from, Math.min(rows.size(), from + chunkRows));
      deleted +=
          other.untilDone(
              () -> deleteChunk(table, chunk), table.table().toString(), waiting, progress);
      progress.at(deleted);
      pace.after(chunk.size());
    }
    return deleted;
  }

  private long deleteChunk(TableResult table, List<Difference> chunk) throws SQLException {
    String sql =
        """
        DELETE FROM %s t
        USING %s, unnest(?::text[]) WITH ORDINALITY AS seen(hash, ord)
        WHERE seen.ord = k.ord AND %s AND encode(%s, 'hex') = seen.hash
        """
            .formatted(
                table.table().sql(),
                KeySql.list(table.key()),
                KeySql.matches(table.key()),
                RowHash.sql("t", table.compared()));
    Connection connection = other.connection();
    List<Key> keys = chunk.stream().map(Difference::key).toList();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int place = KeySql.setList(statement, 1, keys, table.key().size());
      statement.setArray(
          place,
          connection.createArrayOf("text", chunk.stream().map(Difference::rightHash).toArray()));
      return statement.executeLargeUpdate();
    }
  }
}
