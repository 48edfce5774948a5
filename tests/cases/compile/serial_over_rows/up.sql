-- ==== create_sequence_a_id_seq.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 4 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '750ms';

CREATE SEQUENCE public.a_id_seq AS integer;

ALTER SEQUENCE public.a_id_seq OWNED BY public.a.id;

CREATE SEQUENCE public.d_id_seq;

ALTER TABLE public.a ALTER COLUMN id SET DEFAULT nextval('public.a_id_seq'::regclass);

SELECT setval('public.a_id_seq', greatest(max(id), pg_sequence_last_value('public.a_id_seq'))) FROM public.a HAVING max(id) >= 1;

ALTER TABLE public.b ALTER COLUMN id DROP IDENTITY;

CREATE SEQUENCE public.b_id_seq AS integer;

ALTER SEQUENCE public.b_id_seq OWNED BY public.b.id;

ALTER TABLE public.b ALTER COLUMN id SET DEFAULT nextval('public.b_id_seq'::regclass);

SELECT setval('public.b_id_seq', greatest(max(id), pg_sequence_last_value('public.b_id_seq'))) FROM public.b HAVING max(id) >= 1;

ALTER TABLE public.c ALTER COLUMN id DROP DEFAULT;

ALTER TABLE public.d
    ALTER COLUMN id TYPE bigint,
    ALTER COLUMN id SET DEFAULT nextval('public.d_id_seq'::regclass);

ALTER SEQUENCE public.d_id_seq OWNED BY public.d.id;

SELECT setval('public.d_id_seq', greatest(max(id), pg_sequence_last_value('public.d_id_seq'))) FROM public.d HAVING max(id) >= 1;

DROP SEQUENCE public.c_id_seq;

ALTER TABLE public.c ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;

SELECT setval(pg_get_serial_sequence('public.c', 'id'), max(id)) FROM public.c HAVING max(id) >= 1;

