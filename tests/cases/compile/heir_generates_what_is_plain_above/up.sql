-- ==== create_2_tables.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

LOCK TABLE public.t IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.t_moved AS SELECT id, a FROM public.t;

DROP TABLE public.t;

ALTER TABLE public.p ALTER COLUMN b TYPE bigint;

CREATE TABLE public.d (
    z integer,
    b bigint  GENERATED ALWAYS AS (z * 2) STORED
) INHERITS (public.p);

CREATE TABLE public.t (
    id integer,
    b  integer,
    a  integer,
    CONSTRAINT t_pkey PRIMARY KEY (id)
);

INSERT INTO public.t (id, a) OVERRIDING SYSTEM VALUE SELECT id, a FROM public.t_moved;
DROP TABLE public.t_moved;

DROP TYPE public.mood;

