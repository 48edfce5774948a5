-- ==== rename_column_p_at_to_moment.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.p RENAME COLUMN at TO moment;

ALTER TABLE public.p1 RENAME TO first;

ALTER INDEX IF EXISTS public.p1_pkey RENAME TO first_pkey;
ALTER INDEX IF EXISTS public.p1_at_idx RENAME TO first_moment_idx;
ALTER INDEX IF EXISTS public.p1_id_idx RENAME TO first_id_idx;
ALTER INDEX IF EXISTS public.p2_at_idx RENAME TO p2_moment_idx;

DROP INDEX public.p_id;

CREATE INDEX p_id ON public.p (id DESC);

