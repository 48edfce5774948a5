-- Everything that a migration can make, one fact a line. Who owns a thing is left out, and an access
-- list that only says what holds anyway counts as none.
WITH mine AS (
    SELECT oid, nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
), extensions AS (
    SELECT classid, objid FROM pg_depend WHERE deptype = 'e'
), relation AS (
    SELECT c.*, c.oid::regclass::text AS path FROM pg_class c JOIN mine ON mine.oid = c.relnamespace
     WHERE (SELECT count(*) FROM extensions e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid) = 0
       AND c.relname NOT LIKE '\_sqlx%'
), routine AS (
    SELECT p.*, p.oid::regprocedure::text AS path FROM pg_proc p JOIN mine ON mine.oid = p.pronamespace
     WHERE (SELECT count(*) FROM extensions e WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid) = 0
), made AS (
    SELECT t.*, t.oid::regtype::text AS path FROM pg_type t JOIN mine ON mine.oid = t.typnamespace
     WHERE (SELECT count(*) FROM extensions e WHERE e.classid = 'pg_type'::regclass AND e.objid = t.oid) = 0
       AND (t.typtype IN ('e', 'd', 'r')
            OR t.typtype = 'c' AND (SELECT relkind FROM pg_class WHERE oid = t.typrelid) = 'c')
), access (kind, path, owner, acl) AS (
    SELECT 'schema', n.nspname::text, n.nspowner, coalesce(n.nspacl, acldefault('n', n.nspowner))
      FROM pg_namespace n JOIN mine USING (oid)
    UNION ALL
    SELECT 'relation', path, relowner,
           coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner))
      FROM relation WHERE relkind IN ('r', 'p', 'v', 'm', 'S')
    UNION ALL
    SELECT 'column', path || '.' || attname, relowner, attacl
      FROM relation JOIN pg_attribute ON attrelid = relation.oid WHERE attnum > 0 AND NOT attisdropped
    UNION ALL
    SELECT 'routine', path, proowner, coalesce(proacl, acldefault('f', proowner)) FROM routine
    UNION ALL
    SELECT 'type', path, typowner, coalesce(typacl, acldefault('T', typowner)) FROM made
)
SELECT fact FROM (
SELECT 'schema ' || nspname AS fact FROM mine
UNION ALL
SELECT format('extension %s %s %s', extname, extversion, extnamespace::regnamespace) FROM pg_extension
UNION ALL
SELECT format('relation %s kind=%s persistence=%s security=%s/%s options=%s replica=%s key=%s bound=%s of=%s populated=%s',
              path, relkind, relpersistence, relrowsecurity, relforcerowsecurity,
              (SELECT array_agg(o ORDER BY o) FROM unnest(reloptions) o), relreplident,
              CASE WHEN relkind = 'p' THEN pg_get_partkeydef(oid) END, pg_get_expr(relpartbound, oid),
              (SELECT array_agg(inhparent::regclass::text ORDER BY inhseqno) FROM pg_inherits WHERE inhrelid = relation.oid),
              relispopulated)
  FROM relation WHERE relkind IN ('r', 'p', 'v', 'm', 'S')
UNION ALL
SELECT format('column %s %s %s %s not_null=%s default=%s identity=%s generated=%s collation=%s storage=%s compression=%s statistics=%s',
              path, row_number() OVER (PARTITION BY relation.oid ORDER BY attnum), attname,
              format_type(atttypid, atttypmod), attnotnull, pg_get_expr(adbin, adrelid), attidentity, attgenerated,
              attcollation::regcollation, attstorage, attcompression, attstattarget)
  FROM relation
  JOIN pg_attribute ON attrelid = relation.oid AND attnum > 0 AND NOT attisdropped
  LEFT JOIN pg_attrdef ON adrelid = relation.oid AND adnum = attnum
 WHERE relkind IN ('r', 'p', 'v', 'm', 'c')
UNION ALL
SELECT format('constraint %s %s %s valid=%s deferrable=%s/%s inherit=%s/%s',
              coalesce(nullif(conrelid, 0)::regclass::text, contypid::regtype::text), conname,
              pg_get_constraintdef(c.oid), convalidated, condeferrable, condeferred,
              CASE WHEN contype = 'c' THEN NOT connoinherit END, coninhcount)
  FROM pg_constraint c JOIN mine ON mine.oid = connamespace WHERE contype <> 't'
   AND (conrelid = 0 OR conrelid IN (SELECT oid FROM relation))
UNION ALL
SELECT format('index %s valid=%s ready=%s unique=%s primary=%s immediate=%s clustered=%s replica=%s parent=%s',
              pg_get_indexdef(indexrelid), indisvalid, indisready, indisunique, indisprimary, indimmediate,
              indisclustered, indisreplident,
              (SELECT inhparent::regclass FROM pg_inherits WHERE inhrelid = indexrelid))
  FROM pg_index JOIN relation ON relation.oid = indexrelid
UNION ALL
SELECT format('policy %s %s permissive=%s for=%s to=%s using=%s check=%s', polrelid::regclass, polname, polpermissive,
              polcmd,
              (SELECT string_agg(name, ',' ORDER BY name)
                 FROM unnest(polroles) r, LATERAL (SELECT CASE r WHEN 0 THEN 'PUBLIC' ELSE r::regrole::text END AS name) n),
              pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))
  FROM pg_policy
UNION ALL
SELECT format('trigger %s enabled=%s', pg_get_triggerdef(oid), tgenabled) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL
SELECT format('view %s %s', path, pg_get_viewdef(oid)) FROM relation WHERE relkind IN ('v', 'm')
UNION ALL
SELECT format('routine %s', pg_get_functiondef(oid)) FROM routine WHERE prokind IN ('f', 'p')
UNION ALL
SELECT format('enum %s %s', path, (SELECT array_agg(enumlabel ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = made.oid))
  FROM made WHERE typtype = 'e'
UNION ALL
SELECT format('domain %s %s not_null=%s default=%s collation=%s', path, format_type(typbasetype, typtypmod), typnotnull,
              typdefault, typcollation::regcollation)
  FROM made WHERE typtype = 'd'
UNION ALL
SELECT format('type %s', path) FROM made WHERE typtype = 'c'
UNION ALL
SELECT format('range %s of %s class=%s collation=%s diff=%s multirange=%s', path, rngsubtype::regtype,
              (SELECT opcname FROM pg_opclass o WHERE o.oid = rngsubopc), nullif(rngcollation, 0)::regcollation,
              rngsubdiff, rngmultitypid::regtype)
  FROM made JOIN pg_range ON rngtypid = made.oid
UNION ALL
SELECT format('sequence %s %s start=%s by=%s min=%s max=%s cache=%s cycle=%s owner=%s', path, seqtypid::regtype, seqstart,
              seqincrement, seqmin, seqmax, seqcache, seqcycle,
              (SELECT refobjid::regclass || '.' || attname
                 FROM pg_depend JOIN pg_attribute ON attrelid = refobjid AND attnum = refobjsubid
                WHERE objid = seqrelid AND classid = 'pg_class'::regclass AND deptype IN ('a', 'i')))
  FROM pg_sequence JOIN relation ON relation.oid = seqrelid
UNION ALL
SELECT format('comment on %s %s: %s', (pg_identify_object(classoid, objoid, objsubid)).type,
              (pg_identify_object(classoid, objoid, objsubid)).identity, description)
  FROM pg_description WHERE objoid >= 16384 AND classoid <> 'pg_extension'::regclass
   AND (SELECT count(*) FROM extensions e WHERE e.classid = classoid AND e.objid = objoid) = 0
UNION ALL
SELECT format('comment on role %s: %s', objoid::regrole, description) FROM pg_shdescription
 WHERE classoid = 'pg_authid'::regclass AND objoid >= 16384
UNION ALL
SELECT format('statistics %s target=%s', pg_get_statisticsobjdef(s.oid), stxstattarget)
  FROM pg_statistic_ext s JOIN mine ON mine.oid = stxnamespace
UNION ALL
SELECT format('default grant for %s in %s on %s to %s: %s%s', CASE defaclrole WHEN current_user::regrole THEN 'whoever' ELSE defaclrole::regrole::text END,
              nullif(defaclnamespace, 0)::regnamespace, defaclobjtype,
              CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END,
              string_agg(privilege_type, ',' ORDER BY privilege_type), CASE WHEN is_grantable THEN ' with grant option' END)
  FROM pg_default_acl, aclexplode(defaclacl) WHERE grantee <> defaclrole
 GROUP BY defaclrole, defaclnamespace, defaclobjtype, grantee, is_grantable
UNION ALL
SELECT format('grant on %s %s to %s: %s%s', kind, path, CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END,
              string_agg(privilege_type, ',' ORDER BY privilege_type), CASE WHEN is_grantable THEN ' with grant option' END)
  FROM access, aclexplode(acl) WHERE grantee <> owner GROUP BY kind, path, grantee, is_grantable
UNION ALL
SELECT format('role %s super=%s inherit=%s createrole=%s createdb=%s login=%s replication=%s bypassrls=%s limit=%s in=%s',
              rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, rolbypassrls,
              rolconnlimit,
              (SELECT array_agg(roleid::regrole::text ORDER BY roleid::regrole::text) FROM pg_auth_members WHERE member = r.oid))
  FROM pg_roles r WHERE oid >= 16384
) facts ORDER BY fact COLLATE "C"
