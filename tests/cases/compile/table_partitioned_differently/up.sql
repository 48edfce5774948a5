-- ==== create_7_tables.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.hosts DROP CONSTRAINT hosts_last_fkey;

LOCK TABLE public.visits IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.visits_moved AS SELECT id, host, before FROM public.visits;

LOCK TABLE public.hosts IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.hosts_moved AS SELECT name, kind, last FROM public.hosts;

DROP TABLE public.hosts;

ALTER SEQUENCE public.visits_id_seq OWNED BY NONE;

DROP TABLE public.visits;

CREATE TABLE public.visits (
    id     bigint DEFAULT nextval('visits_id_seq') NOT NULL,
    host   text   NOT NULL,
    before bigint,
    CONSTRAINT visits_pkey PRIMARY KEY (id),
    CONSTRAINT visits_before_fkey FOREIGN KEY (before) REFERENCES public.visits (id)
) PARTITION BY HASH (id);

CREATE TABLE public.hosts (
    name text   NOT NULL,
    kind text   NOT NULL,
    last bigint,
    CONSTRAINT hosts_pkey PRIMARY KEY (name, kind)
) PARTITION BY RANGE (name);

CREATE TABLE public.hosts_a PARTITION OF public.hosts
    FOR VALUES FROM (MINVALUE) TO ('m') PARTITION BY LIST (kind);

CREATE TABLE public.hosts_a_rest PARTITION OF public.hosts_a
    DEFAULT;

CREATE TABLE public.hosts_z PARTITION OF public.hosts
    FOR VALUES FROM ('m') TO (MAXVALUE);

INSERT INTO public.hosts (name, kind, last) OVERRIDING SYSTEM VALUE SELECT name, kind, last FROM public.hosts_moved;
DROP TABLE public.hosts_moved;

CREATE TABLE public.visits_0 PARTITION OF public.visits
    FOR VALUES WITH (MODULUS 2, REMAINDER 0);

CREATE TABLE public.visits_1 PARTITION OF public.visits
    FOR VALUES WITH (MODULUS 2, REMAINDER 1);

INSERT INTO public.visits (id, host, before) OVERRIDING SYSTEM VALUE SELECT id, host, before FROM public.visits_moved;
DROP TABLE public.visits_moved;

ALTER TABLE public.hosts
    ADD CONSTRAINT hosts_last_fkey FOREIGN KEY (last) REFERENCES public.visits (id);

ALTER SEQUENCE public.visits_id_seq OWNED BY public.visits.id;

