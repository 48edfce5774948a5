-- Schemas; whose they are, the owner tells.
SELECT
    n.oid, n.nspname AS name, n.nspowner AS owner,
    current_setting('server_version_num')::int < 150000 AS create_is_everybodys,
    (SELECT jsonb_agg(jsonb_build_array(x.grantee, x.privilege_type, x.is_grantable)) FROM aclexplode(n.nspacl) AS x) AS acl
FROM pg_namespace AS n
WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'canai_db')
