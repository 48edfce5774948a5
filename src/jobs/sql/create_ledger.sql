-- What jobs did, for whoever has to prove it. No value of a row is in it: ages, numbers and names.
CREATE SCHEMA IF NOT EXISTS canai_db;
CREATE TABLE IF NOT EXISTS canai_db.job_runs (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  job text NOT NULL,
  kind text NOT NULL,
  policy text NOT NULL,
  run_by text NOT NULL DEFAULT session_user,
  counted_from timestamptz NOT NULL,
  cutoff timestamptz NOT NULL,
  sizes jsonb NOT NULL DEFAULT '{}',
  started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  ended_at timestamptz,
  outcome text NOT NULL DEFAULT 'running'
    CHECK (outcome IN ('running', 'done', 'limit', 'interrupted', 'failed', 'lost')),
  reason text
);
CREATE INDEX IF NOT EXISTS job_runs_job_started_at_idx ON canai_db.job_runs (job, started_at DESC);
CREATE TABLE IF NOT EXISTS canai_db.job_batches (
  run_id bigint NOT NULL REFERENCES canai_db.job_runs ON DELETE CASCADE,
  number integer NOT NULL,
  table_name text NOT NULL,
  action text NOT NULL,
  lower timestamptz,
  upper timestamptz,
  rows bigint NOT NULL,
  cascaded jsonb NOT NULL DEFAULT '{}',
  detached jsonb NOT NULL DEFAULT '{}',
  milliseconds bigint NOT NULL,
  file text,
  ended_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (run_id, number)
);
-- What tells this ledger from another database's.
CREATE TABLE IF NOT EXISTS canai_db.ledger (id uuid PRIMARY KEY DEFAULT gen_random_uuid());
INSERT INTO canai_db.ledger SELECT gen_random_uuid() WHERE NOT EXISTS (SELECT FROM canai_db.ledger);
CREATE TABLE IF NOT EXISTS canai_db.archive_files (
  file text PRIMARY KEY,
  job text NOT NULL,
  table_name text NOT NULL,
  folder text NOT NULL,
  rows bigint NOT NULL,
  sha256 text NOT NULL,
  written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  gone_at timestamptz,
  gone_because text CHECK (gone_because IN ('expired', 'restored', 'rewritten', 'erased', 'lost'))
);
CREATE INDEX IF NOT EXISTS archive_files_held_idx ON canai_db.archive_files (table_name) WHERE gone_at IS NULL;
COMMENT ON TABLE canai_db.ledger IS 'The number of this database''s ledger, by which folders of archive files know it.';
COMMENT ON TABLE canai_db.archive_files IS 'Files that archive jobs wrote: those that hold rows, and what became of the others.';
COMMENT ON TABLE canai_db.job_runs IS 'Runs of canai-db''s jobs: the policy in force, the age, the outcome.';
COMMENT ON TABLE canai_db.job_batches IS 'What each batch of a run did: how many rows of which table, of which age.';
