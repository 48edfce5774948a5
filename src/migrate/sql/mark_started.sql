CREATE TABLE IF NOT EXISTS _canai_db_started (
    version BIGINT NOT NULL,
    checksum BYTEA NOT NULL,
    started_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
TRUNCATE _canai_db_started;
