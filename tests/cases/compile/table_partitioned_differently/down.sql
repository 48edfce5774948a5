-- ==== create_7_tables.down.sql
-- Undo

-- 7 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '428ms';

ALTER SEQUENCE public.visits_id_seq OWNED BY NONE;

ALTER TABLE public.hosts DROP CONSTRAINT hosts_last_fkey;

LOCK TABLE public.visits IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.visits_moved AS SELECT id, host, before FROM public.visits;

ALTER TABLE public.visits DROP CONSTRAINT IF EXISTS visits_before_fkey;

DROP TABLE public.visits_1;

ALTER TABLE public.visits DROP CONSTRAINT IF EXISTS visits_before_fkey;

DROP TABLE public.visits_0;

LOCK TABLE public.hosts IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.hosts_moved AS SELECT name, kind, last FROM public.hosts;

DROP TABLE public.hosts_z;
DROP TABLE public.hosts_a_rest;
DROP TABLE public.hosts_a;
DROP TABLE public.hosts;
DROP TABLE public.visits;

CREATE TABLE public.visits (
    id     bigint DEFAULT nextval('visits_id_seq') NOT NULL,
    host   text   NOT NULL,
    before bigint,
    CONSTRAINT visits_pkey PRIMARY KEY (id),
    CONSTRAINT visits_before_fkey FOREIGN KEY (before) REFERENCES public.visits (id)
);

ALTER SEQUENCE public.visits_id_seq OWNED BY public.visits.id;

CREATE TABLE public.hosts (
    name text   NOT NULL,
    kind text   NOT NULL,
    last bigint,
    CONSTRAINT hosts_pkey PRIMARY KEY (name, kind)
) PARTITION BY LIST (kind);

CREATE TABLE public.hosts_a PARTITION OF public.hosts
    FOR VALUES IN ('a');

CREATE TABLE public.hosts_b PARTITION OF public.hosts
    FOR VALUES IN ('b');

INSERT INTO public.hosts (name, kind, last) OVERRIDING SYSTEM VALUE SELECT name, kind, last FROM public.hosts_moved;
DROP TABLE public.hosts_moved;

INSERT INTO public.visits (id, host, before) OVERRIDING SYSTEM VALUE SELECT id, host, before FROM public.visits_moved;
DROP TABLE public.visits_moved;

ALTER TABLE public.hosts
    ADD CONSTRAINT hosts_last_fkey FOREIGN KEY (last) REFERENCES public.visits (id);

