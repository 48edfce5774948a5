-- ==== rename_table_pa_to_pa_n.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.h ALTER COLUMN a_n DROP DEFAULT;

ALTER TABLE public.pa_n ALTER COLUMN a_n TYPE integer;

ALTER TABLE public.h ALTER COLUMN a_n SET DEFAULT 8;

ALTER TABLE public.pa_n RENAME COLUMN a_n TO a;
ALTER TABLE public.pa_n RENAME TO pa;

