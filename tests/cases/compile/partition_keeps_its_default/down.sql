-- ==== set_the_default_of_column_log_kind.down.sql
-- Undo

ALTER TABLE public.log_2025 ALTER COLUMN note SET DEFAULT '';
ALTER TABLE public.log_2025 ALTER COLUMN kind SET DEFAULT 'b';

ALTER TABLE public.log DROP COLUMN note;
ALTER TABLE public.log ALTER COLUMN kind SET DEFAULT 'a';

ALTER TABLE public.log_2025 ALTER COLUMN kind SET DEFAULT 'own';

