package org.anabranch.capture.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A transaction's number below which every transaction of a cluster was over when it was drawn: the
 * {@code xmin} of a snapshot. A savepoint's number lies above that of its transaction, so what
 * savepoints wrote below the horizon is over as well; numbers between a snapshot's {@code xmin} and
 * {@code xmax} do not say that.
 *
 * @param cluster the system identifier; in another cluster the number means nothing
 * @param transaction with its epoch, 64 bits
 */
record Horizon(String cluster, long transaction) {

  private static final Pattern TEXT = Pattern.compile("(\\d+)/(\\d{1,18})");

  private static final String CLUSTER =
      "SELECT system_identifier::text FROM pg_catalog.pg_control_system()";

  private static final String NEXT =
      "SELECT pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())::text::bigint";

  /** The first numbers are no transactions': rows with such a mark are older than any. */
  private static final int FIRST_TRANSACTION = 3;

  /** The system identifier of the cluster. */
  static String cluster(Connection connection) throws SQLException {
    return text(connection, CLUSTER);
  }

  /**
   * What {@link #text()} made, where it says something about this database: not if it comes from
   * another cluster, or from a time that this one has lost.
   */
  static @Nullable Horizon known(Connection connection, @Nullable String text) throws SQLException {
    Matcher parts = TEXT.matcher(text == null ? "" : text);
    if (!parts.matches()) {
      return null;
    }
    Horizon horizon = new Horizon(parts.group(1), Long.parseLong(parts.group(2)));
    boolean known =
        horizon.cluster().equals(cluster(connection))
            && horizon.transaction() <= Long.parseLong(text(connection, NEXT));
    return known ? horizon : null;
  }

  private static String text(Connection connection, String sql) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql);
        ResultSet row = query.executeQuery()) {
      row.next();
      return row.getString(1);
    }
  }

  /** How it is stored. */
  String text() {
    return cluster + "/" + transaction;
  }

  /**
   * SQL that is true of a row that was last written below the horizon.
   *
   * <p>A row's mark has 32 bits. It is taken for the nearest such number below the next one to be
   * given, so what was written since the horizon is always found to be; a row that was frozen more
   * than 2^32 transactions ago may be taken for a new one.
   *
   * @param mark SQL for the row's {@code xmin}
   */
  String covers(String mark) {
    return covers(mark, "(" + NEXT + ")");
  }

  /**
   * The same, beside a next number that is given.
   *
   * @param next SQL for the next transaction's number, with its epoch
   */
  String covers(String mark, String next) {
    String number = mark + "::text::bigint";
    return "(%s < %d OR %s - (%s - %s) %% 4294967296 < %d)"
        .formatted(number, FIRST_TRANSACTION, next, next, number, transaction);
  }
}
