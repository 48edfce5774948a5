-- ==== rename_function_old_f_to_new_f.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

SET LOCAL check_function_bodies = off;

CREATE TRIGGER gone
    AFTER INSERT ON auth.users
    FOR EACH ROW EXECUTE FUNCTION public.f();

DROP TRIGGER changed ON auth.users;

CREATE TRIGGER changed
    AFTER INSERT ON auth.users
    FOR EACH ROW EXECUTE FUNCTION public.f();

COMMENT ON TRIGGER changed ON auth.users IS 'Before.';

DROP POLICY own ON auth.users;
CREATE POLICY own ON auth.users FOR SELECT TO authenticated
    USING (id is not null);

COMMENT ON POLICY own ON auth.users IS 'Stays.';

DROP POLICY on_h ON auth.objects;

DROP ROUTINE public.h();

CREATE FUNCTION public.h()
    RETURNS integer
    LANGUAGE sql
AS $$select 1$$;

CREATE POLICY on_h ON auth.objects FOR SELECT TO authenticated
    USING (h() = 1);
DROP POLICY new ON auth.objects;

DROP ROUTINE public.g();

ALTER TRIGGER new_name ON auth.users RENAME TO old_name;

ALTER ROUTINE public.new_f() RENAME TO old_f;

