-- Schemas. Those that the reader may act as the owner of are his; the others are a platform's.
SELECT
    n.oid, n.nspname AS name, n.nspowner AS owner,
    pg_has_role(n.nspowner, 'USAGE')
        OR n.nspowner = (SELECT d.datdba FROM pg_database AS d WHERE d.datname = current_database())
        OR pg_get_userbyid(n.nspowner) = 'pg_database_owner' AS own,
    (SELECT jsonb_agg(jsonb_build_array(x.grantee, x.privilege_type, x.is_grantable)) FROM aclexplode(n.nspacl) AS x) AS acl
FROM pg_namespace AS n
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
