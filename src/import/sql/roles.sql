-- Every role of the server; those that nothing mentions are left out later. Own are the reader, the database's
-- owner, and whom the reader may act as: but where he acts as the database's owner, one that logs in by itself
-- and whose membership somebody else gave him is a service's. A superuser may act as anybody, so other
-- superusers are not his own.
SELECT
    r.oid, r.rolname AS name, r.rolcanlogin AS login, r.rolsuper AS superuser, r.rolcreatedb AS createdb,
    r.rolcreaterole AS createrole, r.rolreplication AS replication, r.rolbypassrls AS bypassrls,
    r.rolinherit AS inherit, r.rolconnlimit AS connection_limit,
    (SELECT jsonb_agg(m.roleid) FROM pg_auth_members AS m WHERE m.member = r.oid) AS member_of,
    r.oid = me.oid OR r.oid = d.datdba OR r.rolname = 'pg_database_owner'
        OR NOT r.rolsuper AND pg_has_role(r.oid, 'USAGE') AND (
            me.rolsuper OR NOT r.rolcanlogin OR NOT pg_has_role(d.datdba, 'USAGE')
            OR pg_has_role(r.oid, 'USAGE WITH ADMIN OPTION')
            OR EXISTS (
                SELECT FROM pg_auth_members AS m
                WHERE m.roleid = r.oid AND pg_has_role(m.member, 'USAGE') AND pg_has_role(m.grantor, 'USAGE')
            )
        ) AS own
FROM pg_roles AS r
JOIN pg_roles AS me ON me.rolname = current_user
JOIN pg_database AS d ON d.datname = current_database()
