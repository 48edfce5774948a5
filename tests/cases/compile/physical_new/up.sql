-- ==== create_3_tables.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE TABLE public.t (
    id bigint,
    a  integer NOT NULL,
    b  integer NOT NULL,
    c  integer,
    d  text,
    CONSTRAINT t_pkey PRIMARY KEY (id),
    CONSTRAINT t_a UNIQUE (a)
);

CREATE UNIQUE INDEX t_b ON public.t (b) INCLUDE (c);

ALTER TABLE public.t REPLICA IDENTITY USING INDEX t_b;

CREATE INDEX t_c ON public.t (c DESC);

ALTER TABLE public.t CLUSTER ON t_c;

ALTER TABLE ONLY public.t ALTER COLUMN a SET STATISTICS 500;

ALTER TABLE public.t ALTER COLUMN a SET (n_distinct = 7);

ALTER TABLE ONLY public.t ALTER COLUMN d SET STATISTICS 0;

CREATE STATISTICS public.t_changed (dependencies, mcv) ON a, c FROM public.t;

CREATE STATISTICS public.t_retargeted ON b, c FROM public.t;
ALTER STATISTICS public.t_retargeted SET STATISTICS 1000;

CREATE STATISTICS public.t_new_name ON id, a FROM public.t;

CREATE STATISTICS public.t_expressions ON (lower(d)), a FROM public.t;

COMMENT ON STATISTICS public.t_changed IS 'Kept.';
COMMENT ON STATISTICS public.t_expressions IS 'New.';

CREATE TABLE public.v (
    id bigint,
    a  integer NOT NULL,
    CONSTRAINT v_pkey PRIMARY KEY (id),
    CONSTRAINT v_a UNIQUE (a)
);

ALTER TABLE public.v REPLICA IDENTITY NOTHING;

CREATE TABLE public.w (
    id bigint,
    a  integer NOT NULL,
    CONSTRAINT w_pkey PRIMARY KEY (id),
    CONSTRAINT w_new UNIQUE (a)
);

ALTER TABLE public.w REPLICA IDENTITY USING INDEX w_new;

ALTER TABLE public.w CLUSTER ON w_pkey;

