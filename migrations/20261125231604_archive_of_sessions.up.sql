-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE TABLE public.session_logs_archive (
    id        bigint      GENERATED ALWAYS AS IDENTITY,
    lower     timestamptz NOT NULL,
    upper     timestamptz NOT NULL,
    row_count integer     NOT NULL,
    rows      jsonb       COMPRESSION lz4 NOT NULL,
    CONSTRAINT session_logs_archive_pkey PRIMARY KEY (id)
);

COMMENT ON TABLE public.session_logs_archive IS 'Old rows of session_logs, many in one compressed value; the job compress-old-logs moves them.';
COMMENT ON COLUMN public.session_logs_archive.lower IS 'The created_at of its oldest row.';
COMMENT ON COLUMN public.session_logs_archive.upper IS 'The created_at of its newest row.';
COMMENT ON COLUMN public.session_logs_archive.rows IS 'Array of the rows as objects.';

CREATE INDEX idx_session_logs_archive_lower ON public.session_logs_archive (lower);

ALTER TABLE public.session_logs_archive ENABLE ROW LEVEL SECURITY;
