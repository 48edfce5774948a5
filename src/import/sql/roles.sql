-- Every role of the server; those that nothing mentions are left out later.
SELECT
    r.oid, r.rolname AS name, r.rolcanlogin AS login, r.rolsuper AS superuser, r.rolcreatedb AS createdb,
    r.rolcreaterole AS createrole, r.rolreplication AS replication, r.rolbypassrls AS bypassrls,
    r.rolinherit AS inherit, r.rolconnlimit AS connection_limit,
    (SELECT jsonb_agg(m.roleid) FROM pg_auth_members AS m WHERE m.member = r.oid) AS member_of
FROM pg_roles AS r
