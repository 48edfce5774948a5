-- ==== drop_constraint_t_t_g_key.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP VIEW public.v;

ALTER TABLE public.t DROP CONSTRAINT t_g_key;
ALTER TABLE public.t DROP CONSTRAINT positive;

DROP INDEX public.by_g;

DROP STATISTICS public."both";

DROP POLICY p ON public.t;

ALTER TABLE public.t DROP COLUMN g;
ALTER TABLE public.t ALTER COLUMN a TYPE bigint;
ALTER TABLE public.t ADD COLUMN g bigint GENERATED ALWAYS AS (a * 3) STORED NOT NULL;
ALTER TABLE public.t
    ADD CONSTRAINT positive CHECK (g > 0) NOT VALID;

COMMENT ON COLUMN public.t.g IS 'Thrice.';

ALTER TABLE ONLY public.t ALTER COLUMN g SET STATISTICS 50;

CREATE STATISTICS public."both" ON g, b FROM public.t;

CREATE POLICY p ON public.t FOR ALL TO PUBLIC
    USING (g > 1);

GRANT SELECT (g) ON TABLE public.t TO reader;

-- ==== drop_constraint_t_t_g_key_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t VALIDATE CONSTRAINT positive;

-- ==== drop_constraint_t_t_g_key_create_t_g_key.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY t_g_key ON public.t (g);

-- ==== drop_constraint_t_t_g_key_create_by_g.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY by_g ON public.t (g, b);

-- ==== drop_constraint_t_t_g_key_5.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t
    ADD CONSTRAINT t_g_key UNIQUE USING INDEX t_g_key;

CREATE VIEW public.v AS
select g, b from t;

COMMENT ON VIEW public.v IS 'Over t.';

