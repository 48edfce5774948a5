-- ==== rename_index_a_identity_v1_to_a_identity.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

ALTER INDEX public.a_identity_v1 RENAME TO a_identity;

ALTER TYPE public.mood RENAME TO mood_old;

CREATE TYPE public.mood AS ENUM ('sad', 'ok');

ALTER TABLE public.a SET WITHOUT CLUSTER;

COMMENT ON INDEX public.a_m_v1 IS NULL;

ALTER TABLE public.c DROP CONSTRAINT c_b_v1;

ALTER TABLE public.b ALTER COLUMN id TYPE text;

ALTER TABLE public.c ALTER COLUMN b TYPE text;
ALTER TABLE public.c
    ADD CONSTRAINT c_b FOREIGN KEY (b) REFERENCES public.b (id) NOT VALID;

-- ==== rename_index_a_identity_v1_to_a_identity_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.c VALIDATE CONSTRAINT c_b;

-- ==== rename_index_a_identity_v1_to_a_identity_drop_a_clustered_v1.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP INDEX CONCURRENTLY public.a_clustered_v1;

-- ==== rename_index_a_identity_v1_to_a_identity_drop_a_m_v1.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP INDEX CONCURRENTLY public.a_m_v1;

-- ==== rename_index_a_identity_v1_to_a_identity_5.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.a DROP CONSTRAINT a_g_v1;
ALTER TABLE public.a DROP COLUMN g;
ALTER TABLE public.a ADD COLUMN g integer GENERATED ALWAYS AS (id + 2) STORED;
ALTER TABLE public.a DROP CONSTRAINT a_check_v1;
ALTER TABLE public.a ALTER COLUMN m TYPE mood USING m::text::mood;
ALTER TABLE public.a
    ADD CONSTRAINT a_check CHECK (m <> 'ok'::public.mood or id > 0) NOT VALID;

DROP TYPE public.mood_old;

-- ==== rename_index_a_identity_v1_to_a_identity_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.a VALIDATE CONSTRAINT a_check;

-- ==== rename_index_a_identity_v1_to_a_identity_create_a_g.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY a_g ON public.a (g);

-- ==== rename_index_a_identity_v1_to_a_identity_create_a_clustered.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY a_clustered ON public.a (g);

-- ==== rename_index_a_identity_v1_to_a_identity_create_a_m.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY a_m ON public.a (id)
    WHERE m = 'ok'::public.mood;

-- ==== rename_index_a_identity_v1_to_a_identity_10.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.a
    ADD CONSTRAINT a_g UNIQUE USING INDEX a_g;

ALTER TABLE public.a CLUSTER ON a_clustered;

COMMENT ON INDEX public.a_m IS 'kept';

