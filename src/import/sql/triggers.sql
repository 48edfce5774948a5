-- Triggers, but not those behind foreign keys.
SELECT
    t.oid, t.tgrelid AS relation, t.tgname AS name, t.tgtype AS flags, t.tgenabled AS enabled,
    t.tgconstraint <> 0 AS is_constraint, t.tgdeferrable AS deferrable, t.tginitdeferred AS deferred, t.tgparentid AS parent,
    t.tgconstrrelid <> 0 AS from_table,
    t.tgattr::int2[] AS columns, encode(t.tgargs, 'hex') AS arguments, t.tgoldtable AS old_table, t.tgnewtable AS new_table,
    CASE WHEN t.tgqual IS NOT NULL THEN (
        SELECT jsonb_build_array(p, CASE WHEN p ~ '\mAND\M.*\mAND\M|\mOR\M.*\mOR\M' THEN pg_get_triggerdef(t.oid, false) END) FROM pg_get_triggerdef(t.oid, true) AS p
    ) END AS definition,
    p.proname AS function, n.nspname AS function_schema
FROM pg_trigger AS t
JOIN pg_proc AS p ON p.oid = t.tgfoid
JOIN pg_namespace AS n ON n.oid = p.pronamespace
WHERE NOT t.tgisinternal
ORDER BY t.tgrelid, t.tgname
