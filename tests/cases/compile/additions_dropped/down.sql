-- ==== drop_policy_auth_objects_on_h.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

SET LOCAL check_function_bodies = off;

CREATE FUNCTION public.f()
    RETURNS trigger
    LANGUAGE plpgsql
AS $$begin return new; end$$;

CREATE FUNCTION public.h()
    RETURNS integer
    LANGUAGE sql
AS $$select 1$$;

CREATE FUNCTION public.old_f()
    RETURNS trigger
    LANGUAGE plpgsql
AS $$begin return new; end$$;

CREATE TRIGGER old_name
    AFTER DELETE ON auth.users
    FOR EACH ROW EXECUTE FUNCTION public.old_f();

CREATE TRIGGER changed
    AFTER INSERT ON auth.users
    FOR EACH ROW EXECUTE FUNCTION public.f();

COMMENT ON TRIGGER changed ON auth.users IS 'Before.';

CREATE TRIGGER gone
    AFTER INSERT ON auth.users
    FOR EACH ROW EXECUTE FUNCTION public.f();

CREATE POLICY own ON auth.users FOR SELECT TO authenticated
    USING (id is not null);

COMMENT ON POLICY own ON auth.users IS 'Stays.';

CREATE POLICY on_h ON auth.objects FOR SELECT TO authenticated
    USING (h() = 1);

