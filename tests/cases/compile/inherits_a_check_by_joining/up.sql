-- ==== add_constraint_cats_legs_check.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.cats
    ADD CONSTRAINT legs_check CHECK (legs > 0) NOT VALID;

-- ==== add_constraint_cats_legs_check_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.cats VALIDATE CONSTRAINT legs_check;

ALTER TABLE public.cats INHERIT public.animals;

