-- ==== create_b.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE TABLE public.b (
    id integer,
    CONSTRAINT b_one UNIQUE (id)
);

ALTER TABLE public.b
    ADD CONSTRAINT b_two UNIQUE (id);

-- ==== create_b_create_a_id_key.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY a_id_key ON public.a (id);

-- ==== create_b_3.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.a
    ADD CONSTRAINT a_id_key UNIQUE USING INDEX a_id_key;

