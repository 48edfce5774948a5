-- ==== drop_constraint_t_one_c.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t DROP CONSTRAINT one_c;
ALTER TABLE public.t DROP COLUMN c;

DROP INDEX public.by_b;

ALTER TABLE public.t DROP COLUMN b;
ALTER TABLE public.t ALTER COLUMN a TYPE bigint;
ALTER TABLE public.t ADD COLUMN b bigint GENERATED ALWAYS AS (a * 2) STORED;
ALTER TABLE public.t ADD COLUMN c bigint GENERATED ALWAYS AS (a * 4) STORED NOT NULL;
ALTER TABLE public.t ADD COLUMN d integer DEFAULT 7 NOT NULL;

-- ==== drop_constraint_t_one_c_create_one_c.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY one_c ON public.t (c);

-- ==== drop_constraint_t_one_c_create_by_b.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY by_b ON public.t (b);

-- ==== drop_constraint_t_one_c_4.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t
    ADD CONSTRAINT one_c UNIQUE USING INDEX one_c;

