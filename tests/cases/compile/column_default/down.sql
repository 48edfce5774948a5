-- ==== set_the_default_of_column_t_a.down.sql
-- Undo

ALTER TABLE public.t ALTER COLUMN e SET DEFAULT 'it''s';
ALTER TABLE public.t ALTER COLUMN d SET DEFAULT now();
ALTER TABLE public.t ALTER COLUMN c SET DEFAULT 1;
ALTER TABLE public.t ALTER COLUMN b SET DEFAULT 1;
ALTER TABLE public.t ALTER COLUMN a DROP DEFAULT;

