SELECT r.rolname::text AS role,
       r.rolcanlogin AS can_login,
       r.rolsuper AS is_superuser,
       r.rolbypassrls AS bypasses_row_security,
       r.rolcreaterole AS creates_roles,
       r.rolcreatedb AS creates_databases,
       r.rolreplication AS replicates,
       (SELECT string_agg(g.rolname, ', ' ORDER BY g.rolname) FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid
        WHERE m.member = r.oid) AS member_of,
       (SELECT count(*) FROM pg_stat_activity a WHERE a.usesysid = r.oid)::bigint AS connection_count,
       nullif(r.rolconnlimit, -1)::bigint AS connection_limit_count,
       CASE WHEN r.rolcanlogin AND isfinite(r.rolvaliduntil)
            THEN extract(epoch FROM r.rolvaliduntil - now())::float8 END AS password_ends_seconds,
       CASE WHEN r.rolcanlogin AND r.rolsuper AND r.oid <> 10 THEN 'superuser that logs in'
            WHEN r.rolcanlogin AND r.rolbypassrls AND NOT r.rolsuper THEN 'bypasses row security'
            WHEN r.rolcanlogin AND r.rolcreaterole AND NOT r.rolsuper
                AND current_setting('server_version_num')::int < 160000
            THEN 'may make itself a member of almost any role'
       END AS risk
FROM pg_roles r
WHERE r.rolname !~ '^pg_'
ORDER BY r.rolcanlogin DESC, r.rolsuper DESC, r.rolbypassrls DESC, role
