-- ==== change_type_of_column_t_id_from_integer_to_bigint_3.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT t_pkey;
ALTER TABLE public.t
    ADD CONSTRAINT t_pkey PRIMARY KEY (id, x);

CREATE UNIQUE INDEX t_pkey_new ON public.t (x, id);

-- ==== change_type_of_column_t_id_from_integer_to_bigint_create_t_pkey_new.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.t_pkey_new;

-- ==== change_type_of_column_t_id_from_integer_to_bigint.down.sql
-- Undo

ALTER TABLE public.t ALTER COLUMN id TYPE integer;

