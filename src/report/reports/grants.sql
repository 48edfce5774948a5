-- Only tables: a view has no row security of its own.
SELECT c.oid::regclass::text AS relation,
       coalesce(r.rolname, 'public')::text AS role,
       string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type) AS privileges,
       c.relrowsecurity AS row_security,
       string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type)
           FILTER (WHERE c.relrowsecurity AND NOT coalesce(r.rolbypassrls OR r.rolsuper, false)
                         AND a.privilege_type IN ('TRUNCATE', 'TRIGGER')) AS past_policies,
       count(*) FILTER (WHERE c.relrowsecurity AND NOT coalesce(r.rolbypassrls OR r.rolsuper, false)
                              AND a.privilege_type IN ('TRUNCATE', 'TRIGGER'))::bigint AS past_policies_count
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL aclexplode(c.relacl) a
LEFT JOIN pg_roles r ON r.oid = a.grantee
WHERE c.relkind IN ('r', 'p') AND a.grantee <> c.relowner
  AND n.nspname NOT IN ('pg_catalog', 'information_schema')
GROUP BY c.oid, r.rolname, c.relrowsecurity
ORDER BY past_policies_count DESC, relation, role
