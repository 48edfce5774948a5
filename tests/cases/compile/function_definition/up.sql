-- ==== replace_function_plus_integer_integer.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

DROP ROUTINE public.adds(IN integer);
DROP ROUTINE public.reads(IN integer);

CREATE OR REPLACE FUNCTION public.plus(a integer, b integer)
    RETURNS integer
    LANGUAGE sql IMMUTABLE
return a + b + 0;

ALTER TABLE public.t ALTER COLUMN label TYPE text;

CREATE PROCEDURE public.adds(n integer)
    LANGUAGE sql
begin atomic
  insert into public.t (id) values (n);
  insert into public.t (id) values (public.plus(n, 2));
end;

CREATE OR REPLACE FUNCTION public.becomes_text()
    RETURNS integer
    LANGUAGE sql
AS $$select 1$$;

CREATE FUNCTION public.reads(wanted integer)
    RETURNS text
    LANGUAGE sql
return (select label from public.t where id = wanted);

DROP ROUTINE public.dropped();
DROP TABLE public.gone;

