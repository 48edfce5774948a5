SELECT
    p.oid, p.polrelid AS relation, p.polname AS name, p.polpermissive AS permissive, p.polcmd AS command, p.polroles AS roles,
    pg_get_expr(p.polqual, p.polrelid, true) AS using, pg_get_expr(p.polwithcheck, p.polrelid, true) AS with_check
FROM pg_policy AS p
ORDER BY p.polrelid, p.polname
