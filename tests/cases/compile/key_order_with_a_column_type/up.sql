-- ==== change_type_of_column_t_id_from_integer_to_bigint.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t ALTER COLUMN id TYPE bigint;

-- ==== change_type_of_column_t_id_from_integer_to_bigint_create_t_pkey_new.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY t_pkey_new ON public.t (x, id);

-- ==== change_type_of_column_t_id_from_integer_to_bigint_3.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t DROP CONSTRAINT t_pkey;

ALTER TABLE public.t
    ADD CONSTRAINT t_pkey PRIMARY KEY USING INDEX t_pkey_new;

