-- ==== refuse_new_nulls_in_column_t_id.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t
    ADD CONSTRAINT t_id_not_null CHECK (id IS NOT NULL) NOT VALID;

-- ==== refuse_new_nulls_in_column_t_id_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t VALIDATE CONSTRAINT t_id_not_null;

-- ==== refuse_new_nulls_in_column_t_id_not_null.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t ALTER COLUMN id SET NOT NULL;
ALTER TABLE public.t DROP CONSTRAINT t_id_not_null;

-- ==== refuse_new_nulls_in_column_t_id_create_t_id.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY t_id ON public.t (id);

-- ==== refuse_new_nulls_in_column_t_id_5.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t REPLICA IDENTITY USING INDEX t_id;

