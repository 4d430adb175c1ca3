package org.anabranch.benchmarks.flow;

import java.sql.SQLException;
import org.anabranch.testkit.servers.PostgresDatabase;

/**
 * A database in which many keys are merged. Ids of theirs are multiples of {@value #STEP}, and of
 * new ones are not.
 */
record MergedKeys(PostgresDatabase database, long filledMicros) {

  static final int SEEDS = 1_000;
  static final String OLD_ID = "n * 1000";

  private static final int STEP = 1_000;
  private static final String IS_NEW = "id % " + STEP + " <> 0";

  /**
   * Columns of a version row are as a merged row's, but for the key and what the server says of the
   * transaction. In the order of the index, which is filled faster so.
   */
  private static final String VERSIONS =
      """
      DO $$
      DECLARE
        columns text;
      BEGIN
        SELECT string_agg(CASE column_name
            WHEN 'key_hash' THEN 'substr(sha256(int8send(n)), 1, 16)'
            WHEN 'lane' THEN '(n %% %d)::int'
            ELSE 'seed.' || quote_ident(column_name) END, ', ' ORDER BY ordinal_position)
          INTO columns FROM information_schema.columns
          WHERE table_schema = 'anabranch' AND table_name = 'version';
        EXECUTE 'INSERT INTO anabranch.version SELECT ' || columns
          || ' FROM (SELECT * FROM anabranch.version LIMIT 1) seed, generate_series(%d, %d) n'
          || ' ORDER BY n %% %1$d, sha256(int8send(n))';
      END $$
      """;

  private static final String INSERTED =
      "SELECT n_tup_ins FROM pg_stat_user_tables WHERE relid = 'app.message'::regclass";

  /** Ids between those of so many merged keys, all over them, each once. */
  static String newId(int keys) {
    // Multiplied by a prime, the numbers come in no order; none is divided by the step.
    return "(n * 7919 %% %d) * %d + 1 + n / %1$d".formatted(keys, STEP);
  }

  static MergedKeys fill(PostgresDatabase database, int keys) throws SQLException {
    Messages.insert(database, OLD_ID, SEEDS + 1, keys);
    database.execute(
        VERSIONS.formatted(Ours.LANES, SEEDS + 1, keys),
        "VACUUM ANALYZE " + Messages.TABLE,
        "VACUUM ANALYZE anabranch.version",
        "CHECKPOINT");
    return new MergedKeys(
        database,
        Messages.number(
            database, "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"));
  }

  /** How many rows have ever been inserted, as the server's statistics say. */
  long inserted() throws SQLException {
    return Messages.number(database, INSERTED);
  }

  /**
   * Returns once so many new rows are merged. Asks the server's statistics, some seconds late:
   * counting would read all keys again and again.
   */
  void awaitMerged(long before, long rows, Worker worker) throws Exception {
    worker.await(database, INSERTED, before + rows);
  }

  Arrivals arrivals() throws SQLException {
    return Arrivals.in(database, IS_NEW);
  }

  /** Makes it again what it was. */
  void forgetNew() throws SQLException {
    database.execute(
        "DELETE FROM " + Messages.TABLE + " WHERE " + IS_NEW,
        "DELETE FROM anabranch.version WHERE merged_at > to_timestamp(" + filledMicros + " / 1e6)",
        "DELETE FROM anabranch.watermark",
        "VACUUM " + Messages.TABLE,
        "VACUUM anabranch.version",
        "CHECKPOINT");
  }
}
