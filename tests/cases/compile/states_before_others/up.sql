-- ==== create_d.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 6 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '500ms';

ALTER TABLE public.b SET UNLOGGED;

ALTER TABLE public.a SET UNLOGGED;

ALTER TABLE public.k DROP CONSTRAINT positive;
ALTER TABLE public.k ALTER COLUMN a TYPE bigint;
ALTER TABLE public.k
    ADD CONSTRAINT positive CHECK (a > 0) NOT VALID;

ALTER TABLE public.t ALTER COLUMN g DROP EXPRESSION;

ALTER TABLE public.r DROP CONSTRAINT r_b_fkey;

ALTER TABLE public.t ALTER COLUMN b TYPE bigint;
ALTER TABLE public.t DROP CONSTRAINT pk;
ALTER TABLE public.t ALTER COLUMN b DROP NOT NULL;

ALTER TABLE public.u ALTER COLUMN x TYPE integer USING x::integer;

DROP TYPE public.g;

CREATE VIEW public.g AS
select 1 as x;

DROP DOMAIN public.d;

CREATE TABLE public.d (
    z integer
);

-- ==== create_d_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.k VALIDATE CONSTRAINT positive;

-- ==== create_d_create_pk2.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY pk2 ON public.t (c);

-- ==== create_d_create_t_b_key.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY t_b_key ON public.t (b);

-- ==== create_d_create_j.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY j ON public.t (c);

-- ==== create_d_6.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.t
    ADD CONSTRAINT pk2 PRIMARY KEY USING INDEX pk2;

ALTER TABLE public.t
    ADD CONSTRAINT t_b_key UNIQUE USING INDEX t_b_key;

ALTER TABLE public.t REPLICA IDENTITY USING INDEX j;

ALTER TABLE public.r
    ADD CONSTRAINT r_b_fkey FOREIGN KEY (b) REFERENCES public.t (b) NOT VALID;

-- ==== create_d_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.r VALIDATE CONSTRAINT r_b_fkey;

-- ==== create_d_drop_i.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP INDEX CONCURRENTLY public.i;

-- ==== create_d_9.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t ALTER COLUMN a DROP NOT NULL;

