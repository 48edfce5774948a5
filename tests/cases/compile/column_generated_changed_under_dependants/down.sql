-- ==== drop_constraint_t_t_g_key_5.down.sql
-- Undo

DROP VIEW public.v;

ALTER TABLE public.t DROP CONSTRAINT t_g_key;

CREATE UNIQUE INDEX t_g_key ON public.t (g);

-- ==== drop_constraint_t_t_g_key_create_by_g.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.by_g;

-- ==== drop_constraint_t_t_g_key_create_t_g_key.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.t_g_key;

-- ==== drop_constraint_t_t_g_key_validate.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT positive;
ALTER TABLE public.t
    ADD CONSTRAINT positive CHECK (g > 0) NOT VALID;

-- ==== drop_constraint_t_t_g_key.down.sql
-- Undo

DROP POLICY p ON public.t;

DROP STATISTICS public."both";

ALTER TABLE public.t DROP CONSTRAINT positive;
ALTER TABLE public.t DROP COLUMN g;
ALTER TABLE public.t ALTER COLUMN a TYPE integer;
ALTER TABLE public.t ADD COLUMN g integer GENERATED ALWAYS AS (doubled(a)) STORED NOT NULL;

ALTER TABLE ONLY public.t ALTER COLUMN g SET STATISTICS 50;

COMMENT ON COLUMN public.t.g IS 'Twice.';

GRANT SELECT (g) ON TABLE public.t TO reader;

CREATE POLICY p ON public.t FOR ALL TO PUBLIC
    USING (g > 1);

CREATE STATISTICS public."both" ON g, b FROM public.t;

CREATE INDEX by_g ON public.t (g, b);

ALTER TABLE public.t
    ADD CONSTRAINT positive CHECK (g > 0);
ALTER TABLE public.t
    ADD CONSTRAINT t_g_key UNIQUE (g);

CREATE VIEW public.v AS
select g, b from t;

COMMENT ON VIEW public.v IS 'Over t.';

