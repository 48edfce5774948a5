-- ==== change_type_of_column_stays_heir_k_from_text_to_integer_validate.down.sql
-- Undo

ALTER TABLE public.goes DROP CONSTRAINT x;
ALTER TABLE public.goes
    ADD CONSTRAINT x CHECK (a > 0) NOT VALID;

-- ==== change_type_of_column_stays_heir_k_from_text_to_integer.down.sql
-- irreversible: the values of column leaves.k were deleted; the rows of table renamed_heir were deleted; the rows of table goes_below were deleted; the rows of table goes_heir were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the values of column leaves.k were deleted; the rows of table renamed_heir were deleted; the rows of table goes_below were deleted; the rows of table goes_heir were deleted';
END $$;

