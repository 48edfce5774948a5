-- ==== create_2_tables.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.par
    ADD CONSTRAINT q CHECK (v > 0) NOT VALID;

ALTER TABLE public.p
    ADD CONSTRAINT p_id_not_null CHECK (id IS NOT NULL) NOT VALID;

-- ==== create_2_tables_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.par VALIDATE CONSTRAINT q;

CREATE TABLE public.heir (
    extra integer
) INHERITS (public.par);

ALTER TABLE public.p VALIDATE CONSTRAINT p_id_not_null;

CREATE TABLE public.p1 PARTITION OF public.p
    FOR VALUES FROM (1) TO (5);

-- ==== create_2_tables_not_null.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.p ALTER COLUMN id SET NOT NULL;
ALTER TABLE public.p DROP CONSTRAINT p_id_not_null;

