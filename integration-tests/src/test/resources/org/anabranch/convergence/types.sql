CREATE EXTENSION IF NOT EXISTS hstore;
CREATE EXTENSION IF NOT EXISTS ltree;
CREATE EXTENSION IF NOT EXISTS citext;
CREATE TYPE assistant.mood AS ENUM ('calm', 'it''s "odd"', 'Loud');
CREATE TYPE assistant.place AS (street text, number int);
CREATE DOMAIN assistant.percent AS int CHECK (VALUE BETWEEN 0 AND 100);

CREATE TABLE assistant."Every Type" (
  "Id" bigint GENERATED ALWAYS AS IDENTITY (START WITH 1000 INCREMENT BY 2),
  "half ""quoted""" smallint,
  i int, l bigint, r real, d double precision,
  n numeric, n2 numeric(12, 3), m money, b boolean,
  t text, v varchar(10), c char(6), ci citext, name name,
  bytes bytea, j json, jb jsonb, x xml, u uuid,
  day date, tm time, tmz time with time zone, ts timestamp, tsz timestamptz, ts3 timestamp(3), iv interval,
  bit1 bit, bits bit(11), vbits varbit(20),
  ip inet, net cidr, mac macaddr,
  mood assistant.mood, percent assistant.percent, place assistant.place,
  h hstore, path ltree, vector tsvector, lsn pg_lsn,
  ir int4range, tr tstzrange, nr numrange,
  pt point,
  ints int[], texts text[], numerics numeric[], moods assistant.mood[], days date[], stamps timestamptz[],
  uuids uuid[], jsons jsonb[], bools boolean[], nested int[][],
  doubled bigint GENERATED ALWAYS AS (i::bigint * 2) STORED,
  PRIMARY KEY ("Id")
);

CREATE TABLE assistant."Parted" (k int, part text, v text, PRIMARY KEY (k, part)) PARTITION BY LIST (part);
CREATE TABLE assistant.parted_a PARTITION OF assistant."Parted" FOR VALUES IN ('a');
CREATE TABLE assistant.parted_rest PARTITION OF assistant."Parted" DEFAULT;

CREATE TABLE assistant.keyed (
  u uuid, n numeric(20, 4), d date, ts timestamptz, mood assistant.mood, b bytea, t text, s smallint, v text DEFAULT 'the default',
  PRIMARY KEY (u, n, d, ts, mood, b, t, s)
);
