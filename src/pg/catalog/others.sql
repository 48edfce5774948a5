-- What is seldom made: statistics, operators, collations, text search, event triggers, publications,
-- foreign servers, casts. What belongs to no schema has none here.
SELECT
    'statistics ' || n.nspname || '.' || s.stxname AS object,
    n.nspname::text AS schema,
    pg_get_statisticsobjdef(s.oid) || CASE WHEN s.stxstattarget >= 0 THEN ' target ' || s.stxstattarget ELSE '' END
        AS "definition",
    d.description AS "comment"
FROM pg_statistic_ext AS s
JOIN pg_namespace AS n ON n.oid = s.stxnamespace
LEFT JOIN pg_description AS d ON d.classoid = 'pg_statistic_ext'::regclass AND d.objoid = s.oid
WHERE n.nspname = ANY ($1)
UNION ALL
SELECT
    format('operator %s.%s (%s, %s)', n.nspname, o.oprname, format_type(o.oprleft, NULL), format_type(o.oprright, NULL)),
    n.nspname::text,
    format(
        'function %s, commutator %s, negator %s, restrict %s, join %s, hashes %s, merges %s',
        o.oprcode, o.oprcom::regoperator, o.oprnegate::regoperator, o.oprrest, o.oprjoin, o.oprcanhash, o.oprcanmerge
    ),
    d.description
FROM pg_operator AS o
JOIN pg_namespace AS n ON n.oid = o.oprnamespace
LEFT JOIN pg_description AS d ON d.classoid = 'pg_operator'::regclass AND d.objoid = o.oid
WHERE n.nspname = ANY ($1)
    AND o.oid NOT IN (
        SELECT objid FROM pg_depend
        WHERE refclassid = 'pg_extension'::regclass AND classid = 'pg_operator'::regclass AND deptype = 'e'
    )
UNION ALL
SELECT
    format('operator class %s.%s using %s', n.nspname, o.opcname, a.amname),
    n.nspname::text,
    format(
        'for %s%s, stores %s, family %s, operators %s, functions %s',
        format_type(o.opcintype, NULL), CASE WHEN o.opcdefault THEN ' by default' END,
        nullif(o.opckeytype, 0)::regtype, f.opfname,
        (
            SELECT string_agg(format('%s %s', p.amopstrategy, p.amopopr::regoperator), ', ' ORDER BY p.amopstrategy, p.amopopr::regoperator::text)
            FROM pg_amop AS p WHERE p.amopfamily = f.oid
        ),
        (
            SELECT string_agg(format('%s %s', p.amprocnum, p.amproc::regprocedure), ', ' ORDER BY p.amprocnum, p.amproc::regprocedure::text)
            FROM pg_amproc AS p WHERE p.amprocfamily = f.oid
        )
    ),
    d.description
FROM pg_opclass AS o
JOIN pg_namespace AS n ON n.oid = o.opcnamespace
JOIN pg_am AS a ON a.oid = o.opcmethod
JOIN pg_opfamily AS f ON f.oid = o.opcfamily
LEFT JOIN pg_description AS d ON d.classoid = 'pg_opclass'::regclass AND d.objoid = o.oid
WHERE n.nspname = ANY ($1)
    AND o.oid NOT IN (
        SELECT objid FROM pg_depend
        WHERE refclassid = 'pg_extension'::regclass AND classid = 'pg_opclass'::regclass AND deptype = 'e'
    )
UNION ALL
SELECT
    'collation ' || n.nspname || '.' || c.collname,
    n.nspname::text,
    -- The version is the operating system's, and the column of the locale changed its name.
    (to_jsonb(c) - '{oid,collname,collnamespace,collowner,collversion,collencoding}'::text[])::text,
    d.description
FROM pg_collation AS c
JOIN pg_namespace AS n ON n.oid = c.collnamespace
LEFT JOIN pg_description AS d ON d.classoid = 'pg_collation'::regclass AND d.objoid = c.oid
WHERE n.nspname = ANY ($1)
UNION ALL
SELECT
    'text search configuration ' || n.nspname || '.' || c.cfgname,
    n.nspname::text,
    format('parser %s; %s', p.prsname, (
        SELECT string_agg(format('%s %s', m.maptokentype, m.mapdict::regdictionary), ', ' ORDER BY m.maptokentype, m.mapseqno)
        FROM pg_ts_config_map AS m WHERE m.mapcfg = c.oid
    )),
    d.description
FROM pg_ts_config AS c
JOIN pg_namespace AS n ON n.oid = c.cfgnamespace
JOIN pg_ts_parser AS p ON p.oid = c.cfgparser
LEFT JOIN pg_description AS d ON d.classoid = 'pg_ts_config'::regclass AND d.objoid = c.oid
WHERE n.nspname = ANY ($1)
UNION ALL
SELECT
    'text search dictionary ' || n.nspname || '.' || c.dictname,
    n.nspname::text,
    format('template %s; %s', t.tmplname, c.dictinitoption),
    d.description
FROM pg_ts_dict AS c
JOIN pg_namespace AS n ON n.oid = c.dictnamespace
JOIN pg_ts_template AS t ON t.oid = c.dicttemplate
LEFT JOIN pg_description AS d ON d.classoid = 'pg_ts_dict'::regclass AND d.objoid = c.oid
WHERE n.nspname = ANY ($1)
    AND c.oid NOT IN (
        SELECT objid FROM pg_depend
        WHERE refclassid = 'pg_extension'::regclass AND classid = 'pg_ts_dict'::regclass AND deptype = 'e'
    )
UNION ALL
SELECT
    'event trigger ' || t.evtname,
    NULL,
    format('on %s (%s) %s, enabled %s', t.evtevent, array_to_string(t.evttags, ', '), t.evtfoid::regprocedure, t.evtenabled),
    d.description
FROM pg_event_trigger AS t
LEFT JOIN pg_description AS d ON d.classoid = 'pg_event_trigger'::regclass AND d.objoid = t.oid
UNION ALL
SELECT
    'publication ' || p.pubname,
    NULL,
    (
        (to_jsonb(p) - '{oid,pubname,pubowner}'::text[])
        || jsonb_build_object('tables', (
            SELECT string_agg(r.prrelid::regclass::text, ', ' ORDER BY r.prrelid::regclass::text)
            FROM pg_publication_rel AS r WHERE r.prpubid = p.oid
        ))
    )::text,
    d.description
FROM pg_publication AS p
LEFT JOIN pg_description AS d ON d.classoid = 'pg_publication'::regclass AND d.objoid = p.oid
UNION ALL
SELECT
    'server ' || s.srvname,
    NULL,
    format('%s %s %s', w.fdwname, s.srvtype, s.srvversion),
    d.description
FROM pg_foreign_server AS s
JOIN pg_foreign_data_wrapper AS w ON w.oid = s.srvfdw
LEFT JOIN pg_description AS d ON d.classoid = 'pg_foreign_server'::regclass AND d.objoid = s.oid
UNION ALL
SELECT
    format('cast (%s as %s)', format_type(c.castsource, NULL), format_type(c.casttarget, NULL)),
    NULL,
    format('function %s, %s %s', nullif(c.castfunc, 0)::regprocedure, c.castcontext, c.castmethod),
    d.description
FROM pg_cast AS c
LEFT JOIN pg_description AS d ON d.classoid = 'pg_cast'::regclass AND d.objoid = c.oid
-- Those that initdb makes come before.
WHERE c.oid >= 16384
    AND c.oid NOT IN (
        SELECT objid FROM pg_depend
        WHERE refclassid = 'pg_extension'::regclass AND classid = 'pg_cast'::regclass AND deptype = 'e'
    )
