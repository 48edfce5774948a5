-- ==== rename_enum_e_to_e2.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TYPE public.e RENAME TO e2;

DROP ROUTINE public.of_enum(IN e2);

ALTER TYPE public.mood RENAME TO mood2;

ALTER DOMAIN public.d RENAME TO d2;

ALTER TYPE public.pair RENAME TO pair2;

ALTER TABLE public.t RENAME TO t2;

ALTER TYPE public.e2 RENAME TO e2_old;

CREATE TYPE public.e2 AS ENUM ('c', 'a');

ALTER TYPE public.pair2 ADD ATTRIBUTE b integer;

CREATE FUNCTION public.of_enum(it e2)
    RETURNS e2
    LANGUAGE sql
AS $$select $1$$;

DROP TYPE public.e2_old;

