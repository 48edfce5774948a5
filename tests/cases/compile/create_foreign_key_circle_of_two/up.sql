-- ==== create_2_tables.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE TABLE public.b (
    id   integer,
    a_id integer,
    CONSTRAINT b_pkey PRIMARY KEY (id)
);

CREATE TABLE public.a (
    id   integer,
    b_id integer,
    CONSTRAINT a_pkey PRIMARY KEY (id),
    CONSTRAINT a_b_id_fkey FOREIGN KEY (b_id) REFERENCES public.b (id)
);

ALTER TABLE public.b
    ADD CONSTRAINT b_a_id_fkey FOREIGN KEY (a_id) REFERENCES public.a (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;

