-- ==== create_notes.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE TABLE public.notes (
    id bigint GENERATED ALWAYS AS IDENTITY,
    CONSTRAINT notes_pkey PRIMARY KEY (id)
);

