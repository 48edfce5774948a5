-- ==== rename_function_old_f_to_new_f.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER ROUTINE public.old_f() RENAME TO new_f;

ALTER TRIGGER old_name ON auth.users RENAME TO new_name;

CREATE FUNCTION public.g()
    RETURNS boolean
    LANGUAGE sql
AS $$select true$$;

CREATE POLICY new ON auth.objects FOR INSERT TO authenticated
    WITH CHECK (owner = id);
DROP POLICY on_h ON auth.objects;

DROP ROUTINE public.h();

CREATE FUNCTION public.h()
    RETURNS bigint
    LANGUAGE sql
AS $$select 1$$;

CREATE POLICY on_h ON auth.objects FOR SELECT TO authenticated
    USING (h() = 1);

DROP POLICY own ON auth.users;
CREATE POLICY own ON auth.users FOR SELECT TO authenticated
    USING (id is not null and g());

COMMENT ON POLICY own ON auth.users IS 'Stays.';

DROP TRIGGER changed ON auth.users;

CREATE TRIGGER changed
    AFTER INSERT OR UPDATE OF email ON auth.users
    FOR EACH ROW WHEN (new.email is not null) EXECUTE FUNCTION public.f();

DROP TRIGGER gone ON auth.users;

COMMENT ON TRIGGER changed ON auth.users IS 'After.';

