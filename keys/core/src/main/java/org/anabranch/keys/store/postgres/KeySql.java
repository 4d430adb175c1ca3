package org.anabranch.keys.store.postgres;

/** The statements on the tables of data keys. */
final class KeySql {

  private static final String COLUMNS =
      "id, key_name, purpose, subject, generation, kek_provider, kek, wrapped, created_at,"
          + " destroyed_at";

  private final String table;
  private final String forgotten;
  private final String secrets;

  KeySql(String table) {
    this.table = table;
    this.forgotten = table + "_forgotten";
    this.secrets = table + "_secret";
  }

  /**
   * One row: when the subject was forgotten, and the last key; parameters: subject, name, purpose.
   */
  String latest() {
    return """
        SELECT f.forgotten_at, k.*
        FROM (SELECT ?::text AS subject) s
        LEFT JOIN %s f ON f.subject = s.subject
        LEFT JOIN LATERAL (
          SELECT %s FROM %s WHERE subject = s.subject AND key_name = ? AND purpose = ?
          ORDER BY generation DESC LIMIT 1) k ON true
        """
        .formatted(forgotten, COLUMNS, table);
  }

  /** Parameter: id. */
  String find() {
    return """
        SELECT f.forgotten_at, k.*
        FROM (SELECT %s FROM %s WHERE id = ?) k LEFT JOIN %s f ON f.subject = k.subject
        """
        .formatted(COLUMNS, table, forgotten);
  }

  /** Parameters: the columns of a key but the last. */
  String insert() {
    return "INSERT INTO %s (%s) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL) ON CONFLICT DO NOTHING"
        .formatted(table, COLUMNS);
  }

  /** Parameters: subject, name, time. */
  String mark() {
    return "INSERT INTO %s (subject, key_name, forgotten_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
        .formatted(forgotten);
  }

  /** Parameters: time, subject. */
  String destroy() {
    return "UPDATE %s SET wrapped = NULL, destroyed_at = ? WHERE subject = ? AND wrapped IS NOT NULL"
        .formatted(table);
  }

  /** Parameters: key name, fingerprint. */
  String offerSecret() {
    return "INSERT INTO %s (key_name, fingerprint) VALUES (?, ?) ON CONFLICT DO NOTHING"
        .formatted(secrets);
  }

  /** Parameter: key name. */
  String secret() {
    return "SELECT fingerprint FROM %s WHERE key_name = ?".formatted(secrets);
  }

  /** Parameter: subject. */
  String hasKeys() {
    return "SELECT EXISTS (SELECT FROM %s WHERE subject = ?)".formatted(table);
  }

  /** Parameter: an array of subjects. */
  String forgottenAmong() {
    return "SELECT subject FROM %s WHERE subject = ANY (?)".formatted(forgotten);
  }

  /**
   * How many keys of subjects are there still, or were when the oldest transaction began that may
   * look at them; parameter: an array of subjects. Whose transactions they are is seen by roles
   * with pg_read_all_stats only.
   */
  String remains() {
    return """
        SELECT count(*) FROM %s k
        WHERE k.subject = ANY (?) AND (k.wrapped IS NOT NULL OR EXISTS (
          SELECT FROM (
            SELECT backend_xmin AS oldest FROM pg_stat_activity WHERE pid <> pg_backend_pid()
            UNION ALL SELECT xmin FROM pg_replication_slots
            UNION ALL SELECT transaction FROM pg_prepared_xacts) t
          WHERE age(t.oldest) >= age(k.xmin)))
        """
        .formatted(table);
  }

  String vacuum() {
    // Freezing waits for pages that others look at, which it would pass over otherwise.
    return "VACUUM (FREEZE) " + table;
  }
}
