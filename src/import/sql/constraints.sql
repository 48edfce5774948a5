-- Constraints of tables and domains. `conenforced` and `conperiod` are of PostgreSQL 18, `confdelsetcols` of 15.
SELECT k.*
FROM (SELECT true AS conenforced, false AS conperiod, NULL::int2[] AS confdelsetcols) AS older, LATERAL (
    SELECT
        k.oid, k.conname AS name, k.contype AS kind, k.conrelid AS relation, k.contypid AS domain, k.conindid AS index,
        k.condeferrable AS deferrable, k.condeferred AS deferred, k.convalidated AS validated,
        k.conislocal AS is_local, k.coninhcount AS inherited, k.connoinherit AS no_inherit, k.conparentid AS parent,
        k.conkey AS columns, k.confrelid AS target, k.confkey AS target_columns,
        k.confupdtype AS on_update, k.confdeltype AS on_delete, k.confmatchtype AS match,
        CASE WHEN k.contype = 'c' THEN (
            SELECT jsonb_build_array(p, CASE WHEN p ~ '\mAND\M.*\mAND\M|\mOR\M.*\mOR\M' THEN pg_get_expr(k.conbin, k.conrelid) END) FROM pg_get_expr(k.conbin, k.conrelid, true) AS p
        ) END AS expression,
        conenforced AS enforced, conperiod AS period, confdelsetcols AS on_delete_columns,
        CASE WHEN k.contype = 'f' THEN (
            SELECT jsonb_agg(DISTINCT t.tgrelid::regclass::text)
            FROM pg_trigger AS t WHERE t.tgconstraint = k.oid AND t.tgisinternal AND t.tgenabled <> 'O'
        ) END AS switched,
        CASE WHEN k.contype = 'x' THEN (
            SELECT jsonb_agg(
                CASE WHEN o.oprnamespace = 'pg_catalog'::regnamespace THEN o.oprname::text
                    ELSE format('OPERATOR(%s.%s)', o.oprnamespace::regnamespace, o.oprname) END
                ORDER BY e.at
            )
            FROM unnest(k.conexclop) WITH ORDINALITY AS e(operator, at) JOIN pg_operator AS o ON o.oid = e.operator
        ) END AS operators
    FROM pg_constraint AS k
    JOIN pg_namespace AS n ON n.oid = k.connamespace
    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        -- NOT NULL stands with its column; from PostgreSQL 18 it is a constraint as well.
        AND k.contype IN ('c', 'f', 'p', 'u', 'x')
) AS k
ORDER BY k.relation, k.domain, k.name
