-- Materialised views as far as jobs care, a JSON object each: those of the database's own schemas.
WITH RECURSIVE reads (view, relation) AS (
  SELECT c.oid, d.refobjid
    FROM pg_class c
    JOIN pg_rewrite r ON r.ev_class = c.oid
    JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.refclassid = 'pg_class'::regclass
   WHERE c.relkind = 'm' AND d.refobjid <> c.oid
  UNION
  -- Through views, which are not refreshed.
  SELECT reads.view, d.refobjid
    FROM reads
    JOIN pg_class c ON c.oid = reads.relation AND c.relkind = 'v'
    JOIN pg_rewrite r ON r.ev_class = c.oid
    JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.refclassid = 'pg_class'::regclass
   WHERE d.refobjid <> c.oid
)
SELECT jsonb_build_object(
         'name', format('%I.%I', n.nspname, c.relname),
         'has_unique_index', EXISTS (
           SELECT FROM pg_index i
            WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indimmediate
              AND i.indpred IS NULL AND i.indexprs IS NULL),
         'is_populated', c.relispopulated,
         'reads', coalesce((
           SELECT jsonb_agg(DISTINCT format('%I.%I', rn.nspname, rc.relname))
             FROM reads
             JOIN pg_class rc ON rc.oid = reads.relation AND rc.relkind = 'm'
             JOIN pg_namespace rn ON rn.oid = rc.relnamespace
            WHERE reads.view = c.oid), '[]'))::text
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind = 'm'
   AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'canai_db') AND n.nspname NOT LIKE 'pg\_t%'
