-- Default privileges of the roles that the reader may act as.
SELECT
    d.defaclnamespace AS schema, d.defaclobjtype AS kind, d.defaclrole AS role,
    pg_get_userbyid(d.defaclrole) = current_user AS is_reader,
    (SELECT jsonb_agg(jsonb_build_array(x.grantee, x.privilege_type, x.is_grantable)) FROM aclexplode(d.defaclacl) AS x) AS acl
FROM pg_default_acl AS d
WHERE pg_has_role(d.defaclrole, 'USAGE')
ORDER BY d.defaclrole, d.defaclnamespace, d.defaclobjtype
