-- ==== create_3_tables.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 9 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '333ms';

ALTER TABLE public.a2 NO INHERIT public.a1;

ALTER TABLE public.a3 NO INHERIT public.a1;

ALTER TABLE public.a4 NO INHERIT public.a3;

ALTER TABLE public.a4 NO INHERIT public.a2;

ALTER TABLE public.heir_ids NO INHERIT public.ids;

ALTER TABLE public.k3 NO INHERIT public.k2;

ALTER TABLE public.a1 ALTER COLUMN y DROP DEFAULT;

ALTER TABLE public.a3 ALTER COLUMN y DROP DEFAULT;

ALTER TABLE public.a4 ALTER COLUMN y DROP DEFAULT;

ALTER TABLE public.heir_ids ALTER COLUMN id DROP IDENTITY;

ALTER TABLE public.ids ALTER COLUMN id DROP IDENTITY;

CREATE SEQUENCE public.ids_id_seq AS integer;

ALTER SEQUENCE public.ids_id_seq OWNED BY public.ids.id;

ALTER TABLE public.heir_ids ALTER COLUMN id SET DEFAULT nextval('public.ids_id_seq'::regclass);

SELECT setval('public.ids_id_seq', greatest(max(id), pg_sequence_last_value('public.ids_id_seq'))) FROM public.heir_ids HAVING max(id) >= 1;

ALTER TABLE public.ids ALTER COLUMN id SET DEFAULT nextval('public.ids_id_seq'::regclass);

SELECT setval('public.ids_id_seq', greatest(max(id), pg_sequence_last_value('public.ids_id_seq'))) FROM public.ids HAVING max(id) >= 1;

ALTER TABLE public.k3 ALTER COLUMN c DROP DEFAULT;

CREATE TABLE public.more1 (
    b integer DEFAULT 3
);

CREATE TABLE public.more2 (
    b integer DEFAULT 4
);

CREATE TABLE public.more3 (
    b integer
);

ALTER TABLE public.more3 INHERIT public.more1;

ALTER TABLE public.more3 INHERIT public.more2;

ALTER TABLE public.p ALTER COLUMN c DROP DEFAULT;

ALTER TABLE public.a2 INHERIT public.a1;

ALTER TABLE public.a3 INHERIT public.a1;

ALTER TABLE public.a4 INHERIT public.a2;

ALTER TABLE public.a4 INHERIT public.a3;

ALTER TABLE public.heir_ids INHERIT public.ids;

ALTER TABLE public.k2 INHERIT public.p;

ALTER TABLE public.k3 INHERIT public.k2;

