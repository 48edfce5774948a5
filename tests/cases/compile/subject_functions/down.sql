-- ==== create_schema_canai_db.down.sql
-- Undo

DROP ROUTINE canai_db.export_subject(IN bigint);
DROP ROUTINE canai_db.erase_subject(IN bigint);
DO $$ BEGIN
    DROP SCHEMA canai_db;
EXCEPTION WHEN dependent_objects_still_exist THEN NULL;
END $$;

