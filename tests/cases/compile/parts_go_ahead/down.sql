-- ==== refuse_new_nulls_in_column_counted_id_not_null.down.sql
-- irreversible: a column cannot become generated again

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: a column cannot become generated again';
END $$;

-- ==== refuse_new_nulls_in_column_counted_id_validate.down.sql
-- Undo

ALTER TABLE public.counted DROP CONSTRAINT counted_id_not_null;
ALTER TABLE public.counted
    ADD CONSTRAINT counted_id_not_null CHECK (id IS NOT NULL) NOT VALID;

-- ==== refuse_new_nulls_in_column_counted_id.down.sql
-- irreversible: the values of column serials.kept were deleted; the values of column serials.id were deleted; the rows of table events_eu_west were deleted; the values of column events.created_on were deleted; the rows of table bookings were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the values of column serials.kept were deleted; the values of column serials.id were deleted; the rows of table events_eu_west were deleted; the values of column events.created_on were deleted; the rows of table bookings were deleted';
END $$;

