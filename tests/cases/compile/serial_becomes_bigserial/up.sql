-- ==== alter_sequence_t_id_seq.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER SEQUENCE public.t_id_seq AS bigint;

ALTER TABLE public.t
    ALTER COLUMN id DROP DEFAULT,
    ALTER COLUMN id TYPE bigint,
    ALTER COLUMN id SET DEFAULT nextval('public.t_id_seq'::regclass);

