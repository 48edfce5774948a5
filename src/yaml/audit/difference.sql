
select
    (select jsonb_object_agg(k, coalesce(mask -> k, coalesce(old_row, new_row) -> k)) from unnest(key_columns) as k),
    d.changed,
    case when new_row is null then old_row || mask else d.before end,
    case when old_row is null then new_row || mask else d.after end
from (
    select
        array_agg(n.key) as changed,
        jsonb_object_agg(n.key, coalesce(mask -> n.key, old_row -> n.key)) as before,
        jsonb_object_agg(n.key, coalesce(mask -> n.key, n.value)) as after
    from jsonb_each(case when old_row is not null then new_row end) as n
    where n.value is distinct from old_row -> n.key
) as d
