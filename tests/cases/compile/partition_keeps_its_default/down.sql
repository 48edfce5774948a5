-- ==== set_the_default_of_column_log_kind.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.log_2025 ALTER COLUMN note SET DEFAULT '';
ALTER TABLE public.log_2025 ALTER COLUMN kind SET DEFAULT 'b';

ALTER TABLE public.log DROP COLUMN note;
ALTER TABLE public.log ALTER COLUMN kind SET DEFAULT 'a';

ALTER TABLE public.log_2025 ALTER COLUMN kind SET DEFAULT 'own';

