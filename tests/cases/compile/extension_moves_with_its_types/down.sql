-- ==== update_extension_citext.down.sql
-- irreversible: an extension's update has no way back

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: an extension''s update has no way back';
END $$;

