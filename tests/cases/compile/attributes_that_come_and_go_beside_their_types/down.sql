-- ==== drop_attribute_z_of_type_c2.down.sql
-- irreversible: the values of z were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the values of z were deleted';
END $$;

