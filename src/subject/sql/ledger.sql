CREATE SCHEMA IF NOT EXISTS canai_db;
-- Who asked is not in it: a keyed hash tells whether it was the same person, to whoever has the key.
CREATE TABLE canai_db.subject_requests (
    id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    kind         text NOT NULL CHECK (kind IN ('erase')),
    subject_hmac bytea,
    plan_hash    text NOT NULL,
    counts       jsonb NOT NULL DEFAULT '{}',
    left_over    jsonb,
    started_at   timestamptz NOT NULL DEFAULT now(),
    finished_at  timestamptz
);
CREATE UNIQUE INDEX subject_requests_open ON canai_db.subject_requests (kind, subject_hmac) WHERE finished_at IS NULL;
-- What is still to be erased. A row leaves it in the transaction that erases what it names.
CREATE TABLE canai_db.subject_queue (
    request    uuid NOT NULL REFERENCES canai_db.subject_requests (id) ON DELETE CASCADE,
    table_name text NOT NULL,
    key        text[] NOT NULL,
    PRIMARY KEY (request, table_name, key)
);
ALTER TABLE canai_db.subject_requests ENABLE ROW LEVEL SECURITY;
ALTER TABLE canai_db.subject_queue ENABLE ROW LEVEL SECURITY;
REVOKE ALL ON canai_db.subject_requests, canai_db.subject_queue FROM PUBLIC;
