-- ==== refuse_new_nulls_in_column_t_id_5.down.sql
-- Undo

ALTER TABLE public.t REPLICA IDENTITY DEFAULT;

-- ==== refuse_new_nulls_in_column_t_id_create_t_id.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.t_id;

-- ==== refuse_new_nulls_in_column_t_id_not_null.down.sql
-- Undo

ALTER TABLE public.t
    ADD CONSTRAINT t_id_not_null CHECK (id IS NOT NULL);
ALTER TABLE public.t ALTER COLUMN id DROP NOT NULL;

-- ==== refuse_new_nulls_in_column_t_id_validate.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT t_id_not_null;
ALTER TABLE public.t
    ADD CONSTRAINT t_id_not_null CHECK (id IS NOT NULL) NOT VALID;

-- ==== refuse_new_nulls_in_column_t_id.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT t_id_not_null;

