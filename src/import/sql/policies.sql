SELECT
    p.oid, p.polrelid AS relation, p.polname AS name, p.polpermissive AS permissive, p.polcmd AS command, p.polroles AS roles,
    (
        SELECT jsonb_build_array(x, CASE WHEN x ~ '\mAND\M.*\mAND\M|\mOR\M.*\mOR\M' THEN pg_get_expr(p.polqual, p.polrelid) END) FROM pg_get_expr(p.polqual, p.polrelid, true) AS x
    ) AS using,
    (
        SELECT jsonb_build_array(x, CASE WHEN x ~ '\mAND\M.*\mAND\M|\mOR\M.*\mOR\M' THEN pg_get_expr(p.polwithcheck, p.polrelid) END) FROM pg_get_expr(p.polwithcheck, p.polrelid, true) AS x
    ) AS with_check
FROM pg_policy AS p
ORDER BY p.polrelid, p.polname
