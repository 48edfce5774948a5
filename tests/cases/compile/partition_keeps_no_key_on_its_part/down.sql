-- ==== rename_index_l_u_to_l_v_7.down.sql
-- Undo

-- 4 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '750ms';

DROP INDEX public.h_v CASCADE;

CREATE UNIQUE INDEX h_v ON ONLY public.h (foo, id);

ALTER TABLE public.h1
    ADD CONSTRAINT h1u UNIQUE (foo, id);

COMMENT ON CONSTRAINT h1u ON public.h1 IS 'stays';

CREATE UNIQUE INDEX h2_foo_id_idx ON public.h2 (foo, id);

CREATE UNIQUE INDEX h3_foo_id_idx ON public.h3 (foo, id);

-- ==== rename_index_l_u_to_l_v_create_h3_foo_id_idx.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY IF EXISTS public.h3_foo_id_idx;

-- ==== rename_index_l_u_to_l_v_create_h2_foo_id_idx.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY IF EXISTS public.h2_foo_id_idx;

-- ==== rename_index_l_u_to_l_v_4.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.h2 DROP CONSTRAINT h2u;

DROP INDEX public.h_v;

ALTER TABLE public.h1 DROP CONSTRAINT h1u;

CREATE UNIQUE INDEX h2u ON public.h2 (foo, id);

CREATE UNIQUE INDEX h1u ON public.h1 (foo, id);

-- ==== rename_index_l_u_to_l_v_create_h2u.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.h2u;

-- ==== rename_index_l_u_to_l_v_create_h1u.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.h1u;

-- ==== rename_index_l_u_to_l_v.down.sql
-- Undo

-- 12 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '250ms';

DROP INDEX public.k_u;

ALTER TABLE public.k1
    ADD CONSTRAINT k1u UNIQUE (foo, id);

CREATE UNIQUE INDEX k_u ON public.k (foo, id);

ALTER TABLE public.h1
    ADD CONSTRAINT h1u UNIQUE (foo, id);

COMMENT ON CONSTRAINT h1u ON public.h1 IS 'stays';

ALTER TABLE public.h2
    ADD CONSTRAINT h2u UNIQUE (foo, id);

COMMENT ON CONSTRAINT h2u ON public.h2 IS 'stands alone';

ALTER TABLE public.h3
    ADD CONSTRAINT h3u UNIQUE (foo, id);

CREATE UNIQUE INDEX h_u ON public.h (foo, id);

DROP INDEX public.g_u;

ALTER TABLE public.g11
    ADD CONSTRAINT g11u UNIQUE (foo, id);

CREATE UNIQUE INDEX g_u ON public.g (foo, id);

COMMENT ON INDEX public.f_pkey IS NULL;

DROP INDEX public.f_pkey;

ALTER TABLE public.f1
    ADD CONSTRAINT f1u UNIQUE (foo, id);

CREATE UNIQUE INDEX f_foo_id_key ON public.f (foo, id);

COMMENT ON INDEX public.f_foo_id_key IS 'of all';

ALTER TABLE public.l1 RENAME CONSTRAINT l1v TO l1u;

ALTER INDEX public.l_v RENAME TO l_u;

