-- ==== drop_policy_auth_objects_on_h.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

DROP POLICY on_h ON auth.objects;

DROP POLICY own ON auth.users;

DROP TRIGGER gone ON auth.users;
DROP TRIGGER changed ON auth.users;
DROP TRIGGER old_name ON auth.users;
DROP ROUTINE public.old_f();
DROP ROUTINE public.h();
DROP ROUTINE public.f();

