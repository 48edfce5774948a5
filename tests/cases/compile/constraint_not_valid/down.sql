-- ==== rename_constraint_t_unproven_and_renamed_to_renamed_and_prov_validate.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT t_parent_fkey;
ALTER TABLE public.t
    ADD CONSTRAINT t_parent_fkey FOREIGN KEY (parent) REFERENCES public.parents (id) NOT VALID;
ALTER TABLE public.t DROP CONSTRAINT renamed_and_proven;
ALTER TABLE public.t
    ADD CONSTRAINT renamed_and_proven CHECK (id > 3) NOT VALID;

-- ==== rename_constraint_t_unproven_and_renamed_to_renamed_and_prov.down.sql
-- Undo

COMMENT ON CONSTRAINT becomes_proven ON public.t IS 'Not yet.';

ALTER TABLE public.t DROP CONSTRAINT new_key;
ALTER TABLE public.t DROP CONSTRAINT t_other_fkey;
ALTER TABLE public.t
    ADD CONSTRAINT t_other_fkey FOREIGN KEY (other) REFERENCES public.parents (id);
ALTER TABLE public.t DROP CONSTRAINT new_unproven;
ALTER TABLE public.t DROP CONSTRAINT changes_unproven;
ALTER TABLE public.t
    ADD CONSTRAINT changes_unproven CHECK (id > 4) NOT VALID;
ALTER TABLE public.t DROP CONSTRAINT becomes_unproven;
ALTER TABLE public.t
    ADD CONSTRAINT becomes_unproven CHECK (id > 2);
ALTER TABLE public.t DROP CONSTRAINT becomes_proven;
ALTER TABLE public.t
    ADD CONSTRAINT becomes_proven CHECK (id > 1) NOT VALID;

COMMENT ON CONSTRAINT becomes_proven ON public.t IS 'Proven.';
COMMENT ON CONSTRAINT becomes_proven ON public.t IS 'Not yet.';

DROP DOMAIN public.e;
ALTER DOMAIN public.d DROP CONSTRAINT c;
ALTER DOMAIN public.d DROP CONSTRAINT b;

ALTER DOMAIN public.d ADD CONSTRAINT b CHECK (value > 1) NOT VALID;

COMMENT ON CONSTRAINT b ON DOMAIN public.d IS 'Stays.';

ALTER DOMAIN public.d DROP CONSTRAINT a;

ALTER DOMAIN public.d ADD CONSTRAINT a CHECK (value > 0) NOT VALID;

ALTER TABLE public.t RENAME CONSTRAINT renamed_and_proven TO unproven_and_renamed;

