-- ==== drop_policy_o_p_create_ti.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.ti;

-- ==== drop_policy_o_p_validate.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT t_k_check;
ALTER TABLE public.t
    ADD CONSTRAINT t_k_check CHECK (k <> row(3, 2::bigint)::public.ct) NOT VALID;

-- ==== drop_policy_o_p.down.sql
-- irreversible: the values of a were deleted; the values of column d.n were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the values of a were deleted; the values of column d.n were deleted';
END $$;

