-- ==== drop_constraint_t_t_status_check.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t DROP CONSTRAINT t_status_check;
ALTER TABLE public.t
    ADD CONSTRAINT t_status_check CHECK (status IN ('x', 'y', 'z')) NOT VALID;
ALTER TABLE public.t DROP CONSTRAINT t_r;
ALTER TABLE public.t
    ADD CONSTRAINT t_r EXCLUDE USING gist (r WITH &&) WHERE (id > 1);

-- ==== drop_constraint_t_t_status_check_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t VALIDATE CONSTRAINT t_status_check;

-- ==== drop_constraint_t_t_status_check_create_t_pkey_new.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY t_pkey_new ON public.t (id, b);

-- ==== drop_constraint_t_t_status_check_create_t_u_new.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY t_u_new ON public.t (b, a);

-- ==== drop_constraint_t_t_status_check_5.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t DROP CONSTRAINT t_ref_fkey;
ALTER TABLE public.t DROP CONSTRAINT t_pkey;

ALTER TABLE public.t
    ADD CONSTRAINT t_pkey PRIMARY KEY USING INDEX t_pkey_new;

ALTER TABLE public.t DROP CONSTRAINT t_u;

ALTER TABLE public.t
    ADD CONSTRAINT t_u UNIQUE USING INDEX t_u_new;

ALTER TABLE public.t
    ADD CONSTRAINT t_ref_fkey FOREIGN KEY (ref) REFERENCES public.t (a) ON DELETE CASCADE NOT VALID;

-- ==== drop_constraint_t_t_status_check_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t VALIDATE CONSTRAINT t_ref_fkey;

