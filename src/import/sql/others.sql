-- What has no place in the format yet: kind, the schema it lives in (none for what is the database's own), what to call it, the relation it is of.
SELECT q.*
FROM (
    SELECT 'pg_rewrite' AS class, r.oid, c.relnamespace AS schema, format('rule %I on %s', r.rulename, c.oid::regclass) AS object, c.oid AS of
    FROM pg_rewrite AS r JOIN pg_class AS c ON c.oid = r.ev_class WHERE r.rulename <> '_RETURN'
    UNION ALL
    SELECT 'pg_event_trigger', e.oid, 0, format('event trigger %I', e.evtname), 0 FROM pg_event_trigger AS e
    UNION ALL
    SELECT 'pg_publication', p.oid, 0, format('publication %I', p.pubname), 0 FROM pg_publication AS p
    UNION ALL
    SELECT 'pg_foreign_data_wrapper', w.oid, 0, format('foreign data wrapper %I', w.fdwname), 0 FROM pg_foreign_data_wrapper AS w
    UNION ALL
    SELECT 'pg_foreign_server', s.oid, 0, format('foreign server %I', s.srvname), 0 FROM pg_foreign_server AS s
    UNION ALL
    SELECT 'pg_language', l.oid, 0, format('language %I', l.lanname), 0 FROM pg_language AS l WHERE l.oid >= 16384
    UNION ALL
    SELECT 'pg_cast', t.oid, 0, format('cast (%s as %s)', format_type(t.castsource, NULL), format_type(t.casttarget, NULL)), 0
    FROM pg_cast AS t
    WHERE t.oid >= 16384 AND NOT EXISTS (
        -- One that came with a range type.
        SELECT FROM pg_depend AS d WHERE d.classid = 'pg_cast'::regclass AND d.objid = t.oid AND d.deptype = 'i'
    )
    UNION ALL
    SELECT 'pg_am', m.oid, 0, format('access method %I', m.amname), 0 FROM pg_am AS m WHERE m.oid >= 16384
    UNION ALL
    SELECT 'pg_transform', f.oid, 0, format('transform for %s', format_type(f.trftype, NULL)), 0 FROM pg_transform AS f WHERE f.oid >= 16384
    UNION ALL
    SELECT 'pg_collation', l.oid, l.collnamespace, format('collation %I', l.collname), 0 FROM pg_collation AS l
    WHERE l.collprovider NOT IN ('i', 'c')
    UNION ALL
    SELECT 'pg_conversion', v.oid, v.connamespace, format('conversion %I', v.conname), 0 FROM pg_conversion AS v
    UNION ALL
    SELECT 'pg_operator', o.oid, o.oprnamespace, format('operator %s', o.oid::regoperator), 0 FROM pg_operator AS o WHERE o.oid >= 16384
    UNION ALL
    SELECT 'pg_opclass', o.oid, o.opcnamespace, format('operator class %I', o.opcname), 0 FROM pg_opclass AS o WHERE o.oid >= 16384
    UNION ALL
    SELECT 'pg_opfamily', o.oid, o.opfnamespace, format('operator family %I', o.opfname), 0 FROM pg_opfamily AS o
    WHERE o.oid >= 16384 AND NOT EXISTS (SELECT FROM pg_opclass AS c WHERE c.opcfamily = o.oid AND c.opcname = o.opfname)
    UNION ALL
    SELECT 'pg_ts_config', t.oid, t.cfgnamespace, format('text search configuration %I', t.cfgname), 0 FROM pg_ts_config AS t
    UNION ALL
    SELECT 'pg_ts_dict', t.oid, t.dictnamespace, format('text search dictionary %I', t.dictname), 0 FROM pg_ts_dict AS t
    UNION ALL
    SELECT 'pg_ts_parser', t.oid, t.prsnamespace, format('text search parser %I', t.prsname), 0 FROM pg_ts_parser AS t
    UNION ALL
    SELECT 'pg_ts_template', t.oid, t.tmplnamespace, format('text search template %I', t.tmplname), 0 FROM pg_ts_template AS t
) AS q
WHERE q.oid >= 16384 AND (
    q.schema = 0 OR q.schema IN (
        SELECT n.oid FROM pg_namespace AS n WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    )
)
ORDER BY q.object
