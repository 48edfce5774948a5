-- ==== rename_column_t_a_to_b.down.sql
-- Undo

SET LOCAL check_function_bodies = off;

CREATE OR REPLACE FUNCTION public.f()
    RETURNS integer
    LANGUAGE sql
AS $$select a from t$$;

ALTER TABLE public.t DROP COLUMN c;

ALTER TABLE public.t RENAME COLUMN b TO a;

