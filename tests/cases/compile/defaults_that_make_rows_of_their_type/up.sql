-- ==== create_comes.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

DROP ROUTINE public.rows_of();

ALTER DOMAIN public.dc DROP DEFAULT;

ALTER TABLE public.t ALTER COLUMN b DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN l DROP DEFAULT;

DROP TABLE public.goes;

ALTER TYPE public.c ADD ATTRIBUTE x date;

ALTER DOMAIN public.dc SET DEFAULT (row(1, 'x'::text, (now())::date));

CREATE FUNCTION public.rows_of()
    RETURNS setof public.c
    LANGUAGE sql
AS $$ SELECT 1, 'x'::text, now()::date $$;

CREATE TABLE public.comes (
    a integer,
    b c       DEFAULT (row(1, 'x'::text, (now())::date))
);

ALTER TABLE public.t ALTER COLUMN b SET DEFAULT (row(1, 'x'::text, (now())::date));
ALTER TABLE public.t ALTER COLUMN l SET DEFAULT '(1,x,)';

