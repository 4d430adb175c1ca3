package org.anabranch.regions;

import java.util.List;

/**
 * Everything that the catalog says about applications' tables: columns, defaults, constraints,
 * indexes, triggers, rules, policies, owners, replica identities. Two images are equal when nothing
 * of an application's schema was altered between them.
 */
public record CatalogImage(List<String> lines) {

  private static final String QUERY =
      """
      WITH tables AS (
        SELECT c.*, n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'anabranch')
          AND n.nspname NOT LIKE 'pg\\_%' AND c.relkind IN ('r', 'p'))
      SELECT concat_ws(' ', 'table', oid::regclass, 'owner', relowner::regrole, 'identity',
                       relreplident, reloptions::text) FROM tables
      UNION ALL
      SELECT concat_ws(' ', 'column', t.oid::regclass, a.attnum, a.attname,
                       format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
                       a.attgenerated, a.attstorage, pg_get_expr(d.adbin, d.adrelid))
        FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0
        LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND d.adnum = a.attnum
      UNION ALL
      SELECT concat_ws(' ', 'constraint', t.oid::regclass, k.conname, pg_get_constraintdef(k.oid))
        FROM tables t JOIN pg_constraint k ON k.conrelid = t.oid
      UNION ALL
      SELECT concat_ws(' ', 'index', pg_get_indexdef(i.indexrelid), i.indisvalid, i.indisreplident)
        FROM tables t JOIN pg_index i ON i.indrelid = t.oid
      UNION ALL
      SELECT concat_ws(' ', 'trigger', t.oid::regclass, pg_get_triggerdef(g.oid), g.tgenabled)
        FROM tables t JOIN pg_trigger g ON g.tgrelid = t.oid
      UNION ALL
      SELECT concat_ws(' ', 'rule', pg_get_ruledef(r.oid))
        FROM tables t JOIN pg_rewrite r ON r.ev_class = t.oid
      UNION ALL
      SELECT concat_ws(' ', 'policy', t.oid::regclass, p.polname)
        FROM tables t JOIN pg_policy p ON p.polrelid = t.oid
      ORDER BY 1
      """;

  public CatalogImage {
    lines = List.copyOf(lines);
  }

  public static CatalogImage of(Region region) {
    return new CatalogImage(region.column(QUERY));
  }
}
