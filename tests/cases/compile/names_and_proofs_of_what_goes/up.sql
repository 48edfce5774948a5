-- ==== create_4_tables.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 4 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '750ms';

LOCK TABLE public.t IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.t_moved AS SELECT c, b FROM public.t;

ALTER STATISTICS public.i RENAME TO i_old;

ALTER STATISTICS public.j RENAME TO i;

ALTER STATISTICS public.i_old RENAME TO j;

CREATE SCHEMA "Sc";

ALTER DOMAIN public.code ADD CONSTRAINT code_check CHECK (char_length(VALUE) <= 20);

ALTER SEQUENCE public.s OWNED BY NONE;

DROP TABLE public.t;

CREATE FUNCTION "Sc".f(integer)
    RETURNS integer
    LANGUAGE sql IMMUTABLE
AS $$select 1$$;

CREATE TABLE public.b (
    x integer,
    y integer
);

ALTER TABLE public.g ALTER COLUMN a TYPE bigint;

ALTER STATISTICS public.gs SET STATISTICS 200;

CREATE STATISTICS public.gt ON b, ("Sc".f(b)) FROM public.g;

ALTER TABLE public.k
    ADD CONSTRAINT e1 EXCLUDE USING btree (k WITH =);

CREATE TABLE public.l (
    k integer,
    CONSTRAINT e1l EXCLUDE USING btree (k WITH =)
);

ALTER TABLE public.l
    ADD CONSTRAINT e2l EXCLUDE USING btree (k WITH =);

CREATE TABLE public.n (
    d code[]
);

CREATE TABLE public.t (
    c integer,
    b integer
);

INSERT INTO public.t (c, b) OVERRIDING SYSTEM VALUE SELECT c, b FROM public.t_moved;
DROP TABLE public.t_moved;

CREATE MATERIALIZED VIEW public.m AS
select null::character varying::public.code as d
  from public.g;

CREATE MATERIALIZED VIEW public.mv AS
select x.*::public.m as k0
  from public.m x;

DROP TABLE public.a;

CREATE STATISTICS public.st ON x, y FROM public.b;

