-- ==== set_index_s_p_a_k_idx_of_table_s_p_aside_as_s_p_a_k_idx_old.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 5 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '600ms';

ALTER INDEX IF EXISTS public.s_p_a_k_idx RENAME TO s_p_a_k_idx_old;
ALTER INDEX IF EXISTS public.s_p_a_k_a1_idx RENAME TO s_p_a_k_a1_idx_old;
ALTER INDEX IF EXISTS public.s_p_a_k_idx_old RENAME TO s_p_a_k_a1_idx;
ALTER INDEX IF EXISTS public.s_p_a_k_a1_idx_old RENAME TO s_p_a_k_idx;
ALTER INDEX IF EXISTS public.t_p_a_k_idx RENAME TO t_p_a_k_idx_old;
ALTER INDEX IF EXISTS public.t_p_k_a_idx RENAME TO t_p_k_a_idx_old;
ALTER INDEX IF EXISTS public.t_p_k_a_idx_old RENAME TO t_p_a_k_idx;

ALTER INDEX public.v_u RENAME TO v_u_old;

ALTER TABLE public.s_p REPLICA IDENTITY USING INDEX s_p_a_k_idx;

ALTER TABLE public.s_p CLUSTER ON s_p_a_k_a1_idx;

ALTER TABLE public.t_p REPLICA IDENTITY FULL;

DROP INDEX public.t_u;

ALTER TABLE public.t_p REPLICA IDENTITY USING INDEX t_p_a_k_idx;

ALTER TABLE public.u_p REPLICA IDENTITY FULL;

DROP INDEX public.u_u;

-- ==== set_index_s_p_a_k_idx_of_table_s_p_aside_as_s_p_a_k_idx_old_create_v_u.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX v_u ON ONLY public.v (k, a);

-- ==== set_index_s_p_a_k_idx_of_table_s_p_aside_as_s_p_a_k_idx_old_create_u_p_a_k_idx.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY u_p_a_k_idx ON public.u_p (k, a);

-- ==== set_index_s_p_a_k_idx_of_table_s_p_aside_as_s_p_a_k_idx_old_create_v_y.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY v_y ON public.v_p (k, a);

-- ==== set_index_s_p_a_k_idx_of_table_s_p_aside_as_s_p_a_k_idx_old_5.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.u_p REPLICA IDENTITY USING INDEX u_p_a_k_idx;

ALTER INDEX public.v_u ATTACH PARTITION public.v_y;

ALTER TABLE public.v_p REPLICA IDENTITY USING INDEX v_y;

ALTER TABLE public.v_p CLUSTER ON v_y;

-- ==== set_index_s_p_a_k_idx_of_table_s_p_aside_as_s_p_a_k_idx_old_drop_v_u_old.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP INDEX public.v_u_old;

