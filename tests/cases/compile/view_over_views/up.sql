-- ==== create_t.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE TABLE public.t (
    id integer
);

CREATE VIEW public.z AS
select id from t;

CREATE VIEW public.a AS
select id from z;

CREATE VIEW public.m AS
select id from a union all select id from z;

