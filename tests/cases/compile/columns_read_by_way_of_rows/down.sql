-- ==== add_attribute_b_of_type_ct_create_ti.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.ti;

-- ==== add_attribute_b_of_type_ct_validate.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT t_k_check;
ALTER TABLE public.t
    ADD CONSTRAINT t_k_check CHECK (k <> row(3, 2::bigint)::public.ct) NOT VALID;

-- ==== add_attribute_b_of_type_ct.down.sql
-- irreversible: the values of a were deleted; the values of column d.n were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the values of a were deleted; the values of column d.n were deleted';
END $$;

