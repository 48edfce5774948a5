-- What sets with `prune` have listed. A key may be longer than an index holds, so its hash is unique.
CREATE TABLE IF NOT EXISTS _canai_db_seeds (
  seed_set text NOT NULL,
  table_name text NOT NULL,
  row_key jsonb NOT NULL
);
ALTER TABLE _canai_db_seeds DROP CONSTRAINT IF EXISTS _canai_db_seeds_pkey;
CREATE UNIQUE INDEX IF NOT EXISTS _canai_db_seeds_row_key
  ON _canai_db_seeds (seed_set, table_name, md5(row_key::text));
