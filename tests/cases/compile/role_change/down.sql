-- ==== alter_role_case_a.down.sql
-- Undo

DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'case_gone') THEN
        CREATE ROLE case_gone NOLOGIN;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
END $$;

GRANT case_b TO case_c;

REVOKE case_a FROM case_b;

DO $$ BEGIN
    COMMENT ON ROLE case_a IS 'A.';
EXCEPTION WHEN insufficient_privilege THEN
    NULL;
END $$;

ALTER ROLE case_a LOGIN NOCREATEDB INHERIT CONNECTION LIMIT 3;

