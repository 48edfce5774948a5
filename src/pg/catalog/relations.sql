-- Tables, views, sequences: everything in pg_class that is not an index.
SELECT
    CASE c.relkind
        WHEN 'v' THEN 'view ' WHEN 'm' THEN 'materialized view ' WHEN 'S' THEN 'sequence ' ELSE 'table '
    END || n.nspname || '.' || c.relname AS object,
    jsonb_strip_nulls(jsonb_build_object(
        'kind', c.relkind,
        'persistence', c.relpersistence,
        'row security', CASE WHEN c.relforcerowsecurity THEN 'forced' WHEN c.relrowsecurity THEN 'enabled' END,
        'options', (SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(c.reloptions) AS o),
        'replica identity', CASE WHEN c.relkind IN ('r', 'p') AND c.relreplident <> 'd' THEN c.relreplident END,
        'partition key', CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END,
        'partition bounds', pg_get_expr(c.relpartbound, c.oid),
        'parents', (
            SELECT string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno)
            FROM pg_inherits AS i WHERE i.inhrelid = c.oid
        ),
        'definition', CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END,
        'columns', CASE WHEN c.relkind IN ('r', 'p', 'v', 'm') THEN (
            SELECT string_agg(a.attname, ', ' ORDER BY a.attnum)
            FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        ) END,
        'sequence', (
            SELECT format(
                '%s start %s increment %s min %s max %s cache %s cycle %s',
                s.seqtypid::regtype, s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle
            )
            FROM pg_sequence AS s WHERE s.seqrelid = c.oid
        ),
        'owned by', CASE WHEN c.relkind = 'S' THEN (
            SELECT d.refobjid::regclass || '.' || a.attname
            FROM pg_depend AS d
            JOIN pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
            WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
        ) END,
        'grants', (
            SELECT string_agg(g, '; ' ORDER BY g) FROM (
                SELECT format(
                    '%s: %s%s', CASE WHEN x.grantee = 0 THEN 'public' ELSE x.grantee::regrole::text END,
                    x.privilege_type, CASE WHEN x.is_grantable THEN ' with grant option' END
                ) AS g
                FROM aclexplode(c.relacl) AS x WHERE x.grantee <> c.relowner
            ) AS grants
        ),
        'comment', obj_description(c.oid, 'pg_class')
    )) AS facts
FROM pg_class AS c
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
    AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    AND c.relname NOT IN ('_sqlx_migrations', '_canai_db_started', '_canai_db_seeds')
    AND NOT EXISTS (
        SELECT FROM pg_depend AS d
        WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'
    )
