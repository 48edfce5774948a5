SELECT
    s.seqrelid AS oid, format_type(s.seqtypid, NULL) AS type, s.seqstart AS start, s.seqincrement AS increment,
    s.seqmax AS max, s.seqmin AS min, s.seqcache AS cache, s.seqcycle AS cycle,
    d.refobjid AS owner, d.refobjsubid AS owner_column, coalesce(d.deptype = 'i', false) AS of_identity
FROM pg_sequence AS s
LEFT JOIN pg_depend AS d
    ON d.classid = 'pg_class'::regclass AND d.objid = s.seqrelid AND d.objsubid = 0
    AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid <> 0 AND d.deptype IN ('a', 'i')
