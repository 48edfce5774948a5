SELECT e.extname::text AS extension,
       n.nspname::text AS schema,
       e.extversion AS installed_version,
       a.default_version::text AS available_version,
       -- Only where there is a way from one to the other; the order of versions is each extension's own.
       CASE WHEN a.default_version IS NULL THEN 'its files are gone'
            WHEN a.default_version = e.extversion THEN 'current'
            WHEN EXISTS (SELECT FROM pg_extension_update_paths(e.extname) p
                         WHERE p.source = e.extversion AND p.target = a.default_version AND p.path IS NOT NULL)
            THEN 'outdated'
            ELSE 'another version' END AS state
FROM pg_extension e
JOIN pg_namespace n ON n.oid = e.extnamespace
LEFT JOIN pg_available_extensions a ON a.name = e.extname
ORDER BY a.default_version IS NOT DISTINCT FROM e.extversion, extension
