-- ==== create_function_f.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

CREATE FUNCTION public.f()
    RETURNS trigger
    LANGUAGE plpgsql
AS $$begin return new; end$$;

CREATE FUNCTION public.g()
    RETURNS boolean
    LANGUAGE sql
AS $$select true$$;

CREATE FUNCTION public.h()
    RETURNS bigint
    LANGUAGE sql
AS $$select 1$$;

CREATE FUNCTION public.new_f()
    RETURNS trigger
    LANGUAGE plpgsql
AS $$begin return new; end$$;

CREATE POLICY on_h ON auth.objects FOR SELECT TO authenticated
    USING (h() = 1);
CREATE POLICY new ON auth.objects FOR INSERT TO authenticated
    WITH CHECK (owner = id);

CREATE POLICY own ON auth.users FOR SELECT TO authenticated
    USING (id is not null and g());

COMMENT ON POLICY own ON auth.users IS 'Stays.';

CREATE TRIGGER changed
    AFTER INSERT OR UPDATE OF email ON auth.users
    FOR EACH ROW WHEN (new.email is not null) EXECUTE FUNCTION public.f();

CREATE TRIGGER new_name
    AFTER DELETE ON auth.users
    FOR EACH ROW EXECUTE FUNCTION public.new_f();

COMMENT ON TRIGGER changed ON auth.users IS 'After.';

