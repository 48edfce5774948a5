-- Undo

DROP ROUTINE canai_db.export_subject(uuid);
DROP ROUTINE canai_db.erase_subject(uuid);
DO $$ BEGIN
    DROP SCHEMA canai_db;
EXCEPTION WHEN dependent_objects_still_exist THEN NULL;
END $$;
