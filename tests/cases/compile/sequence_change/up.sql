-- ==== rename_sequence_renamed_to_other.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER SEQUENCE public.renamed RENAME TO other;

ALTER SEQUENCE public.down INCREMENT BY -2 MINVALUE -50 NO MAXVALUE START WITH -1 CACHE 1 NO CYCLE;

ALTER SEQUENCE public.free OWNED BY public.t.id;

ALTER SEQUENCE public.owned OWNED BY NONE;

ALTER SEQUENCE public.s INCREMENT BY 2 NO MINVALUE MAXVALUE 100 START WITH 1 CACHE 1 CYCLE;

ALTER SEQUENCE public.small AS smallint;

