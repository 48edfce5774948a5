//! What is imported and built again prints the same to the byte, where the comparison of catalogs is milder.

use super::{built, read, unsupported};
use crate::harness::TestDatabase;

/// Options, queries, bodies and defaults as the catalog has them.
const TEXTS: &str = "
    SELECT relname || ' ' || coalesce(reloptions::text, '') FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT relname || ' ' || pg_get_viewdef(oid) FROM pg_class
        WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace
    UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef
    ORDER BY 1";

#[track_caller]
fn check(sql: &str) {
    let database = TestDatabase::create();
    database.execute(sql);
    let imported = read(&database);
    assert_eq!(unsupported(&imported), Vec::<String>::new());
    let again = built(&imported.schema);
    assert_eq!(database.query(TEXTS), again.query(TEXTS));
    assert_eq!(read(&again).schema, imported.schema);
}

#[test]
fn options_keep_their_spelling_and_order() {
    check(
        "CREATE TABLE t (id int, b text) WITH (fillfactor = 70, autovacuum_enabled = off);
        ALTER TABLE t RESET (fillfactor), SET (toast.autovacuum_enabled = no, fillfactor = 80);
        CREATE INDEX i ON t USING gin (to_tsvector('simple', b)) WITH (fastupdate = off, gin_pending_list_limit = 100);
        CREATE VIEW supabase WITH (security_invoker = on) AS SELECT id FROM t;
        CREATE VIEW plain WITH (security_barrier, security_invoker = false) AS SELECT id FROM t;
        CREATE VIEW first WITH (check_option = local, security_barrier = yes) AS SELECT id FROM t;
        CREATE VIEW last WITH (security_barrier = off) AS SELECT id FROM t WITH CHECK OPTION;
        CREATE FUNCTION f() RETURNS int LANGUAGE sql SET work_mem = '4MB' SET search_path = public, pg_temp
            SET enable_seqscan = off SET jit TO 'no' AS 'SELECT 1';",
    );
}

#[test]
fn rows_with_names_are_values() {
    check(
        "CREATE VIEW named (x, y) AS VALUES (1, 'a'), (2, 'b');
        CREATE VIEW ordered (x, column2) AS VALUES (1, 'a'), (2, 'b') ORDER BY column2, column1 + 1 LIMIT 1;
        CREATE MATERIALIZED VIEW stored (\"a, \"\"b\") AS VALUES (1);
        CREATE VIEW above AS SELECT x, y FROM named;
        CREATE VIEW inside AS WITH c (x) AS (VALUES (1)) SELECT c.x FROM c;",
    );
}

#[test]
fn between_stays_between_where_there_is_one_print() {
    check(
        "CREATE TABLE t (id int, b int, k bool, d bool DEFAULT (1 BETWEEN 0 AND 2 AND true));
        CREATE FUNCTION f() RETURNS SETOF bool LANGUAGE sql BEGIN ATOMIC
            SELECT b BETWEEN 1 AND 2 AND k AND (id > 1 AND id < 5) FROM t WHERE id NOT BETWEEN b AND b + 1 OR k;
        END;
        CREATE FUNCTION g(b int, k bool) RETURNS bool LANGUAGE sql RETURN b BETWEEN -1 AND 2 AND k;",
    );
}

#[test]
fn a_query_as_a_condition_keeps_its_parentheses() {
    check(
        "CREATE FUNCTION allowed() RETURNS boolean LANGUAGE sql AS 'SELECT true';
        CREATE TABLE t (id int, current_price int, CHECK (current_price > 0)); ALTER TABLE t ENABLE ROW LEVEL SECURITY;
        CREATE POLICY p ON t USING ((SELECT allowed())) WITH CHECK ((WITH w AS (SELECT true AS b) SELECT b FROM w));
        CREATE VIEW today AS SELECT d.d, u.u FROM current_date d(d), current_user u(u);
        CREATE FUNCTION f(a int, OUT a int) LANGUAGE sql AS 'SELECT $1';
        CREATE TABLE odd (tree pg_node_tree);",
    );
}
