-- ==== add_column_users_l_not_null.down.sql
-- Undo

ALTER TABLE public.users
    ADD CONSTRAINT users_l_not_null CHECK (l IS NOT NULL);
ALTER TABLE public.users ALTER COLUMN l DROP NOT NULL;

-- ==== add_column_users_l_validate.down.sql
-- Undo

ALTER TABLE public.users DROP CONSTRAINT users_l_not_null;
ALTER TABLE public.users
    ADD CONSTRAINT users_l_not_null CHECK (l IS NOT NULL) NOT VALID;

-- ==== add_column_users_l_add_constraints.down.sql
-- Undo

ALTER TABLE public.users DROP CONSTRAINT users_l_not_null;

-- ==== add_column_users_l_backfill.down.sql
-- Nothing is left to undo.

-- ==== add_column_users_l.down.sql
-- Undo

SET LOCAL check_function_bodies = off;

ALTER TABLE public.users ALTER COLUMN l DROP DEFAULT;

DROP ROUTINE public.label(IN text);

CREATE FUNCTION public.label(s integer)
    RETURNS text
    LANGUAGE sql IMMUTABLE
AS $$ SELECT s::text $$;

ALTER TABLE public.users DROP COLUMN l;

