-- What stands on an operator, a text search configuration or the like that somebody made: the format has no place for these.
-- An index for itself, everything else by the relation, type or routine that it belongs to.
SELECT DISTINCT q.part, q.oid, q.needs
FROM (
    SELECT
        CASE
            WHEN d.classid = 'pg_proc'::regclass THEN 'routine'
            WHEN d.classid = 'pg_type'::regclass THEN 'type'
            WHEN d.classid = 'pg_constraint'::regclass AND k.contypid <> 0 THEN 'type'
            WHEN d.classid = 'pg_class'::regclass AND c.relkind IN ('i', 'I') THEN 'index'
            ELSE 'relation'
        END AS part,
        CASE d.classid
            WHEN 'pg_constraint'::regclass THEN CASE WHEN k.contypid <> 0 THEN k.contypid ELSE k.conrelid END
            WHEN 'pg_attrdef'::regclass THEN (SELECT a.adrelid FROM pg_attrdef AS a WHERE a.oid = d.objid)
            WHEN 'pg_policy'::regclass THEN (SELECT p.polrelid FROM pg_policy AS p WHERE p.oid = d.objid)
            WHEN 'pg_trigger'::regclass THEN (SELECT t.tgrelid FROM pg_trigger AS t WHERE t.oid = d.objid)
            WHEN 'pg_rewrite'::regclass THEN (SELECT r.ev_class FROM pg_rewrite AS r WHERE r.oid = d.objid)
            WHEN 'pg_statistic_ext'::regclass THEN (SELECT s.stxrelid FROM pg_statistic_ext AS s WHERE s.oid = d.objid)
            ELSE d.objid
        END AS oid,
        pg_describe_object(d.refclassid, d.refobjid, 0) AS needs
    FROM pg_depend AS d
    LEFT JOIN pg_constraint AS k ON d.classid = 'pg_constraint'::regclass AND k.oid = d.objid
    LEFT JOIN pg_class AS c ON d.classid = 'pg_class'::regclass AND c.oid = d.objid
    WHERE d.refclassid IN (
            'pg_collation'::regclass, 'pg_conversion'::regclass, 'pg_language'::regclass, 'pg_opclass'::regclass,
            'pg_operator'::regclass, 'pg_opfamily'::regclass, 'pg_ts_config'::regclass, 'pg_ts_dict'::regclass
        )
        AND d.refobjid >= 16384 AND d.deptype = 'n'
        AND NOT (
            d.refclassid = 'pg_collation'::regclass
            AND d.refobjid IN (SELECT l.oid FROM pg_collation AS l WHERE l.collprovider IN ('i', 'c'))
        )
        AND d.classid IN (
            'pg_attrdef'::regclass, 'pg_class'::regclass, 'pg_constraint'::regclass, 'pg_policy'::regclass,
            'pg_proc'::regclass, 'pg_rewrite'::regclass, 'pg_statistic_ext'::regclass, 'pg_trigger'::regclass,
            'pg_type'::regclass
        )
        AND NOT EXISTS (
            SELECT FROM pg_depend AS e
            WHERE e.classid = d.refclassid AND e.objid = d.refobjid AND e.deptype = 'e'
        )
) AS q
ORDER BY q.part, q.oid, q.needs
