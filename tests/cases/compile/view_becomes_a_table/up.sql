-- ==== create_t.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP VIEW public.u;
DROP VIEW public.t;

CREATE TABLE public.t (
    id integer,
    CONSTRAINT t_pkey PRIMARY KEY (id)
);

CREATE VIEW public.u AS
select id from t;

