-- What the Anabranch merge sink keeps beside the application's tables.
-- The sink's role owns it or may read and write it; applications need nothing here.

CREATE SCHEMA IF NOT EXISTS anabranch;

-- How far each origin's changes of a table and lane are merged. Written in the transaction that
-- writes the rows, so the capture of this database knows that transaction as the sink's: this table
-- belongs in the capture's publication.
CREATE TABLE IF NOT EXISTS anabranch.watermark (
  origin text COLLATE "C" NOT NULL,
  table_schema text COLLATE "C" NOT NULL,
  table_name text COLLATE "C" NOT NULL,
  lane int NOT NULL,
  stamp bigint NOT NULL,
  context bytea NOT NULL,
  floor bytea,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (origin, table_schema, table_name, lane)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- The merge state of keys whose changes are in flight. Rows come and go with the changes.
CREATE TABLE IF NOT EXISTS anabranch.version (
  table_schema text COLLATE "C" NOT NULL,
  table_name text COLLATE "C" NOT NULL,
  key_hash bytea NOT NULL,
  vector bytea NOT NULL,
  winner_origin text COLLATE "C",
  winner_stamp bigint,
  winner_sequence bigint,
  deleted bool NOT NULL DEFAULT false,
  written_at bigint,
  written_by bigint,
  written_deleted bool,
  written_hash bytea,
  columns bytea,
  PRIMARY KEY (table_schema, table_name, key_hash)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000,
  autovacuum_analyze_scale_factor = 0.05);

-- Versions that had not seen each other, and changes that could not be applied, for people.
CREATE TABLE IF NOT EXISTS ${conflict.table} (
  id uuid PRIMARY KEY,
  table_schema text,
  table_name text,
  key_hash bytea,
  key jsonb,
  winner_origin text,
  winner_stamp bigint,
  winner_at timestamptz GENERATED ALWAYS AS
    (to_timestamp(NULLIF(winner_stamp, 0) / 65536 / 1000.0::float8)) STORED,
  winner_committed_at timestamptz,
  winner_row jsonb,
  winner_row_certain bool,
  loser_origin text,
  loser_stamp bigint,
  loser_at timestamptz GENERATED ALWAYS AS
    (to_timestamp(NULLIF(loser_stamp, 0) / 65536 / 1000.0::float8)) STORED,
  loser_committed_at timestamptz,
  loser_row jsonb,
  loser_row_certain bool,
  strategy text,
  verdict text NOT NULL CHECK (verdict IN ('settled', 'open', 'quarantined')),
  reason text,
  topic text,
  "partition" int,
  "offset" bigint,
  detected_at timestamptz NOT NULL DEFAULT now(),
  resolved_at timestamptz,
  resolved_by text
);

-- The watermarks as people read them: a stamp is milliseconds since 1970 and a counter.
CREATE OR REPLACE VIEW anabranch.progress AS
SELECT origin, table_schema, table_name, lane, stamp,
  to_timestamp(NULLIF(stamp, 0) / 65536 / 1000.0::float8) AS changed_at, updated_at AS merged_at
FROM anabranch.watermark;
