//! Files of SQL run as they are, and what is shown when one fails.

use canai_db::pg::connection::{Settings, connect};
use canai_db::pg::error::SqlError;
use canai_db::pg::script::execute_script;

use crate::harness::{TestDatabase, block_on};

/// Runs a script on a fresh database and returns the error with everything shown of it.
fn failure(prepare: &str, sql: &str) -> (SqlError, String) {
    let database = TestDatabase::create();
    database.execute(prepare);
    let error = block_on(async {
        let client = connect(&Settings::from(database.config.clone())).await.unwrap();
        execute_script(&client, "file.sql", sql).await.unwrap_err()
    });
    let shown = format!("{error}\n{}", error.details(false));
    (error, shown)
}

#[track_caller]
fn check(prepare: &str, sql: &str, expected: &str) {
    assert_eq!(failure(prepare, sql).1.trim_end(), expected.trim());
}

#[test]
fn a_script_without_mistakes_runs_in_one_transaction() {
    let database = TestDatabase::create();
    block_on(async {
        let client = connect(&Settings::from(database.config.clone())).await.unwrap();
        execute_script(&client, "f", "").await.unwrap();
        execute_script(&client, "f", "-- nothing\n;;").await.unwrap();
        execute_script(
            &client,
            "f",
            "create table t (id int); insert into t values (1), (2); select * from t;",
        )
        .await
        .unwrap();
        execute_script(&client, "f", "insert into t values (3); selekt").await.unwrap_err();
    });
    assert_eq!(database.query("select count(*) from t"), ["2"]);
}

#[test]
fn the_caret_stands_under_the_position() {
    check(
        "create table visits (session_id int)",
        "-- Bärbel's file: ä counts as one\nselect 'ö';\n\nselect 'ß', sesion_id, 1 from visits;\n",
        r#"
column "sesion_id" does not exist
 --> file.sql:4:13
  |
4 | select 'ß', sesion_id, 1 from visits;
  |             ^^^^^^^^^
  |
  = SQLSTATE: 42703 undefined_column
  = hint: Perhaps you meant to reference the column "visits.session_id".
"#,
    );
}

#[test]
fn a_position_deep_in_a_statement_shows_where_the_statement_begins() {
    check(
        "create table t (session_id int)",
        "select 1;\nselect\n    session_id,\n    sesion_id\nfrom t;\n",
        r#"
column "sesion_id" does not exist
 --> file.sql:4:5
  |
2 | select
  | ------ in this statement
3 |     session_id,
4 |     sesion_id
  |     ^^^^^^^^^
  |
  = SQLSTATE: 42703 undefined_column
  = hint: Perhaps you meant to reference the column "t.session_id".
"#,
    );
}

#[test]
fn a_syntax_error_at_the_end_of_the_file() {
    check(
        "",
        "select 1;\nselect (2 \n\n",
        r"
syntax error at end of input
 --> file.sql:2:10
  |
2 | select (2 
  |          ^
  |
  = SQLSTATE: 42601 syntax_error
",
    );
}

#[test]
fn without_a_position_the_statement_is_found_by_counting() {
    check(
        "",
        "create table t (id int primary key);;\n/* a ; b */ insert into t values (1);\nselect ';';\n\
         insert into t\nvalues (1);\nselect 1;\n",
        r#"
duplicate key value violates unique constraint "t_pkey"
 --> file.sql:4:1
  |
4 | insert into t
  | ^^^^^^^^^^^^^ this statement failed
  |
  = SQLSTATE: 23505 unique_violation
  = detail: Key (id)=(1) already exists.
"#,
    );
}

#[test]
fn what_a_rule_adds_counts_as_one_statement() {
    check(
        "create table log (x int); create table t (x int);
         create rule r as on insert to t do also (insert into log values (1); insert into log values (2))",
        "insert into t values (1);\nselect 1 / 0;\n",
        r"
division by zero
 --> file.sql:2:1
  |
2 | select 1 / 0;
  | ^^^^^^^^^^^^ this statement failed
  |
  = SQLSTATE: 22012 division_by_zero
",
    );
}

#[test]
fn an_error_in_a_query_of_a_function_shows_that_query_too() {
    check(
        "create function f() returns int language plpgsql as
         $$begin return (select nope from pg_class limit 1); end$$",
        "select 1;\nselect f();\n",
        r#"
column "nope" does not exist
 --> file.sql:2:1
  |
2 | select f();
  | ^^^^^^^^^^ this statement failed
  |
 ::: a query that the server made:1:9
  |
1 | (select nope from pg_class limit 1)
  |         ^^^^
  |
  = SQLSTATE: 42703 undefined_column
  = context: PL/pgSQL function f() line 1 at RETURN
"#,
    );
}

#[test]
fn the_facts_of_the_answer_are_kept() {
    let (error, _) =
        failure("create table t (id int constraint positive check (id > 0))", "insert into t values (-1)");
    let answer = error.answer().unwrap();
    assert_eq!(answer.code, "23514");
    assert_eq!(error.code(), Some("23514"));
    assert_eq!(answer.severity, "ERROR");
    assert_eq!(
        (answer.schema.as_deref(), answer.table.as_deref(), answer.constraint.as_deref()),
        (Some("public"), Some("t"), Some("positive"))
    );
    assert!(!error.is_connection_lost());
}

#[test]
fn a_lost_connection_names_the_statement_that_ran() {
    let sql = "select 1;\nselect pg_terminate_backend(pg_backend_pid()), pg_sleep(10);\nselect 2;\n";
    let (error, shown) = failure("", sql);
    assert!(error.is_connection_lost());
    assert_eq!(
        shown.trim_end(),
        r"
terminating connection due to administrator command
 --> file.sql:2:1
  |
2 | select pg_terminate_backend(pg_backend_pid()), pg_sleep(10);
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ this statement failed
  |
  = SQLSTATE: 57P01 admin_shutdown
"
        .trim()
    );
}

#[test]
fn copy_from_stdin_is_refused_before_anything_runs() {
    let database = TestDatabase::create();
    let error = block_on(async {
        let client = connect(&Settings::from(database.config.clone())).await.unwrap();
        execute_script(&client, "f", "create table t (id int);\ncopy t from stdin;\n1\n\\.\n")
            .await
            .unwrap_err()
    });
    assert_eq!(error.to_string(), "COPY from STDIN or to STDOUT is not possible in a file of SQL");
    assert_eq!(database.query("select to_regclass('t')"), [""]);
}

#[test]
fn an_error_of_a_single_statement_has_no_file() {
    let database = TestDatabase::create();
    let shown = block_on(async {
        let client = connect(&Settings::from(database.config.clone())).await.unwrap();
        let sql = "select nope";
        let error = SqlError::from(client.simple_query(sql).await.unwrap_err());
        let bare = error.details(false);
        format!("{bare}\n{}", error.in_statement(sql).details(false))
    });
    assert_eq!(
        shown,
        "  = SQLSTATE: 42703 undefined_column\n  |\n1 | select nope\n  |        ^^^^\n  |\n  = SQLSTATE: 42703 undefined_column"
    );
}
