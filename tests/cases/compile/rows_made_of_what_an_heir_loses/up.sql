-- ==== drop_column_base_gone.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

ALTER TABLE public.base DROP COLUMN gone;

ALTER TABLE public.parts DROP COLUMN gone;

CREATE FUNCTION public.all_of_part()
    RETURNS setof public.part
    LANGUAGE sql
begin atomic
 select part.id
    from public.part;
end;

ALTER TABLE public.heir DROP COLUMN IF EXISTS gone;

CREATE FUNCTION public.all_of_heir()
    RETURNS setof public.heir
    LANGUAGE sql
begin atomic
 select heir.id
    from public.heir;
end;

