-- ==== create_2_tables.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE TABLE public.a (
    id   integer,
    code text    NOT NULL,
    CONSTRAINT a_pkey PRIMARY KEY (id)
);

CREATE UNIQUE INDEX a_code ON public.a (code);

CREATE TABLE public.b (
    a_code text
);

ALTER TABLE public.b
    ADD CONSTRAINT b_a_code_fkey FOREIGN KEY (a_code) REFERENCES public.a (code);

