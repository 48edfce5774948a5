-- Tables, views, sequences: everything in pg_class that is not an index.
SELECT
    CASE c.relkind
        WHEN 'v' THEN 'view ' WHEN 'm' THEN 'materialized view ' WHEN 'S' THEN 'sequence ' ELSE 'table '
    END || n.nspname || '.' || c.relname AS object,
    n.nspname::text AS schema,
    CASE WHEN c.relkind <> 'S' THEN c.oid::int8 END AS id,
    -- An identity column's sequence goes with its table.
    CASE WHEN c.relkind = 'S' THEN (
        SELECT d.refobjid::int8 FROM pg_depend AS d
        WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.objsubid = 0
            AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'i'
        LIMIT 1
    ) END AS "of",
    pg_get_userbyid(c.relowner) AS owner,
    array_to_string(c.relacl::text[], E'\n') AS acl,
    CASE c.relkind WHEN 'p' THEN 'partitioned' WHEN 'f' THEN 'foreign' END AS "kind",
    CASE c.relpersistence WHEN 'p' THEN NULL WHEN 'u' THEN 'unlogged' ELSE c.relpersistence::text END AS "persistence",
    CASE WHEN c.relkind IN ('r', 'p') THEN
        CASE WHEN c.relforcerowsecurity AND c.relrowsecurity THEN 'forced'
            WHEN c.relrowsecurity THEN 'enabled'
            WHEN c.relforcerowsecurity THEN 'disabled, though forced once it is enabled'
            ELSE 'disabled'
        END
    END AS "row security",
    CASE WHEN c.reloptions IS NOT NULL
        OR c.reltoastrelid IN (SELECT t.oid FROM pg_class AS t WHERE t.relkind = 't' AND t.reloptions IS NOT NULL)
    THEN (
        -- A switch is kept as it was written.
        SELECT string_agg(regexp_replace(regexp_replace(o, '=(on|yes)$', '=true'), '=(off|no)$', '=false'), ', ' ORDER BY o)
        FROM (
            SELECT unnest(c.reloptions)
            UNION ALL
            SELECT 'toast.' || unnest(t.reloptions) FROM pg_class AS t WHERE t.oid = c.reltoastrelid
        ) AS options (o)
    ) END AS "options",
    CASE WHEN c.relkind IN ('r', 'p') AND c.relreplident <> 'd' THEN c.relreplident::text END AS "replica identity",
    -- 2 is heap.
    CASE WHEN c.relkind IN ('r', 'm') AND c.relam <> 2 THEN (SELECT amname FROM pg_am WHERE oid = c.relam) END::text
        AS "access method",
    CASE WHEN c.reloftype <> 0 THEN c.reloftype::regtype::text END AS "of type",
    CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS "partition key",
    pg_get_expr(c.relpartbound, c.oid) AS "partition bounds",
    CASE WHEN c.relkind IN ('r', 'p', 'f') THEN (
        SELECT string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno)
        FROM pg_inherits AS i WHERE i.inhrelid = c.oid
    ) END AS "parents",
    CASE WHEN c.relkind = 'm' AND NOT c.relispopulated THEN 'no' END AS "populated",
    CASE WHEN c.relkind = 'f' THEN (
        SELECT s.srvname || coalesce(' (' || array_to_string(f.ftoptions, ', ') || ')', '')
        FROM pg_foreign_table AS f JOIN pg_foreign_server AS s ON s.oid = f.ftserver WHERE f.ftrelid = c.oid
    ) END AS "server",
    CASE WHEN c.relkind = 'S' THEN (
        SELECT format(
            '%s start %s increment %s min %s max %s cache %s cycle %s',
            s.seqtypid::regtype, s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle
        )
        FROM pg_sequence AS s WHERE s.seqrelid = c.oid
    ) END AS "sequence",
    CASE WHEN c.relkind = 'S' THEN (
        -- No join: with nested loops off it would read all columns for each sequence.
        SELECT d.refobjid::regclass || '.'
            || (SELECT a.attname FROM pg_attribute AS a WHERE a.attrelid = d.refobjid AND a.attnum = d.refobjsubid)
        FROM pg_depend AS d
        WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.objsubid = 0
            AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
    ) END AS "owned by",
    d.description AS "comment"
FROM pg_class AS c
JOIN pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_description AS d ON d.classoid = 'pg_class'::regclass AND d.objoid = c.oid AND d.objsubid = 0
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
    AND n.nspname = ANY ($1)
    AND c.relname NOT IN ('_sqlx_migrations', '_canai_db_started', '_canai_db_seeds')
    AND c.oid NOT IN (
        SELECT objid FROM pg_depend
        WHERE refclassid = 'pg_extension'::regclass AND classid = 'pg_class'::regclass AND deptype = 'e'
    )
