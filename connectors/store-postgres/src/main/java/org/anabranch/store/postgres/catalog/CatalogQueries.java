package org.anabranch.store.postgres.catalog;

/** The queries of Postgres' catalogs by which a table is read. */
final class CatalogQueries {

  static final String RELATION =
      """
      SELECT c.oid::bigint, c.relkind::text, row_security_active(c.oid)
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ? AND c.relname = ?
      """;

  /**
   * Each column once per step from its declared type to the type of its innermost value: a domain's
   * base type is on the same level, an array's elements are a level deeper. A domain over a type
   * with a length says it itself; an array hands the column's on to its elements. Four is what
   * Postgres adds to a length to tell it from none ({@code
   * information_schema._pg_char_max_length}).
   */
  static final String COLUMNS =
      """
      WITH RECURSIVE type_of(attnum, typid, typmod, level, step) AS (
        SELECT attnum, atttypid, atttypmod, 0, 0 FROM pg_catalog.pg_attribute
        WHERE attrelid = ? AND attnum > 0 AND NOT attisdropped
        UNION ALL
        SELECT d.attnum, CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.typelem END,
          CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE d.typmod END,
          CASE WHEN t.typtype = 'd' THEN d.level ELSE d.level + 1 END, d.step + 1
        FROM type_of d JOIN pg_catalog.pg_type t ON t.oid = d.typid
        WHERE t.typtype = 'd' OR (t.typcategory = 'A' AND t.typelem <> 0))
      SELECT a.attname, n.nspname, t.typname, t.typdelim::text, d.level, a.attgenerated::text,
        a.attidentity::text, pg_catalog.pg_get_expr(f.adbin, f.adrelid),
        CASE WHEN t.typname IN ('varchar', 'bpchar') AND d.typmod > 4 THEN d.typmod - 4 END
      FROM type_of d
      JOIN pg_catalog.pg_type t ON t.oid = d.typid AND t.typtype <> 'd'
      JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
      JOIN pg_catalog.pg_attribute a ON a.attrelid = ? AND a.attnum = d.attnum
      LEFT JOIN pg_catalog.pg_attrdef f
        ON f.adrelid = a.attrelid AND f.adnum = a.attnum AND a.attgenerated = ''
      ORDER BY a.attnum, d.step DESC
      """;

  static final String UNIQUE_KEYS =
      """
      SELECT i.indexrelid::bigint, i.indimmediate, a.attname, n.nspname, o.oprname, i.indisprimary
      FROM pg_catalog.pg_index i
      CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY k(attnum, place)
      JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
      JOIN pg_catalog.pg_opclass c ON c.oid = i.indclass[k.place - 1]
      JOIN pg_catalog.pg_amop e ON e.amopfamily = c.opcfamily AND e.amopstrategy = 3
        AND e.amoplefttype = c.opcintype AND e.amoprighttype = c.opcintype
      JOIN pg_catalog.pg_operator o ON o.oid = e.amopopr
      JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
      WHERE i.indrelid = ? AND i.indisunique AND i.indisvalid AND i.indpred IS NULL
        AND i.indexprs IS NULL AND k.place <= i.indnkeyatts
      ORDER BY i.indisprimary DESC, i.indexrelid, k.place
      """;

  /** Triggers that fire for the sink's writes whatever it does, and those that fire ordinarily. */
  static final String TRIGGERS =
      """
      SELECT t.tgname, t.tgenabled IN ('A', 'R'), n.nspname, c.relname
      FROM pg_catalog.pg_trigger t
      JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE t.tgrelid IN (SELECT ?::oid UNION SELECT relid FROM pg_catalog.pg_partition_tree(?::oid))
        AND t.tgenabled <> 'D' AND (t.tgenabled IN ('A', 'R') OR NOT t.tgisinternal)
      ORDER BY 2 DESC, 1
      """;

  static final String FOREIGN_KEY_ACTIONS =
      """
      SELECT f.conname
      FROM pg_catalog.pg_constraint f
      WHERE f.contype = 'f' AND f.confrelid = ?::oid
        AND (f.confdeltype IN ('c', 'n', 'd') OR f.confupdtype IN ('c', 'n', 'd'))
      ORDER BY 1
      """;

  private CatalogQueries() {}
}
