-- ==== drop_constraint_animals_id_check.down.sql
-- irreversible: the values of column animals.legs were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the values of column animals.legs were deleted';
END $$;

