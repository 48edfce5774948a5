-- ==== change_type_of_column_c_z_from_integer_to_bigint.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 10 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '300ms';

ALTER TABLE public.c NO INHERIT public.p;

ALTER TABLE public.child NO INHERIT public.parent;

ALTER TABLE public.d NO INHERIT public.c;

ALTER TABLE public.c ALTER COLUMN z TYPE bigint;

ALTER TABLE public.d ALTER COLUMN z TYPE bigint;

ALTER TABLE public.p ADD COLUMN z bigint;

ALTER TABLE public.d INHERIT public.p;

ALTER TABLE public.d INHERIT public.c;

ALTER TABLE public.has ALTER COLUMN b TYPE text;

ALTER TABLE public.keeps ALTER COLUMN name DROP NOT NULL;

ALTER TABLE public.child DROP COLUMN w;

ALTER TABLE public.parent INHERIT public.child;

ALTER TABLE ONLY public.loses DROP COLUMN IF EXISTS name;

ALTER TABLE public.keeps
    ALTER COLUMN name DROP DEFAULT,
    ALTER COLUMN name TYPE text;

DROP TABLE public.goes;

ALTER TABLE public.gets ADD COLUMN b text;

