-- ==== create_t.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE TABLE public.t (
    a integer,
    n integer NOT NULL
) PARTITION BY LIST (a);

CREATE UNIQUE INDEX i ON public.t (a);

CREATE TABLE public.t1 (
    a integer,
    n integer NOT NULL,
    CONSTRAINT t1_a_key UNIQUE (a)
);

ALTER TABLE public.t ATTACH PARTITION public.t1 FOR VALUES IN (1);

ALTER TABLE public.t1
    ADD CONSTRAINT t1_pkey PRIMARY KEY (a, n);

DROP TABLE public.x;

