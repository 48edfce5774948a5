//! Under fire: the program killed and its session ended at many points; the next run must reach what
//! an undisturbed run reaches.

use std::io::{BufRead as _, BufReader};
use std::process::Child;
use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use super::{Project, Run, Session, finish};
use crate::harness::eventually;

/// Twenty files, of both kinds.
const FILES: [(&str, &str); 20] = [
    (
        "01_t.up.sql",
        "CREATE TABLE t AS SELECT i AS a, i % 7 AS b, 'x' || i AS c FROM generate_series(1, 20000) i;",
    ),
    ("03_mood.up.sql", "CREATE TYPE mood AS ENUM ('sad', 'ok');\nCREATE TABLE moods (m mood);"),
    ("05_t_a.up.sql", "-- no-transaction\nCREATE UNIQUE INDEX CONCURRENTLY t_a ON t (a);"),
    (
        "07_t_b.up.sql",
        "-- no-transaction\nCREATE INDEX CONCURRENTLY \"T b\" ON t (b DESC NULLS LAST, lower(c)) WHERE b > 1;",
    ),
    ("09_happy.up.sql", "-- no-transaction\nALTER TYPE mood ADD VALUE 'happy' AFTER 'ok';"),
    ("11_d.up.sql", "ALTER TABLE t ADD d int;\nSELECT pg_sleep(0.03);\nUPDATE t SET d = a WHERE a <= 500;"),
    ("13_logs.up.sql", "CREATE TABLE logs (at date, what text) PARTITION BY RANGE (at);"),
    (
        "15_parts.up.sql",
        "CREATE TABLE logs_2025 PARTITION OF logs FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');\n\
         CREATE TABLE logs_2026 PARTITION OF logs FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');",
    ),
    ("17_detach.up.sql", "-- no-transaction\nALTER TABLE logs DETACH PARTITION logs_2025 CONCURRENTLY;"),
    ("19_drop_b.up.sql", "-- no-transaction\nDROP INDEX CONCURRENTLY \"T b\";"),
    (
        "21_pk.up.sql",
        "ALTER TABLE t ALTER a SET NOT NULL;\nALTER TABLE t ADD CONSTRAINT t_pkey PRIMARY KEY USING INDEX t_a;",
    ),
    (
        "23_backfill.up.sql",
        "-- no-transaction\nDO $$ BEGIN\n  FOR i IN 0..9 LOOP\n    UPDATE t SET d = 0 WHERE d IS NULL AND a / 2000 = i;\n    \
         COMMIT;\n  END LOOP;\nEND $$;",
    ),
    ("25_reindex.up.sql", "-- no-transaction\nREINDEX INDEX CONCURRENTLY t_pkey;"),
    ("27_vacuum.up.sql", "-- no-transaction\nVACUUM (ANALYZE) t;"),
    (
        "29_u.up.sql",
        "CREATE TABLE u (a int REFERENCES t (a));\nSELECT pg_sleep(0.03);\nINSERT INTO u SELECT a FROM t ORDER BY a LIMIT 100;",
    ),
    ("31_u_a.up.sql", "-- no-transaction\nCREATE INDEX CONCURRENTLY u_a ON u (a);"),
    ("33_sad.up.sql", "-- no-transaction\nALTER TYPE mood ADD VALUE 'angry' BEFORE 'sad';"),
    ("35_moods.up.sql", "INSERT INTO moods VALUES ('angry'), ('happy');"),
    ("37_reindex.up.sql", "-- no-transaction\nREINDEX TABLE CONCURRENTLY t;"),
    ("39_end.up.sql", "CREATE VIEW v AS SELECT a, d FROM t;"),
];

fn twenty() -> Project {
    Project::new(&FILES)
}

/// What an undisturbed run reaches: the catalog, the ledger and the rows.
fn undisturbed() -> &'static Vec<String> {
    static REACHED: OnceLock<Vec<String>> = OnceLock::new();
    REACHED.get_or_init(|| {
        let project = twenty();
        assert_eq!(project.ok("migrate").applied().len(), FILES.len());
        reached(&project)
    })
}

fn reached(project: &Project) -> Vec<String> {
    let mut all = project.fingerprint();
    all.extend(project.query(
        "SELECT count(*), sum(a), sum(d) FROM t UNION ALL SELECT count(*), sum(a), 0 FROM u \
         UNION ALL SELECT count(*), 0, 0 FROM moods",
    ));
    all
}

/// kill -9 for the program.
fn kill(mut runner: Child) {
    runner.kill().unwrap();
    runner.wait().unwrap();
}

/// The end of the program's session.
fn terminate_backends(project: &Project) {
    project.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
         WHERE application_name = 'canai-db' AND datname = current_database()",
    );
}

/// The next run goes through and reaches what an undisturbed run reaches.
fn converges(project: &Project, when: &str) {
    let run = project.run("migrate");
    assert_eq!(run.code, Some(0), "after an interruption {when}: {run:?}");
    assert_eq!(&reached(project), undisturbed(), "after an interruption {when}");
}

#[test]
fn killed_after_each_file() {
    for files in 1..=FILES.len() {
        let project = twenty();
        let mut runner = project.spawn("migrate");
        let mut lines = BufReader::new(runner.stdout.take().unwrap()).lines();
        (0..files).for_each(|_| assert!(lines.next().unwrap().unwrap().starts_with("Applied ")));
        kill(runner);
        converges(&project, &format!("after file {files}"));
    }
}

#[test]
fn killed_again_and_again() {
    for step in [3, 7, 13, 23, 41] {
        let project = twenty();
        for kills in 1..=40 {
            let runner = project.spawn("migrate");
            thread::sleep(Duration::from_millis(10 + step * kills % 97));
            kill(runner);
        }
        converges(&project, &format!("every {step} ms"));
    }
}

#[test]
fn sessions_ended_again_and_again() {
    for step in [5, 11, 17, 29, 43] {
        let project = twenty();
        for times in 1..=40 {
            let runner = project.spawn("migrate");
            thread::sleep(Duration::from_millis(10 + step * times % 97));
            terminate_backends(&project);
            let run = finish(runner);
            assert!(matches!(run.code, Some(0 | 1)), "{run:?}");
            assert!(!run.err.contains("panicked"), "{run:?}");
        }
        converges(&project, &format!("of the session every {step} ms"));
    }
}

/// Waits until the program's session waits for a lock in a statement like this.
fn waits_in(project: &Project, statement: &str) {
    let waiting = format!(
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'canai-db' \
         AND wait_event_type = 'Lock' AND query LIKE '{statement}'"
    );
    eventually("the statement waits", || !project.query(&waiting).is_empty());
}

/// Stops a run between the statement of a file and its ledger row, which is made to wait.
fn interrupted_before_the_row(version: &str, interrupt: impl FnOnce(&Project, Child) -> Option<Run>) {
    let project = twenty();
    let at = FILES.iter().position(|(name, _)| name.starts_with(version)).unwrap();
    if at > 0 {
        let before: i64 = FILES[at - 1].0.split('_').next().unwrap().parse().unwrap();
        project.ok(&format!("migrate --to {before}"));
    }
    let holder = Session::open(&project, "BEGIN; LOCK TABLE _sqlx_migrations IN SHARE MODE");
    let runner = project.spawn("migrate");
    waits_in(&project, "INSERT INTO%_sqlx_migrations%");
    let run = interrupt(&project, runner);
    holder.execute("ROLLBACK");
    if let Some(run) = run {
        assert_eq!(run.code, Some(1), "{run:?}");
    }
    assert_eq!(project.ledger().len(), at, "the row of {version} was written");
    converges(&project, &format!("before the row of {version}"));
    assert_eq!(
        project.query("SELECT to_regclass('_canai_db_started') IS NULL"),
        ["t"],
        "the mark of {version} stays"
    );
}

#[test]
fn killed_between_each_statement_and_its_row() {
    for (name, _) in &FILES[1..] {
        interrupted_before_the_row(&name[..2], |_, runner| {
            kill(runner);
            None
        });
    }
}

#[test]
fn session_ended_between_a_statement_and_its_row() {
    for version in ["05", "17", "19", "21", "23"] {
        interrupted_before_the_row(version, |project, runner| {
            terminate_backends(project);
            Some(finish(runner))
        });
    }
}

#[test]
fn killed_between_a_down_statement_and_its_row() {
    let project = Project::new(&[
        ("1_t.up.sql", "CREATE TABLE t (a int);"),
        ("3_i.up.sql", "-- no-transaction\nCREATE INDEX CONCURRENTLY t_a ON t (a);"),
        ("3_i.down.sql", "-- no-transaction\nDROP INDEX CONCURRENTLY t_a;"),
    ]);
    project.ok("migrate");
    let holder = Session::open(&project, "BEGIN; LOCK TABLE _sqlx_migrations IN SHARE MODE");
    let runner = project.spawn("revert");
    waits_in(&project, "DELETE FROM%_sqlx_migrations%");
    kill(runner);
    holder.execute("ROLLBACK");
    assert_eq!(project.ledger(), ["1", "3"]);
    let run = project.ok("revert");
    assert!(run.err.contains("3_i.down.sql: in place already"), "{run:?}");
    assert_eq!(project.ledger(), ["1"]);
    assert_eq!(project.query("SELECT to_regclass('_canai_db_started') IS NULL"), ["t"]);
}

/// Stops a concurrent statement half way, where it waits for a transaction that wrote to the table.
fn interrupted_half_way(version: &str, table: &str, interrupt: impl FnOnce(&Project, Child)) {
    let project = twenty();
    let at = FILES.iter().position(|(name, _)| name.starts_with(version)).unwrap();
    let before: i64 = FILES[at - 1].0.split('_').next().unwrap().parse().unwrap();
    project.ok(&format!("migrate --to {before}"));
    let writer = Session::open(&project, &format!("BEGIN; LOCK TABLE {table} IN ROW EXCLUSIVE MODE"));
    let runner = project.spawn("migrate");
    waits_in(&project, "-- no-transaction%");
    interrupt(&project, runner);
    writer.execute("ROLLBACK");
    converges(&project, &format!("half way through {version}"));
}

#[test]
fn killed_half_way_through_a_concurrent_statement() {
    for (version, table) in [("05", "t"), ("17", "logs_2025"), ("19", "t"), ("25", "t"), ("37", "t")] {
        interrupted_half_way(version, table, |_, runner| kill(runner));
    }
}

#[test]
fn session_ended_half_way_through_a_concurrent_statement() {
    for (version, table) in [("05", "t"), ("17", "logs_2025"), ("19", "t"), ("25", "t"), ("37", "t")] {
        interrupted_half_way(version, table, |project, runner| {
            terminate_backends(project);
            let run = finish(runner);
            assert_eq!(run.code, Some(1), "{run:?}");
        });
    }
}

#[test]
fn an_invalid_index_of_the_name_is_rebuilt() {
    let project =
        Project::new(&[("1_t.up.sql", "CREATE TABLE t AS SELECT 1 AS a FROM generate_series(1, 2);")]);
    project.ok("migrate");
    project.write("3_i.up.sql", "-- no-transaction\nCREATE UNIQUE INDEX CONCURRENTLY t_a ON t (a);");
    Session::open(&project, "").try_execute("CREATE UNIQUE INDEX CONCURRENTLY t_a ON t (a)").unwrap_err();
    let invalid = "SELECT count(*) FROM pg_index WHERE indrelid = 't'::regclass AND NOT indisvalid";
    assert_eq!(project.query(invalid), ["1"]);

    let run = project.fails("migrate", 1);
    assert!(run.err.contains("could not create unique index \"t_a\""), "{run:?}");
    assert_eq!(project.query(invalid), ["0"], "a failed build left its index behind");

    Session::open(&project, "").try_execute("CREATE UNIQUE INDEX CONCURRENTLY t_a ON t (a)").unwrap_err();
    project.execute("DELETE FROM t WHERE ctid = '(0,1)'");
    let run = project.ok("migrate");
    assert!(run.err.contains("dropped the unfinished index public.t_a"), "{run:?}");
    assert_eq!(
        project.query("SELECT indisvalid, indisunique FROM pg_index WHERE indrelid = 't'::regclass"),
        ["t|t"]
    );
}

#[test]
fn a_valid_index_counts_as_built_only_if_it_is_the_same() {
    let project =
        Project::new(&[("1_t.up.sql", "CREATE TABLE t (gone int, a int, b text); ALTER TABLE t DROP gone;")]);
    project.ok("migrate");
    project.write(
        "3_i.up.sql",
        "-- no-transaction\nCREATE INDEX CONCURRENTLY t_i ON t USING btree (a DESC, lower(b)) INCLUDE (b) WITH (fillfactor = 70) WHERE a > 0;",
    );
    for other in [
        "CREATE INDEX t_i ON t (a)",
        "CREATE UNIQUE INDEX t_i ON t (a DESC, lower(b)) INCLUDE (b) WITH (fillfactor = 70) WHERE a > 0",
        "CREATE INDEX t_i ON t (a, lower(b)) INCLUDE (b) WITH (fillfactor = 70) WHERE a > 0",
        "CREATE INDEX t_i ON t (a DESC, upper(b)) INCLUDE (b) WITH (fillfactor = 70) WHERE a > 0",
        "CREATE INDEX t_i ON t (a DESC, lower(b), b) WITH (fillfactor = 70) WHERE a > 0",
        "CREATE INDEX t_i ON t (a DESC, lower(b)) INCLUDE (b) WITH (fillfactor = 70) WHERE a > 1",
        "CREATE INDEX t_i ON t (a DESC, lower(b)) INCLUDE (b) WHERE a > 0",
        "CREATE INDEX t_i ON t (a DESC, lower(b) text_pattern_ops) INCLUDE (b) WITH (fillfactor = 70) WHERE a > 0",
    ] {
        project.execute(other);
        let run = project.fails("migrate", 1);
        assert!(run.err.contains("there is another index public.t_i: CREATE"), "{other}: {run:?}");
        project.execute("DROP INDEX t_i");
    }
    project
        .execute("CREATE INDEX t_i ON t (a DESC, lower(b)) INCLUDE (b) WITH (fillfactor = 70) WHERE a > 0");
    let run = project.ok("migrate");
    assert!(run.err.contains("in place already"), "{run:?}");
    assert_eq!(project.ledger(), ["1", "3"]);
}

#[test]
fn dropping_what_is_not_there_is_an_error_not_a_finished_drop() {
    let project = Project::new(&[("1_d.up.sql", "-- no-transaction\nDROP INDEX CONCURRENTLY misspelt;")]);
    let run = project.fails("migrate", 1);
    assert!(run.err.contains("index \"misspelt\" does not exist"), "{run:?}");
    project.fails("migrate", 1);
    assert_eq!(project.ledger(), Vec::<String>::new());
}

/// Waits until the program's session is at a statement like this.
fn is_at(project: &Project, statement: &str) {
    eventually("the statement runs", || running(project).iter().any(|it| it.contains(statement)));
}

/// What the program's sessions are doing.
fn running(project: &Project) -> Vec<String> {
    project.query(
        "SELECT query FROM pg_stat_activity WHERE datname = current_database() \
         AND application_name = 'canai-db' AND state = 'active'",
    )
}

/// What Ctrl-C, `timeout` and a container's end send.
fn send(runner: &Child, signal: Signal) {
    kill_process(Pid::from_child(runner), signal).unwrap();
}

#[test]
fn a_signal_cancels_the_statement() {
    let long = "CREATE TABLE b ();\nSELECT pg_sleep(600);";
    let files = [
        ("01_a.up.sql", "CREATE TABLE a ();"),
        ("03_b.up.sql", long),
        ("05_c.up.sql", "-- no-transaction\nSELECT pg_sleep(601);"),
    ];
    let project = Project::new(&files);
    for signal in [Signal::INT, Signal::TERM] {
        let runner = project.spawn("migrate");
        is_at(&project, "pg_sleep(600)");
        send(&runner, signal);
        let run = finish(runner);
        assert_eq!(run.code, Some(1), "{run:?}");
        assert!(
            run.err.starts_with("error: interrupted\n  caused by: 03_b.up.sql failed and was rolled back"),
            "{run:?}"
        );
        assert!(
            run.err.contains("run `canai-db migrate` again; it goes on from what is recorded"),
            "{run:?}"
        );
        assert!(run.err.contains("57014"), "{run:?}");
        assert!(running(&project).is_empty());
        assert_eq!(project.ledger(), ["1"]);
        assert_eq!(project.query("SELECT to_regclass('a') IS NOT NULL, to_regclass('b') IS NULL"), ["t|t"]);
    }
    project.write("03_b.up.sql", "CREATE TABLE b ();");
    let runner = project.spawn("migrate");
    is_at(&project, "pg_sleep(601)");
    send(&runner, Signal::INT);
    let run = finish(runner);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(
        run.err.contains("05_c.up.sql failed; it runs outside a transaction and is not recorded"),
        "{run:?}"
    );
    assert!(running(&project).is_empty());
    assert_eq!(project.ledger(), ["1", "3"]);
    project.write("05_c.up.sql", "-- no-transaction\nSELECT 1;");
    assert_eq!(project.ok("migrate").applied(), ["05_c.up.sql"]);
}

#[test]
fn a_signal_ends_the_wait_for_another_run() {
    let project = Project::new(&[("01_a.up.sql", "CREATE TABLE a ();")]);
    let other = Session::open(&project, "SET application_name = 'other'");
    other.execute(&format!("SELECT pg_advisory_lock({})", project.lock_key()));
    let mut runner = project.spawn("migrate");
    let mut said = BufReader::new(runner.stderr.take().unwrap()).lines();
    assert!(said.next().unwrap().unwrap().starts_with("Waiting for another migration run"));
    send(&runner, Signal::INT);
    assert_eq!(runner.wait().unwrap().code(), Some(1));
    assert_eq!(said.next().unwrap().unwrap(), "error: interrupted; the server was told to stop");
    assert_eq!(project.query("SELECT to_regclass('_sqlx_migrations') IS NULL"), ["t"]);
}
