-- Collations that people made. The locale of ICU has stood in three columns so far.
SELECT
    c.oid, c.collnamespace AS schema, c.collname AS name, c.collprovider = 'i' AS is_icu,
    coalesce(
        to_jsonb(c) ->> 'colllocale', to_jsonb(c) ->> 'colliculocale', CASE WHEN c.collprovider = 'i' THEN to_jsonb(c) ->> 'collcollate' END
    ) AS locale,
    c.collcollate AS lc_collate, c.collctype AS lc_ctype, to_jsonb(c) ->> 'collicurules' AS rules, c.collisdeterministic AS is_deterministic
FROM pg_collation AS c
WHERE c.oid >= 16384 AND c.collprovider IN ('i', 'c')
ORDER BY c.oid
