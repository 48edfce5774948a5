-- ==== drop_constraint_t_t_status_check_validate.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT t_ref_fkey;
ALTER TABLE public.t
    ADD CONSTRAINT t_ref_fkey FOREIGN KEY (ref) REFERENCES public.t (a) ON DELETE CASCADE NOT VALID;

-- ==== drop_constraint_t_t_status_check_5.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT t_ref_fkey;
ALTER TABLE public.t DROP CONSTRAINT t_u;
ALTER TABLE public.t
    ADD CONSTRAINT t_u UNIQUE (a, b);
ALTER TABLE public.t DROP CONSTRAINT t_pkey;
ALTER TABLE public.t
    ADD CONSTRAINT t_pkey PRIMARY KEY (id);
ALTER TABLE public.t
    ADD CONSTRAINT t_ref_fkey FOREIGN KEY (ref) REFERENCES public.t (id);

CREATE UNIQUE INDEX t_u_new ON public.t (b, a);
CREATE UNIQUE INDEX t_pkey_new ON public.t (id, b);

-- ==== drop_constraint_t_t_status_check_create_t_u_new.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.t_u_new;

-- ==== drop_constraint_t_t_status_check_create_t_pkey_new.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.t_pkey_new;

-- ==== drop_constraint_t_t_status_check_validate.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT t_status_check;
ALTER TABLE public.t
    ADD CONSTRAINT t_status_check CHECK (status IN ('x', 'y', 'z')) NOT VALID;

-- ==== drop_constraint_t_t_status_check.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT t_r;
ALTER TABLE public.t
    ADD CONSTRAINT t_r EXCLUDE USING gist (r WITH &&);
ALTER TABLE public.t DROP CONSTRAINT t_status_check;
ALTER TABLE public.t
    ADD CONSTRAINT t_status_check CHECK (status IN ('x', 'y'));

