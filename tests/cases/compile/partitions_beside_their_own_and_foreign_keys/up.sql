-- ==== create_2_tables.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 9 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '333ms';

ALTER TABLE public.l DETACH PARTITION public.l_p;

ALTER TABLE public.acc ALTER COLUMN id TYPE bigint;

ALTER TABLE public.gone DROP CONSTRAINT gone_fk;

ALTER TABLE public.l DROP CONSTRAINT l_fk;

ALTER TABLE public.l_p DROP CONSTRAINT l_fk;

ALTER TABLE public.item SET UNLOGGED;

CREATE TABLE public.reads (
    id integer
);

CREATE POLICY p ON public.reads FOR ALL TO PUBLIC
    USING (exists ( select
   from public.acc r
  where r.id = reads.id));

DROP INDEX public.t_old;

CREATE TABLE public.t_dflt PARTITION OF public.t
    DEFAULT;

DROP TABLE public.u_p1;

ALTER TABLE public.m
    ADD CONSTRAINT m_fk FOREIGN KEY (n) REFERENCES public.u (id);

-- ==== create_2_tables_drop_t_p1_n_idx.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP INDEX CONCURRENTLY public.t_p1_n_idx;

-- ==== create_2_tables_create_t_new.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX t_new ON public.t (n)
    WHERE n > 2;

DO $$ DECLARE part regclass; BEGIN
    SELECT inhrelid INTO STRICT part FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid
        WHERE inhparent = 'public.t_new'::regclass AND indrelid = 'public.t_p0'::regclass;
    IF (SELECT relname FROM pg_class WHERE oid = part) <> 't_p0_n_idx1' THEN
        EXECUTE format('ALTER INDEX %s RENAME TO %I', part, 't_p0_n_idx1');
    END IF;
END $$;

-- ==== create_2_tables_create_t_p0_n_idx.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY t_p0_n_idx ON public.t_p0 (n);

