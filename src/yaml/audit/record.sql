
-- Arguments: the columns of the primary key, what masked columns show instead of their values, the
-- setting that holds the claims, and the claims that are kept.
declare
    key_columns constant text[] := tg_argv[0];
    mask constant jsonb := tg_argv[1];
    moment constant timestamptz := clock_timestamp();
    -- current_user is the owner of this function.
    acting constant text := coalesce(nullif(current_setting('role', true), 'none'), session_user);
    said constant text := nullif(current_setting(tg_argv[2], true), '');
    kept jsonb;
begin
    if said is not null then
        begin
            select jsonb_object_agg(c.key, c.value) into kept
            from jsonb_each(said::jsonb) as c where c.key = any (tg_argv[3]::text[]);
        exception when data_exception then
            -- What stands in a setting must not stop a write.
            kept := '"unreadable"';
        end;
    end if;
    if tg_op = 'TRUNCATE' then
        insert into canai_db_audit.log (logged_at, role, claims, table_schema, table_name, operation)
        values (moment, acting, kept, tg_table_schema, tg_table_name, 'truncate');
    elsif tg_level = 'ROW' then
        insert into canai_db_audit.log
            (logged_at, role, claims, table_schema, table_name, operation, key, changed, old_values, new_values)
        select moment, acting, kept, tg_table_schema, tg_table_name, lower(tg_op), d.*
        from canai_db_audit.difference(
            case when tg_op <> 'INSERT' then to_jsonb(old) end,
            case when tg_op <> 'DELETE' then to_jsonb(new) end,
            key_columns, mask
        ) as d;
    elsif tg_op = 'INSERT' then
        insert into canai_db_audit.log
            (logged_at, role, claims, table_schema, table_name, operation, key, changed, old_values, new_values)
        select moment, acting, kept, tg_table_schema, tg_table_name, 'insert', d.*
        from (select to_jsonb(r.*) as image from new_rows as r offset 0) as n
        cross join lateral canai_db_audit.difference(null, n.image, key_columns, mask) as d;
    elsif tg_op = 'DELETE' then
        insert into canai_db_audit.log
            (logged_at, role, claims, table_schema, table_name, operation, key, changed, old_values, new_values)
        select moment, acting, kept, tg_table_schema, tg_table_name, 'delete', d.*
        from (select to_jsonb(r.*) as image from old_rows as r offset 0) as o
        cross join lateral canai_db_audit.difference(o.image, null, key_columns, mask) as d;
    else
        -- Both tables hold the rows in the order in which they were updated; a key may have changed.
        insert into canai_db_audit.log
            (logged_at, role, claims, table_schema, table_name, operation, key, changed, old_values, new_values)
        select moment, acting, kept, tg_table_schema, tg_table_name, 'update', d.*
        from (select to_jsonb(r.*) as image, row_number() over () as number from old_rows as r) as o
        join (select to_jsonb(r.*) as image, row_number() over () as number from new_rows as r) as n using (number)
        cross join lateral canai_db_audit.difference(o.image, n.image, key_columns, mask) as d;
    end if;
    return null;
end
