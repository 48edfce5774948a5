-- Everything in pg_class that is neither an index nor a TOAST table.
SELECT
    c.oid, c.relnamespace AS schema, c.relname AS name, c.relkind AS kind, c.relpersistence AS persistence,
    c.relowner AS owner, c.relrowsecurity AS row_security, c.relforcerowsecurity AS forced, c.relreplident AS replica_identity,
    CASE WHEN c.reltoastrelid <> 0 THEN c.reloptions || (
        SELECT array_agg('toast.' || o) FROM pg_class AS t, unnest(t.reloptions) AS o WHERE t.oid = c.reltoastrelid
    ) ELSE c.reloptions END AS options, c.relispopulated AS populated, c.relispartition AS is_partition,
    CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS partition_key,
    CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid, true) END AS bounds,
    CASE WHEN c.relkind IN ('v', 'm') THEN (
        SELECT jsonb_build_array(p, CASE WHEN p ~ '\mAND\M.*\mAND\M|\mOR\M.*\mOR\M' THEN pg_get_viewdef(c.oid, false) END) FROM pg_get_viewdef(c.oid, true) AS p
    ) END AS definition,
    CASE WHEN c.reloftype <> 0 THEN format_type(c.reloftype, NULL) END AS of_type,
    CASE WHEN c.reltablespace <> 0 THEN (SELECT s.spcname FROM pg_tablespace AS s WHERE s.oid = c.reltablespace) END AS tablespace,
    (SELECT a.amname FROM pg_am AS a WHERE a.oid = c.relam) AS method,
    CASE WHEN c.relhassubclass OR c.relispartition OR c.relkind = 'r' THEN (
        SELECT jsonb_agg(i.inhparent ORDER BY i.inhseqno) FROM pg_inherits AS i WHERE i.inhrelid = c.oid
    ) END AS parents,
    (SELECT jsonb_agg(jsonb_build_array(x.grantee, x.privilege_type, x.is_grantable)) FROM aclexplode(c.relacl) AS x) AS acl
FROM pg_class AS c
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f', 'c')
    AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
