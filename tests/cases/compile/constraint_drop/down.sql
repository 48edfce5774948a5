-- ==== drop_constraint_t_t_pkey.down.sql
-- Undo

ALTER TABLE public.t
    ADD CONSTRAINT t_a_key UNIQUE (a);
ALTER TABLE public.t
    ADD CONSTRAINT t_self FOREIGN KEY (b) REFERENCES public.t (a);
ALTER TABLE public.t
    ADD CONSTRAINT t_r EXCLUDE USING gist (r WITH &&) WHERE (a > 0);
ALTER TABLE public.t
    ADD CONSTRAINT t_ab CHECK (a < b);

COMMENT ON CONSTRAINT t_ab ON public.t IS 'Less.';

ALTER TABLE public.t
    ADD CONSTRAINT t_c_check CHECK (c <> '');
ALTER TABLE public.t
    ADD CONSTRAINT t_bc UNIQUE NULLS NOT DISTINCT (b, c) INCLUDE (a);
ALTER TABLE public.t
    ADD CONSTRAINT t_pkey PRIMARY KEY (id);

