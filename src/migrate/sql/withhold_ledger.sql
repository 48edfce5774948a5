-- What default privileges give of every new table is too much of this one: on Supabase, visitors could
-- empty it.
DO $$
DECLARE
    receiver text;
BEGIN
    FOR receiver IN
        SELECT DISTINCT CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END
        FROM pg_class, aclexplode(relacl)
        WHERE pg_class.oid = '_sqlx_migrations'::regclass AND grantee <> relowner
    LOOP
        EXECUTE format('REVOKE ALL ON _sqlx_migrations FROM %s', receiver);
    END LOOP;
END
$$
