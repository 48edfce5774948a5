-- ==== alter_role_case_a.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER ROLE case_a NOLOGIN CREATEDB NOINHERIT CONNECTION LIMIT -1;

DO $$ BEGIN
    COMMENT ON ROLE case_a IS NULL;
EXCEPTION WHEN insufficient_privilege THEN
    NULL;
END $$;

GRANT case_a TO case_b;

REVOKE case_b FROM case_c;

DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'odd role') THEN
        CREATE ROLE "odd role" NOLOGIN BYPASSRLS;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
END $$;

DROP ROLE case_gone;

