-- ==== create_2_tables.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 5 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '600ms';

ALTER TABLE public.a ALTER COLUMN i DROP DEFAULT;

CREATE TABLE public.a_spans (
    c span DEFAULT public.span((1)::double precision, (2)::double precision, '[]'::text),
    CONSTRAINT a_spans_c_check CHECK (c <@ public.span_multirange(c))
);

ALTER TABLE public.coming
    ADD CONSTRAINT coming_id_not_null CHECK (id IS NOT NULL) NOT VALID;

ALTER TABLE public.regs DROP CONSTRAINT regs_p_check;

DROP ROUTINE public.f(IN integer);

CREATE FUNCTION public.f(integer)
    RETURNS text
    LANGUAGE sql
AS $$ select 'x' $$;

ALTER TABLE public.regs
    ADD CONSTRAINT regs_p_check CHECK (p <> 'public.f(integer)'::regprocedure::oid) NOT VALID;
ALTER TABLE public.regs ALTER COLUMN q DROP DEFAULT;
ALTER TABLE public.regs ALTER COLUMN r DROP DEFAULT;

ALTER TABLE public.t ALTER COLUMN id DROP IDENTITY;

CREATE SEQUENCE public.t_id_seq AS integer;

ALTER SEQUENCE public.t_id_seq OWNED BY public.t.id;

ALTER TABLE public.a ALTER COLUMN i SET DEFAULT nextval('public.t_id_seq'::regclass);

SELECT setval('public.t_id_seq', greatest(max(i), pg_sequence_last_value('public.t_id_seq'))) FROM public.a HAVING max(i) >= 1;

ALTER TABLE public.t ALTER COLUMN id SET DEFAULT nextval('public.t_id_seq'::regclass);

SELECT setval('public.t_id_seq', greatest(max(id), pg_sequence_last_value('public.t_id_seq'))) FROM public.t HAVING max(id) >= 1;

DROP TABLE public.r;

CREATE VIEW public.r AS
select 1 as i;

ALTER TABLE public.regs ALTER COLUMN r SET DEFAULT 'public.r'::regclass;

DROP TYPE public.kind;

CREATE TYPE public.kind AS (
    x integer
);

ALTER TABLE public.regs ALTER COLUMN q SET DEFAULT 'public.kind[]'::regtype;

-- ==== create_2_tables_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.coming VALIDATE CONSTRAINT coming_id_not_null;

ALTER TABLE public.regs VALIDATE CONSTRAINT regs_p_check;

-- ==== create_2_tables_not_null.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.coming ALTER COLUMN id SET NOT NULL;
ALTER TABLE public.coming DROP CONSTRAINT coming_id_not_null;
ALTER TABLE public.coming ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;

CREATE TABLE public.aa (
    i integer DEFAULT nextval('public.coming_id_seq'::regclass)
);

SELECT setval(pg_get_serial_sequence('public.coming', 'id'), max(id)) FROM public.coming HAVING max(id) >= 1;

CREATE VIEW public.counted AS
select coming_id_seq.last_value
  from public.coming_id_seq;

