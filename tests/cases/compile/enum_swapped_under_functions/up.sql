-- ==== drop_constraint_t_t_x_check.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP VIEW public.v;

ALTER TABLE public.t DROP CONSTRAINT t_x_check;

DROP ROUTINE public.ff(IN e);

ALTER TYPE public.e RENAME TO e_old;

CREATE TYPE public.e AS ENUM ('a', 'c');

CREATE FUNCTION public.ff(e)
    RETURNS integer
    LANGUAGE sql IMMUTABLE
AS $$select 1$$;

ALTER TABLE public.t ALTER COLUMN x TYPE e USING x::text::e;
ALTER TABLE public.t
    ADD CONSTRAINT t_x_check CHECK (public.ff(x) > 0) NOT VALID;

CREATE VIEW public.v AS
select public.ff(t.x) as y
  from public.t;

DROP TYPE public.e_old;

-- ==== drop_constraint_t_t_x_check_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t VALIDATE CONSTRAINT t_x_check;

