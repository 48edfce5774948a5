CREATE TABLE IF NOT EXISTS _canai_db_seeds (
  seed_set text NOT NULL,
  table_name text NOT NULL,
  row_key jsonb NOT NULL,
  PRIMARY KEY (seed_set, table_name, row_key)
)
