-- The procedures that run jobs.
SELECT p.proname::text AS name, oidvectortypes(p.proargtypes) AS arguments, p.prosrc AS body,
       pg_get_userbyid(p.proowner)::text AS owner
  FROM pg_proc p
 WHERE p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'canai_db')
   AND p.prokind = 'p' AND starts_with(p.proname::text, $1)
 ORDER BY 1, 2
