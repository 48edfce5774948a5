-- Schemas. Those that the reader may act as the owner of are his; the others are a platform's. A superuser
-- may act as anybody, so what other superusers own is a platform's too.
SELECT
    n.oid, n.nspname AS name, n.nspowner AS owner,
    pg_has_role(n.nspowner, 'USAGE') AND NOT (SELECT r.rolsuper FROM pg_roles AS r WHERE r.oid = n.nspowner)
        OR pg_get_userbyid(n.nspowner) = current_user
        OR n.nspowner = (SELECT d.datdba FROM pg_database AS d WHERE d.datname = current_database())
        OR pg_get_userbyid(n.nspowner) = 'pg_database_owner' AS own,
    current_setting('server_version_num')::int < 150000 AS create_is_everybodys,
    (SELECT jsonb_agg(jsonb_build_array(x.grantee, x.privilege_type, x.is_grantable)) FROM aclexplode(n.nspacl) AS x) AS acl
FROM pg_namespace AS n
WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'canai_db')
