package org.anabranch.tools.resend;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.anabranch.tools.console.Progress;
import org.anabranch.tools.console.Waiting;
import org.anabranch.tools.database.Key;
import org.anabranch.tools.database.KeyRange;
import org.jspecify.annotations.Nullable;

/** Sends the rows of tables again, a chunk of keys at a time, each a transaction of its own. */
public final class Resend {

  private final WritingSession session;
  private final KeyRange range;
  private final int chunkRows;
  private final Pace pace;
  private final ResendState state;
  private final Waiting waiting;
  private final Progress progress;

  public Resend(
      WritingSession session,
      KeyRange range,
      int chunkRows,
      Pace pace,
      ResendState state,
      Waiting waiting,
      Progress progress) {
    this.session = session;
    this.range = range;
    this.chunkRows = pace.portion(chunkRows);
    this.pace = pace;
    this.state = state;
    this.waiting = waiting;
    this.progress = progress;
  }

  /** Sends them in this order, from where the state says; answers how many rows it sent itself. */
  public long send(List<ResendTable> tables) throws SQLException {
    ResendState.Position position = state.position();
    boolean before = position != null;
    long sent = 0;
    for (ResendTable table : tables) {
      if (position != null && before && !table.name().equals(position.table())) {
        continue;
      }
      sent += send(table, before ? position : null);
      before = false;
    }
    state.finish();
    return sent;
  }

  private long send(ResendTable table, ResendState.@Nullable Position from) throws SQLException {
    Connection connection = session.connection();
    long earlier = from == null ? 0 : from.rows();
    KeyRange rest = from == null ? range : range.after(from.key());
    progress.start("resend " + table.name(), earlier + table.estimate(connection, rest), earlier);
    long sent = 0;
    while (true) {
      Key end = table.keyAt(connection, rest, chunkRows);
      KeyRange chunk = end == null ? rest : rest.upTo(end);
      long rows =
          session.untilDone(
              () -> table.send(connection, chunk), table.name().toString(), waiting, progress);
      sent += rows;
      if (end == null) {
        progress.note("resend %s: done, %d rows".formatted(table.name(), earlier + sent));
        return sent;
      }
      state.reached(new ResendState.Position(table.name(), end, earlier + sent));
      progress.at(earlier + sent);
      pace.after(rows);
      rest = rest.after(end);
    }
  }
}
