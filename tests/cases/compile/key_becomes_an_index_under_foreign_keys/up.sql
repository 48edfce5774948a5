-- ==== create_n.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE TABLE public.n (
    a integer
);

-- ==== create_n_create_t_pkey_new.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY t_pkey_new ON public.t (b);

-- ==== create_n_create_ta.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY ta ON public.t (a);

-- ==== create_n_create_ti.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY ti ON public.t (id);

-- ==== create_n_5.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

ALTER TABLE public.r DROP CONSTRAINT r_b_fkey;

ALTER TABLE public.t DROP CONSTRAINT t_pkey;

ALTER TABLE public.t
    ADD CONSTRAINT t_pkey PRIMARY KEY USING INDEX t_pkey_new;

COMMENT ON INDEX public.ta IS 'one for each';

ALTER TABLE public.s DROP CONSTRAINT s_to_a;

ALTER TABLE public.r DROP CONSTRAINT r_a_fkey;

ALTER TABLE public.t DROP CONSTRAINT u;
ALTER TABLE public.t DROP CONSTRAINT t_b_key;

ALTER TABLE public.n
    ADD CONSTRAINT n_a_fkey FOREIGN KEY (a) REFERENCES public.t (a);

ALTER TABLE public.r
    ADD CONSTRAINT r_a_fkey FOREIGN KEY (a) REFERENCES public.t (a) NOT VALID;
ALTER TABLE public.r
    ADD CONSTRAINT r_b_fkey FOREIGN KEY (b) REFERENCES public.t (id) NOT VALID;

ALTER TABLE public.s
    ADD CONSTRAINT s_to_a FOREIGN KEY (a) REFERENCES public.t (a) NOT VALID;

-- ==== create_n_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.r VALIDATE CONSTRAINT r_a_fkey;
ALTER TABLE public.r VALIDATE CONSTRAINT r_b_fkey;

ALTER TABLE public.s VALIDATE CONSTRAINT s_to_a;

