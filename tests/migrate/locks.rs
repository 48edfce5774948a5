//! Several runners, other people's locks.

use std::io::{BufRead as _, BufReader};
use std::process::Child;
use std::thread;
use std::time::Duration;

use super::{Project, Run, Session, finish};
use crate::harness::eventually;

fn busy_project() -> Project {
    Project::new(&[
        ("1_t.up.sql", "CREATE TABLE t AS SELECT i AS a, i % 7 AS b FROM generate_series(1, 20000) i;"),
        ("3_a.up.sql", "-- no-transaction\nCREATE UNIQUE INDEX CONCURRENTLY t_a ON t (a);"),
        ("5_c.up.sql", "ALTER TABLE t ADD c text; SELECT pg_sleep(0.1);"),
        ("7_b.up.sql", "-- no-transaction\nCREATE INDEX CONCURRENTLY t_b ON t (b) WHERE b > 1;"),
        ("9_d.up.sql", "-- no-transaction\nDROP INDEX CONCURRENTLY t_b;"),
        ("11_u.up.sql", "CREATE TABLE u (); SELECT pg_sleep(0.1);"),
    ])
}

fn runners_at_once(count: usize) {
    let project = busy_project();
    let runners: Vec<Child> = (0..count).map(|_| project.spawn("migrate")).collect();
    let runs: Vec<Run> = runners.into_iter().map(finish).collect();
    assert!(runs.iter().all(|run| run.code == Some(0)), "{runs:#?}");
    let mut applied: Vec<&str> = runs.iter().flat_map(Run::applied).collect();
    applied.sort_unstable();
    assert_eq!(
        applied,
        ["11_u.up.sql", "1_t.up.sql", "3_a.up.sql", "5_c.up.sql", "7_b.up.sql", "9_d.up.sql"]
    );
    let alone = busy_project();
    alone.ok("migrate");
    assert_eq!(project.fingerprint(), alone.fingerprint());
}

#[test]
fn two_runners_at_once() {
    runners_at_once(2);
}

#[test]
fn eight_runners_at_once() {
    runners_at_once(8);
}

#[test]
fn a_runner_waits_while_a_program_holds_the_lock_of_sqlx() {
    let project = busy_project();
    let key = project.lock_key();
    let holder = Session::open(&project, &format!("SELECT pg_advisory_lock({key})"));
    let mut runner = project.spawn("migrate");
    let mut remarks = BufReader::new(runner.stderr.take().unwrap());
    let mut remark = String::new();
    remarks.read_line(&mut remark).unwrap();
    assert!(remark.starts_with("Waiting for another migration run to end ("), "{remark}");
    assert!(runner.try_wait().unwrap().is_none());
    holder.execute(&format!("SELECT pg_advisory_unlock({key})"));
    assert_eq!(finish(runner).code, Some(0));
    assert_eq!(project.ledger().len(), 6);
}

#[test]
fn a_held_table_is_tried_again_then_told_while_readers_go_on() {
    let project = Project::new(&[("1_t.up.sql", "CREATE TABLE t (a int);")]);
    project.ok("migrate");
    project.write("3_b.up.sql", "ALTER TABLE t ADD b int;");
    let long = Session::open(&project, "BEGIN; SELECT count(*) FROM t");
    let runner = project.spawn("migrate --lock-timeout 100ms");
    let reader = Session::open(&project, "SET statement_timeout = '30s'");
    let waits = "SELECT FROM pg_locks WHERE relation = 't'::regclass AND mode = 'AccessExclusiveLock' AND NOT granted";
    for _ in 0..3 {
        eventually("the runner waits for the table", || !project.query(waits).is_empty());
        // The long transaction is still open: only the runner's giving way lets this through.
        reader.execute("SELECT count(*) FROM t");
    }
    let run = finish(runner);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.err.contains("no lock yet, attempt 9 of 10"), "{run:?}");
    assert!(run.err.contains("3_b.up.sql failed and was rolled back"), "{run:?}");
    assert!(run.err.contains("10 attempts of 100 ms each"), "{run:?}");
    for part in ["SQLSTATE: 55P03", "3_b.up.sql:1:1", "ALTER TABLE t ADD b int;"] {
        assert!(run.err.contains(part), "no {part}: {}", run.err);
    }
    long.execute("COMMIT");
    assert_eq!(project.ledger(), ["1"]);
    assert_eq!(project.ok("migrate").applied(), ["3_b.up.sql"]);
}

#[test]
fn a_file_gets_through_when_the_table_becomes_free() {
    let project = Project::new(&[("1_t.up.sql", "CREATE TABLE t (a int);")]);
    project.ok("migrate");
    project.write("3_b.up.sql", "CREATE TABLE u (); ALTER TABLE t ADD b int;");
    let long = Session::open(&project, "BEGIN; SELECT count(*) FROM t");
    let mut runner = project.spawn("migrate --lock-timeout 100ms");
    let mut remark = String::new();
    BufReader::new(runner.stderr.as_mut().unwrap()).read_line(&mut remark).unwrap();
    assert!(remark.contains("attempt 1 of 10"), "{remark}");
    long.execute("COMMIT");
    assert_eq!(finish(runner).code, Some(0));
    assert_eq!(project.ledger(), ["1", "3"]);
}

#[test]
fn a_concurrent_build_that_waits_blocks_nobody_and_leaves_no_invalid_index() {
    let project = Project::new(&[("1_t.up.sql", "CREATE TABLE t (a int);")]);
    project.ok("migrate");
    project.write("3_i.up.sql", "-- no-transaction\nCREATE INDEX CONCURRENTLY t_a ON t (a);");
    let long = Session::open(&project, "BEGIN; INSERT INTO t VALUES (1)");
    // 200 times this for each of three attempts.
    let runner = project.spawn("migrate --lock-timeout 2ms");
    project.execute("SET statement_timeout = '30s'; INSERT INTO t VALUES (2); SELECT * FROM t");
    let run = finish(runner);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.err.contains("3 attempts of 400 ms each"), "{run:?}");
    long.execute("COMMIT");
    assert_eq!(project.ok("migrate").applied(), ["3_i.up.sql"]);
    assert_eq!(project.query("SELECT indisvalid FROM pg_index WHERE indrelid = 't'::regclass"), ["t"]);
}

#[test]
fn a_lost_session_stops_the_run() {
    let project = Project::new(&[
        ("1_t.up.sql", "CREATE TABLE t ();"),
        ("3_u.up.sql", "CREATE TABLE u (); SELECT pg_sleep(60);"),
        ("5_v.up.sql", "CREATE TABLE v ();"),
    ]);
    let runner = project.spawn("migrate");
    eventually("the long file runs", || {
        !project
            .query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'canai-db' AND query LIKE '%pg_sleep(60)%'")
            .is_empty()
    });
    let run = finish(runner);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert_eq!(run.applied(), ["1_t.up.sql"]);
    assert!(
        run.err.contains("3_u.up.sql failed and was rolled back; the one before it stays applied"),
        "{run:?}"
    );
    assert!(run.err.contains("run `canai-db migrate` again"), "{run:?}");
    thread::sleep(Duration::from_millis(100));
    assert_eq!(project.query("SELECT relname FROM pg_class WHERE relname IN ('t', 'u', 'v')"), ["t"]);
}
