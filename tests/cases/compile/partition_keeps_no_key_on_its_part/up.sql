-- ==== rename_index_l_u_to_l_v.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 4 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '750ms';

ALTER INDEX public.l_u RENAME TO l_v;

ALTER TABLE public.l1 RENAME CONSTRAINT l1u TO l1v;

DROP INDEX public.f_foo_id_key CASCADE;

CREATE UNIQUE INDEX f_pkey ON public.f (foo, id);

COMMENT ON INDEX public.f_pkey IS 'of all';

DROP INDEX public.g_u CASCADE;

CREATE UNIQUE INDEX g_u ON public.g (foo, id);

DROP INDEX public.h_u CASCADE;

DROP INDEX public.k_u CASCADE;

CREATE UNIQUE INDEX k_u ON public.k (id, foo);

-- ==== rename_index_l_u_to_l_v_create_h1u.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY h1u ON public.h1 (foo, id);

-- ==== rename_index_l_u_to_l_v_create_h2u.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY h2u ON public.h2 (foo, id);

-- ==== rename_index_l_u_to_l_v_4.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.h1
    ADD CONSTRAINT h1u UNIQUE USING INDEX h1u;

CREATE UNIQUE INDEX h_v ON ONLY public.h (foo, id);

COMMENT ON CONSTRAINT h1u ON public.h1 IS 'stays';

ALTER TABLE public.h2
    ADD CONSTRAINT h2u UNIQUE USING INDEX h2u;

COMMENT ON CONSTRAINT h2u ON public.h2 IS 'stands alone';

-- ==== rename_index_l_u_to_l_v_create_h2_foo_id_idx.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY h2_foo_id_idx ON public.h2 (foo, id);

-- ==== rename_index_l_u_to_l_v_create_h3_foo_id_idx.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY h3_foo_id_idx ON public.h3 (foo, id);

-- ==== rename_index_l_u_to_l_v_7.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

ALTER INDEX public.h_v ATTACH PARTITION public.h3_foo_id_idx;

ALTER INDEX public.h_v ATTACH PARTITION public.h2_foo_id_idx;

ALTER INDEX public.h_v ATTACH PARTITION public.h1u;

