-- ==== create_2_tables.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.log ADD COLUMN more integer DEFAULT 1;
ALTER TABLE public.log
    ADD CONSTRAINT log_kind_check CHECK (kind <> '') NOT VALID;

CREATE INDEX log_at ON public.log (at);

-- ==== create_2_tables_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.log VALIDATE CONSTRAINT log_kind_check;

CREATE TABLE public.log_2027 PARTITION OF public.log
    FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');

COMMENT ON TABLE public.log_2027 IS 'Next year.';

CREATE TABLE public.log_rest PARTITION OF public.log
    DEFAULT;

CREATE INDEX rest_own ON public.log_rest (kind, id);

