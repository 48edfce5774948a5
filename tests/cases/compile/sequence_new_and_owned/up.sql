-- ==== create_t.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE SEQUENCE public.s;

CREATE TABLE public.t (
    id bigint DEFAULT nextval('s'),
    CONSTRAINT t_pkey PRIMARY KEY (id)
);

ALTER SEQUENCE public.s OWNED BY public.t.id;

