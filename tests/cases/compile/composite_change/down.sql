-- ==== drop_attribute_gone_of_type_p.down.sql
-- irreversible: the values of gone were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the values of gone were deleted';
END $$;

