-- ==== create_cats.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE TABLE public.cats (
    lives integer,
    id    integer NOT NULL,
    legs  integer,
    CONSTRAINT legs_check CHECK (legs > 0)
);

ALTER TABLE public.cats INHERIT public.animals;

