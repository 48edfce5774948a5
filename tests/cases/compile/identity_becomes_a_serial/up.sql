-- ==== drop_the_default_of_column_t_id.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t ALTER COLUMN id DROP IDENTITY;

CREATE SEQUENCE public.t_id_seq AS integer;

ALTER SEQUENCE public.t_id_seq OWNED BY public.t.id;

ALTER TABLE public.t ALTER COLUMN id SET DEFAULT nextval('t_id_seq');

SELECT setval('public.t_id_seq', greatest(max(id), pg_sequence_last_value('public.t_id_seq'))) FROM public.t HAVING max(id) >= 1;

