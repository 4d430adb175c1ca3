package org.anabranch.capture.postgres;

import io.debezium.connector.postgresql.SourceInfo;
import io.debezium.data.Envelope;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.anabranch.capture.DrawnHorizon;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until transactions that the log told of are visible (docs/decisions/002). Postgres writes a
 * commit into the log first and shows it to others afterwards, with a synchronous standby much
 * later. One query per batch, almost always answered with yes; the answer says as well below which
 * horizon everything is over, and whether there is anything in the sink's tables, both as of the
 * snapshot that showed the transactions. Not thread-safe.
 */
final class VisibleTransactions {

  private static final Logger LOG = LoggerFactory.getLogger(VisibleTransactions.class);
  private static final int ATTEMPTS = 5;
  private static final long PAUSE_MILLIS = 1;
  private static final long WARN_AFTER_NANOS = 10_000_000_000L;

  /**
   * Logs name transactions by 32 bits: the nearest at or below the next one to be given is meant.
   */
  private static final String INVISIBLE =
      """
      SELECT (SELECT count(*) FROM unnest(?::bigint[]) AS id
               WHERE NOT pg_visible_in_snapshot((high - (high - id) %% 4294967296)::text::xid8, s)),
             pg_snapshot_xmin(s)::text::bigint,
             CASE WHEN NOT pg_is_in_recovery()
               THEN (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint END%s
        FROM (SELECT s, pg_snapshot_xmax(s)::text::bigint AS high FROM pg_current_snapshot() s) now
      """;

  private static final int FIRST_TABLE = 4;
  private static final String SYNTAX_OR_ACCESS = "42";

  private final FoundField source = new FoundField(Envelope.FieldName.SOURCE);
  private final FoundField transaction = new FoundField(SourceInfo.TXID_KEY);
  private final FoundField snapshot = new FoundField(SourceInfo.SNAPSHOT_KEY);
  private final LastingConnection connection;
  private final List<SinkTable> tables;
  private List<SinkTable> along;
  private @Nullable String cluster;
  private @Nullable DrawnHorizon horizon;

  /**
   * @param tables those that are asked about along with each batch; they are told the answer
   */
  VisibleTransactions(LastingConnection connection, List<SinkTable> tables) {
    this.connection = connection;
    this.tables = List.copyOf(tables);
    this.along = this.tables;
  }

  /**
   * The capture starts.
   *
   * @param started the cluster in which it does
   */
  void in(String started) {
    cluster = started;
    horizon = null;
    along = tables;
  }

  /** What the last batch's answer was; null where nothing was asked. */
  @Nullable DrawnHorizon horizon() {
    return horizon;
  }

  void await(List<SourceRecord> batch) throws InterruptedException {
    horizon = null;
    tables.forEach(SinkTable::forget);
    Long[] transactions = transactions(batch).toArray(Long[]::new);
    long start = System.nanoTime();
    boolean warned = false;
    while (transactions.length > 0 && invisible(transactions) > 0) {
      if (!warned && System.nanoTime() - start > WARN_AFTER_NANOS) {
        warned = true;
        LOG.warn(
            "A transaction is in the log but not visible yet; captured changes wait for it. If"
                + " synchronous_standby_names makes it wait for a standby, look after that; it must"
                + " not name this capture's slot");
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  /** A transaction's records follow each other. */
  private Set<Long> transactions(List<SourceRecord> batch) {
    Set<Long> transactions = new LinkedHashSet<>();
    Long last = null;
    for (SourceRecord record : batch) {
      Struct block = record.value() instanceof Struct value ? source.struct(value) : null;
      if (block != null
          && transaction.of(block) instanceof Long number
          && !number.equals(last)
          && !PostgresLog.inSnapshot(snapshot.text(block))) {
        transactions.add(number);
        last = number;
      }
    }
    return transactions;
  }

  private long invisible(Long[] transactions) throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        return invisible(connection.get(), transactions);
      } catch (SQLException e) {
        connection.close();
        if (attempt == ATTEMPTS) {
          // Not retriable: the batch has been taken from Debezium and only a restart repeats it.
          throw new ConnectException("The database did not say which transactions are visible", e);
        }
        Thread.sleep(200L << attempt);
      }
    }
  }

  /**
   * A table that may not be read must not keep transactions waiting: those who need to look into it
   * ask for themselves, and say what is missing.
   */
  private long invisible(Connection open, Long[] transactions) throws SQLException {
    try {
      return ask(open, transactions);
    } catch (SQLException e) {
      if (along.isEmpty() || !String.valueOf(e.getSQLState()).startsWith(SYNTAX_OR_ACCESS)) {
        throw e;
      }
      along = List.of();
      return ask(open, transactions);
    }
  }

  private long ask(Connection open, Long[] transactions) throws SQLException {
    Array ids = open.createArrayOf("bigint", transactions);
    try (PreparedStatement query = open.prepareStatement(question())) {
      query.setArray(1, ids);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        draw(row.getLong(2), row.getLong(3));
        for (int i = 0; i < along.size(); i++) {
          along.get(i).answered(row.getBoolean(FIRST_TABLE + i));
        }
        return row.getLong(1);
      }
    } finally {
      ids.free();
    }
  }

  private String question() {
    StringBuilder more = new StringBuilder();
    along.forEach(table -> more.append(", ").append(table.question()));
    return INVISIBLE.formatted(more);
  }

  /** The end was read after the snapshot was taken: what that shows lies before it. */
  private void draw(long oldestOpen, long end) {
    horizon =
        cluster == null || end == 0
            ? null
            : new DrawnHorizon(new Horizon(cluster, oldestOpen).text(), end);
  }
}
