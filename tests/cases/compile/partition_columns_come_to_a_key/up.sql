-- ==== refuse_new_nulls_in_column_p_at.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.p
    ADD CONSTRAINT p_at_not_null CHECK (at IS NOT NULL) NOT VALID;

-- ==== refuse_new_nulls_in_column_p_at_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.p VALIDATE CONSTRAINT p_at_not_null;

-- ==== refuse_new_nulls_in_column_p_at_not_null.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.p ALTER COLUMN at SET NOT NULL;
ALTER TABLE public.p DROP CONSTRAINT p_at_not_null;

-- ==== refuse_new_nulls_in_column_p_at_add_constraints.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.p
    ADD CONSTRAINT p_id_not_null CHECK (id IS NOT NULL) NOT VALID;

-- ==== refuse_new_nulls_in_column_p_at_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.p VALIDATE CONSTRAINT p_id_not_null;

-- ==== refuse_new_nulls_in_column_p_at_not_null.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.p ALTER COLUMN id SET NOT NULL;
ALTER TABLE public.p DROP CONSTRAINT p_id_not_null;

-- ==== refuse_new_nulls_in_column_p_at_add_constraints.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.p
    ADD CONSTRAINT p_pkey PRIMARY KEY (at, id);

