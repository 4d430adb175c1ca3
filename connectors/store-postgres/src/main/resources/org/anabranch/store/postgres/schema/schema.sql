-- What the Anabranch merge sink keeps beside the application's tables.
-- The sink's role owns it or may read and write it; applications need nothing here. The role of the
-- capture beside it reads:
--   GRANT USAGE ON SCHEMA anabranch TO <the capture's role>;
--   GRANT SELECT ON anabranch.watermark, anabranch.version, anabranch.altered TO <the capture's role>;

CREATE SCHEMA IF NOT EXISTS anabranch;

-- How far each origin's changes of a table and lane are merged. Written in the transaction that
-- writes the rows, so the capture of this database knows that transaction as the sink's: this table
-- belongs in the capture's publication. The row of the own origin also bears the floor: what has
-- been forgotten of the lane. While snapshot_from is not 0, the origin's snapshot of the lane runs.
CREATE TABLE IF NOT EXISTS anabranch.watermark (
  origin text COLLATE "C" NOT NULL,
  table_schema text COLLATE "C" NOT NULL,
  table_name text COLLATE "C" NOT NULL,
  lane int NOT NULL,
  stamp bigint NOT NULL,
  context bytea NOT NULL,
  log_position bigint NOT NULL DEFAULT 0,
  snapshot_since bigint NOT NULL DEFAULT 0,
  snapshot_from bigint NOT NULL DEFAULT 0,
  members bigint NOT NULL DEFAULT 0,
  floor bytea,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (origin, table_schema, table_name, lane)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- The merge state of keys whose changes are in flight: a row comes with a key's first change and
-- goes once every region has it, so most rows are dead soon and vacuuming is to keep up. Columns are
-- what is in flight of columns that are merged by themselves (docs/formats/columns.md).
-- Where kept_stamp is set, the row shows this region's own change of that stamp and not the winner,
-- until somebody who has seen both writes it (docs/operations/conflicts.md).
-- Pages are not filled, so that a row that is written again has room beside its former state and needs
-- no second entry in the index.
CREATE TABLE IF NOT EXISTS anabranch.version (
  table_schema text COLLATE "C" NOT NULL,
  table_name text COLLATE "C" NOT NULL,
  lane int NOT NULL,
  key_hash bytea NOT NULL,
  vector bytea NOT NULL,
  winner_origin text COLLATE "C",
  winner_stamp bigint,
  winner_sequence bigint,
  newest bigint NOT NULL DEFAULT 0,
  deleted bool NOT NULL DEFAULT false,
  hidden bool NOT NULL DEFAULT false,
  written_at bigint,
  written_by bigint,
  written_deleted bool,
  written_kept bigint,
  columns bytea,
  kept_stamp bigint,
  merged_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (table_schema, table_name, lane, key_hash)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.1, autovacuum_vacuum_threshold = 2000,
  autovacuum_vacuum_insert_threshold = -1, autovacuum_vacuum_cost_delay = 1,
  autovacuum_analyze_scale_factor = 0.1, autovacuum_analyze_threshold = 2000);

-- Keys whose winner this database does not show; the capture asks for them after every batch.
CREATE INDEX IF NOT EXISTS version_hidden
  ON anabranch.version (table_schema, table_name, lane, key_hash) WHERE hidden;

-- Rows that the winners of their keys have and that a constraint keeps out of their tables, because
-- another row has what is unique, or a check forbids them: docs/operations/parked.md. They are tried
-- again until they are in the table, or their key has another winner. Keys and columns are texts, as
-- Postgres reads them.
CREATE TABLE IF NOT EXISTS anabranch.parked (
  table_schema text COLLATE "C" NOT NULL,
  table_name text COLLATE "C" NOT NULL,
  lane int NOT NULL,
  key_hash bytea NOT NULL,
  lanes int NOT NULL,
  winner_origin text COLLATE "C" NOT NULL,
  winner_stamp bigint NOT NULL,
  winner_sequence bigint NOT NULL,
  key json NOT NULL,
  columns jsonb NOT NULL,
  constraint_name text NOT NULL,
  topic text NOT NULL,
  "partition" int NOT NULL,
  "offset" bigint NOT NULL,
  committed_at_micros bigint NOT NULL,
  told bool NOT NULL,
  parked_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (table_schema, table_name, lane, key_hash)
);

-- The columns whose values arrive removed, masked or encrypted, by the origin that they come from. The
-- capture beside the sink never sends such a value back as if somebody here had written it. A column
-- stays listed for as long as rows may hold an altered value of it: docs/decisions/022.
CREATE TABLE IF NOT EXISTS anabranch.altered (
  origin text COLLATE "C" NOT NULL,
  table_schema text COLLATE "C" NOT NULL,
  table_name text COLLATE "C" NOT NULL,
  column_name text COLLATE "C" NOT NULL,
  since timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (origin, table_schema, table_name, column_name)
);

-- Versions that had not seen each other, and changes that could not be applied, for people. Resolved
-- once a change is merged whose region had seen both; docs/operations/conflicts.md explains them.
CREATE TABLE IF NOT EXISTS ${conflict.table} (
  id uuid PRIMARY KEY,
  table_schema text,
  table_name text,
  lane int,
  key_hash bytea,
  key jsonb,
  winner_origin text,
  winner_stamp bigint,
  winner_sequence bigint,
  winner_at timestamptz GENERATED ALWAYS AS
    (to_timestamp(NULLIF(winner_stamp, 0) / 65536 / 1000.0::float8)) STORED,
  winner_committed_at timestamptz,
  winner_row jsonb,
  winner_row_certain bool,
  loser_origin text,
  loser_stamp bigint,
  loser_sequence bigint,
  loser_at timestamptz GENERATED ALWAYS AS
    (to_timestamp(NULLIF(loser_stamp, 0) / 65536 / 1000.0::float8)) STORED,
  loser_committed_at timestamptz,
  loser_row jsonb,
  loser_row_certain bool,
  strategy text,
  verdict text NOT NULL CHECK (verdict IN ('settled', 'open', 'quarantined', 'parked')),
  reason text,
  topic text,
  "partition" int,
  "offset" bigint,
  detected_at timestamptz NOT NULL DEFAULT now(),
  resolved_at timestamptz,
  resolved_by text,
  resolved_stamp bigint
);

-- The ones that are not resolved; every batch looks there for what it settles.
${conflict.index};

-- The watermarks as people read them: a stamp is milliseconds since 1970 and a counter. Members are
-- the fingerprint of the list that the origin's capture had in its last merged record.
CREATE OR REPLACE VIEW anabranch.progress AS
SELECT origin, table_schema, table_name, lane, stamp,
  to_timestamp(NULLIF(stamp, 0) / 65536 / 1000.0::float8) AS changed_at, updated_at AS merged_at,
  snapshot_from <> 0 AS snapshot_running, lpad(to_hex(members), 16, '0') AS members
FROM anabranch.watermark;
