-- ==== rename_constraint_t_t_pkey_to_t_key.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t RENAME CONSTRAINT t_pkey TO t_key;
ALTER TABLE public.t RENAME CONSTRAINT u TO u2;

ALTER TABLE public.t DROP CONSTRAINT c;
ALTER TABLE public.t
    ADD CONSTRAINT c2 CHECK (a > 1) NOT VALID;

-- ==== rename_constraint_t_t_pkey_to_t_key_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t VALIDATE CONSTRAINT c2;

