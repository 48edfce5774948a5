-- Everything that the schemas of a database hold, one fact a line, names included and no OIDs: two
-- databases are the same when the lines are. Rights are compared as they work: no ACL and the default
-- one spelt out are equal. The ledger is left out. Run it with an empty search_path, so that every
-- name is written in full.
WITH space AS (
    SELECT oid, nspname AS name, nspowner, nspacl
      FROM pg_namespace
     WHERE nspname NOT IN ('pg_catalog', 'information_schema') AND nspname NOT LIKE 'pg\_t%'
), relation AS (
    SELECT c.*, format('%I.%I', space.name, c.relname) AS name
      FROM pg_class c JOIN space ON space.oid = c.relnamespace
     WHERE c.relname NOT IN ('_sqlx_migrations', '_sqlx_migrations_pkey')
), fact(kind, object, details) AS (
    SELECT 'schema', name, jsonb_build_object('owner', nspowner::regrole) FROM space
    UNION ALL
    SELECT 'extension', extname, jsonb_build_object('version', extversion, 'schema', extnamespace::regnamespace)
      FROM pg_extension
    UNION ALL
    SELECT 'relation', name, jsonb_build_object(
               'kind', relkind, 'owner', relowner::regrole, 'persistence', relpersistence,
               'method', (SELECT amname FROM pg_am WHERE pg_am.oid = relam),
               'row security', relrowsecurity, 'forced', relforcerowsecurity, 'identity', relreplident,
               'options', (SELECT jsonb_agg(it ORDER BY it) FROM unnest(reloptions) it),
               'partition key', CASE WHEN relkind = 'p' THEN pg_get_partkeydef(oid) END,
               'bounds', pg_get_expr(relpartbound, oid))
      FROM relation
    UNION ALL
    SELECT 'parent', name, jsonb_build_object('of', inhparent::regclass, 'place', inhseqno)
      FROM relation JOIN pg_inherits ON inhrelid = relation.oid
    UNION ALL
    -- Numbered as they stand, whatever was dropped between them.
    SELECT 'column', format('%s.%I', relation.name, attname), jsonb_build_object(
               'place', row_number() OVER (PARTITION BY relation.oid ORDER BY attnum),
               'type', format_type(atttypid, atttypmod), 'not null', attnotnull,
               'default', pg_get_expr(adbin, adrelid), 'identity', attidentity, 'generated', attgenerated,
               'collation', nullif(attcollation, 0)::regcollation, 'storage', attstorage,
               'compression', attcompression, 'statistics', attstattarget, 'options', attoptions,
               'local', attislocal, 'inherited', attinhcount)
      FROM relation
      JOIN pg_attribute ON attrelid = relation.oid AND attnum > 0 AND NOT attisdropped
      LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
     WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
    UNION ALL
    SELECT 'constraint', format('%s.%I', coalesce(nullif(conrelid, 0)::regclass::text, contypid::regtype::text), conname),
           jsonb_build_object(
               'type', contype, 'definition', pg_get_constraintdef(pg_constraint.oid), 'valid', convalidated,
               'deferrable', condeferrable, 'deferred', condeferred, 'no inherit', connoinherit,
               'local', conislocal, 'index', nullif(conindid, 0)::regclass)
      FROM pg_constraint JOIN space ON space.oid = connamespace
     WHERE conrelid = 0 OR conrelid IN (SELECT oid FROM relation)
    UNION ALL
    SELECT 'index', relation.name, jsonb_build_object(
               'definition', pg_get_indexdef(indexrelid), 'unique', indisunique, 'primary', indisprimary,
               'exclusion', indisexclusion, 'immediate', indimmediate, 'valid', indisvalid,
               'ready', indisready, 'live', indislive, 'clustered', indisclustered,
               'replica identity', indisreplident)
      FROM relation JOIN pg_index ON indexrelid = relation.oid
    UNION ALL
    SELECT 'policy', format('%s.%I', relation.name, polname), jsonb_build_object(
               'for', polcmd, 'permissive', polpermissive, 'using', pg_get_expr(polqual, polrelid),
               'check', pg_get_expr(polwithcheck, polrelid),
               'to', (SELECT jsonb_agg(it ORDER BY it)
                        FROM (SELECT CASE role WHEN 0 THEN 'public' ELSE role::regrole::text END
                                FROM unnest(polroles) role) roles(it)))
      FROM relation JOIN pg_policy ON polrelid = relation.oid
    UNION ALL
    SELECT 'trigger', format('%s.%I', relation.name, tgname), jsonb_build_object(
               'definition', pg_get_triggerdef(pg_trigger.oid), 'enabled', tgenabled)
      FROM relation JOIN pg_trigger ON tgrelid = relation.oid AND NOT tgisinternal
    UNION ALL
    SELECT 'rule', format('%s.%I', relation.name, rulename), jsonb_build_object(
               'definition', pg_get_ruledef(pg_rewrite.oid), 'enabled', ev_enabled)
      FROM relation JOIN pg_rewrite ON ev_class = relation.oid
    UNION ALL
    SELECT 'routine', pg_proc.oid::regprocedure::text, jsonb_build_object(
               'owner', proowner::regrole, 'kind', prokind,
               'definition', CASE WHEN prokind <> 'a' THEN pg_get_functiondef(pg_proc.oid) END)
      FROM pg_proc JOIN space ON space.oid = pronamespace
    UNION ALL
    SELECT 'sequence', relation.name, jsonb_build_object(
               'type', seqtypid::regtype, 'start', seqstart, 'step', seqincrement, 'min', seqmin,
               'max', seqmax, 'cache', seqcache, 'cycle', seqcycle,
               'owner', (SELECT format('%s.%I', refobjid::regclass, attname)
                           FROM pg_depend
                           JOIN pg_attribute ON attrelid = refobjid AND attnum = refobjsubid
                          WHERE classid = 'pg_class'::regclass AND objid = relation.oid
                            AND refclassid = 'pg_class'::regclass AND deptype IN ('a', 'i')))
      FROM relation JOIN pg_sequence ON seqrelid = relation.oid
    UNION ALL
    -- A table's row type and the arrays of all types come of themselves.
    SELECT 'type', pg_type.oid::regtype::text, jsonb_build_object(
               'kind', typtype, 'owner', typowner::regrole, 'not null', typnotnull, 'default', typdefault,
               'base', CASE WHEN typtype = 'd' THEN format_type(typbasetype, typtypmod) END,
               'labels', (SELECT jsonb_agg(enumlabel ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = pg_type.oid),
               'subtype', (SELECT rngsubtype::regtype FROM pg_range WHERE rngtypid = pg_type.oid))
      FROM pg_type JOIN space ON space.oid = typnamespace
     WHERE typtype <> 'b' AND NOT EXISTS (SELECT FROM pg_class WHERE pg_class.oid = typrelid AND relkind <> 'c')
    UNION ALL
    SELECT 'statistics', format('%I.%I', space.name, stxname),
           jsonb_build_object('definition', pg_get_statisticsobjdef(pg_statistic_ext.oid))
      FROM pg_statistic_ext JOIN space ON space.oid = stxnamespace
    UNION ALL
    SELECT 'event trigger', evtname, jsonb_build_object('on', evtevent, 'runs', evtfoid::regproc, 'enabled', evtenabled)
      FROM pg_event_trigger
    UNION ALL
    SELECT 'publication', pubname, jsonb_build_object('all tables', puballtables) FROM pg_publication
    UNION ALL
    SELECT 'comment', place.type || ' ' || place.identity, jsonb_build_object('text', description)
      FROM pg_description, pg_identify_object(classoid, objoid, objsubid) place
     WHERE place.schema IN (SELECT name FROM space)
        OR split_part(place.identity, '.', 1) IN (SELECT quote_ident(name) FROM space)
    UNION ALL
    SELECT 'right', object, jsonb_build_object(
               'to', CASE grantee WHEN 0 THEN 'public' ELSE grantee::regrole::text END,
               'what', privilege_type, 'pass on', is_grantable)
      FROM (
          SELECT 'schema ' || name, coalesce(nspacl, acldefault('n', nspowner)) FROM space
          UNION ALL
          SELECT 'relation ' || name,
                 coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner))
            FROM relation WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
          UNION ALL
          SELECT format('column %s.%I', relation.name, attname), attacl
            FROM relation JOIN pg_attribute ON attrelid = relation.oid AND NOT attisdropped
          UNION ALL
          SELECT 'routine ' || pg_proc.oid::regprocedure, coalesce(proacl, acldefault('f', proowner))
            FROM pg_proc JOIN space ON space.oid = pronamespace
          UNION ALL
          SELECT 'type ' || pg_type.oid::regtype, coalesce(typacl, acldefault('T', typowner))
            FROM pg_type JOIN space ON space.oid = typnamespace WHERE typtype IN ('d', 'e')
          UNION ALL
          SELECT format('new %s in %s by %s', defaclobjtype, nullif(defaclnamespace, 0)::regnamespace, defaclrole::regrole),
                 defaclacl
            FROM pg_default_acl
      ) guarded(object, acl), aclexplode(acl)
)
SELECT kind || ' ' || object || ' ' || jsonb_strip_nulls(details)
  FROM fact
 ORDER BY (kind || ' ' || object) COLLATE "C", details::text COLLATE "C"
