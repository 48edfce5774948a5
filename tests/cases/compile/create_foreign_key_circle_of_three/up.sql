-- ==== create_3_tables.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE TABLE public.c (
    id   integer,
    next integer,
    CONSTRAINT c_pkey PRIMARY KEY (id)
);

CREATE TABLE public.b (
    id   integer,
    next integer,
    CONSTRAINT b_pkey PRIMARY KEY (id),
    CONSTRAINT b_next_fkey FOREIGN KEY (next) REFERENCES public.c (id)
);

CREATE TABLE public.a (
    id   integer,
    next integer,
    CONSTRAINT a_pkey PRIMARY KEY (id),
    CONSTRAINT a_next_fkey FOREIGN KEY (next) REFERENCES public.b (id)
);

ALTER TABLE public.c
    ADD CONSTRAINT c_next_fkey FOREIGN KEY (next) REFERENCES public.a (id);

