-- ==== rename_constraint_t_unproven_and_renamed_to_renamed_and_prov.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.t RENAME CONSTRAINT unproven_and_renamed TO renamed_and_proven;

ALTER DOMAIN public.d VALIDATE CONSTRAINT a;

ALTER DOMAIN public.d VALIDATE CONSTRAINT b;

ALTER DOMAIN public.d ADD CONSTRAINT c CHECK (value > 2) NOT VALID;

CREATE DOMAIN public.e AS integer
    CONSTRAINT b CHECK (value > 1);

ALTER DOMAIN public.e ADD CONSTRAINT a CHECK (value > 0) NOT VALID;

ALTER TABLE public.t VALIDATE CONSTRAINT becomes_proven;
ALTER TABLE public.t DROP CONSTRAINT becomes_unproven;
ALTER TABLE public.t
    ADD CONSTRAINT becomes_unproven CHECK (id > 2) NOT VALID;
ALTER TABLE public.t DROP CONSTRAINT changes_unproven;
ALTER TABLE public.t
    ADD CONSTRAINT changes_unproven CHECK (id > 5) NOT VALID;
ALTER TABLE public.t
    ADD CONSTRAINT new_unproven CHECK (id > 6) NOT VALID;
ALTER TABLE public.t DROP CONSTRAINT t_other_fkey;
ALTER TABLE public.t
    ADD CONSTRAINT t_other_fkey FOREIGN KEY (other) REFERENCES public.parents (id) NOT VALID;
ALTER TABLE public.t
    ADD CONSTRAINT new_key FOREIGN KEY (id) REFERENCES public.parents (id) NOT VALID;

COMMENT ON CONSTRAINT becomes_proven ON public.t IS 'Proven.';

-- ==== rename_constraint_t_unproven_and_renamed_to_renamed_and_prov_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t VALIDATE CONSTRAINT renamed_and_proven;
ALTER TABLE public.t VALIDATE CONSTRAINT t_parent_fkey;

