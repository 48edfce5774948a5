-- ==== rename_column_p_at_to_moment.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

DROP INDEX public.p_id;

CREATE INDEX p_id ON public.p (id);

ALTER INDEX IF EXISTS public.p2_moment_idx RENAME TO p2_at_idx;
ALTER INDEX IF EXISTS public.first_id_idx RENAME TO p1_id_idx;
ALTER INDEX IF EXISTS public.first_moment_idx RENAME TO p1_at_idx;
ALTER INDEX IF EXISTS public.first_pkey RENAME TO p1_pkey;

ALTER TABLE public.first RENAME TO p1;

ALTER TABLE public.p RENAME COLUMN moment TO at;

