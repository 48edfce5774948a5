//! The plain uses, and exactly what is said about them.

use super::{Project, Run};

const INIT: (&str, &str) =
    ("20260101000000_init.up.sql", "CREATE TABLE users (id int PRIMARY KEY, mail text);\n");
const INDEX: (&str, &str) = (
    "20260101000002_users_mail.up.sql",
    "-- no-transaction\nCREATE INDEX CONCURRENTLY users_mail ON users (lower(mail));\n",
);
const ADMIN: (&str, &str) =
    ("20260101000004_admin.up.sql", "ALTER TABLE users ADD admin bool NOT NULL DEFAULT false;\n");
const DOWNS: [(&str, &str); 3] = [
    ("20260101000000_init.down.sql", "DROP TABLE users;\n"),
    ("20260101000002_users_mail.down.sql", "-- no-transaction\nDROP INDEX CONCURRENTLY users_mail;\n"),
    ("20260101000004_admin.down.sql", "ALTER TABLE users DROP admin;\n"),
];

fn three() -> Project {
    Project::new(&[INIT, INDEX, ADMIN, DOWNS[0], DOWNS[1], DOWNS[2]])
}

/// Takes the times out of what was said.
fn timeless(run: &Run) -> String {
    let lines = run.out.lines().map(|line| line.split(" (").next().unwrap());
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn what_is_pending_is_applied_once() {
    let project = three();
    assert_eq!(
        project.ok("migrate --dry-run").out,
        "Would apply 20260101000000_init.up.sql\n\
         Would apply 20260101000002_users_mail.up.sql\n\
         Would apply 20260101000004_admin.up.sql\n\
         3 migrations to apply; nothing was changed.\n"
    );
    assert_eq!(project.query("SELECT to_regclass('_sqlx_migrations') IS NULL"), ["t"]);
    assert_eq!(
        timeless(&project.ok("migrate")),
        "Applied 20260101000000_init.up.sql\n\
         Applied 20260101000002_users_mail.up.sql\n\
         Applied 20260101000004_admin.up.sql\n\
         3 migrations applied; 3 in place."
    );
    let again = project.ok("migrate");
    assert_eq!(again.out, "Nothing to apply: 3 migrations are in place.\n");
    assert_eq!(again.err, "");
    assert_eq!(
        project.query("SELECT version, description, success, execution_time > 0 FROM _sqlx_migrations"),
        ["20260101000000|init|t|t", "20260101000002|users mail|t|t", "20260101000004|admin|t|t"]
    );
}

#[test]
fn default_privileges_give_nobody_the_ledger() {
    let project = three();
    project.database.execute("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON TABLES TO PUBLIC");
    project.ok("migrate");
    let of_all = "SELECT relname, relacl::text LIKE '%{=%' OR relacl::text LIKE '%,=%' FROM pg_class
                  WHERE relname IN ('_sqlx_migrations', 'users') ORDER BY 1";
    assert_eq!(project.query(of_all), ["_sqlx_migrations|f", "users|t"]);
}

#[test]
fn a_version_limits_what_is_applied() {
    let project = three();
    project.ok("migrate --to 20260101000002");
    assert_eq!(project.ledger(), ["20260101000000", "20260101000002"]);
    let run = project.fails("migrate --to 20260101000000", 1);
    assert!(run.err.contains("canai-db revert --to 20260101000000"), "{run:?}");
    let run = project.fails("migrate --to 20260101000003", 64);
    assert!(run.err.contains("there is no migration with version 20260101000003"), "{run:?}");
}

#[test]
fn an_empty_folder_has_nothing_to_apply() {
    let project = Project::new(&[]);
    assert_eq!(project.ok("migrate").out, "Nothing to apply: there are no migrations.\n");
    assert_eq!(project.ok("status").out, "There are no migrations.\n");
}

#[test]
fn a_late_lower_version_is_applied_unless_the_order_is_strict() {
    let project = Project::new(&[INIT, ADMIN]);
    project.ok("migrate --strict-order --to 20260101000000");
    assert_eq!(project.ok("migrate --strict-order").applied(), [ADMIN.0]);
    project.write(INDEX.0, INDEX.1);
    let run = project.fails("migrate --strict-order", 1);
    assert!(run.err.contains("20260101000002_users_mail.up.sql: is below version 20260101000004"), "{run:?}");
    assert_eq!(project.ok("migrate").applied(), [INDEX.0]);
}

#[test]
fn status_shows_every_state() {
    let project = three();
    project.ok("migrate --to 20260101000002");
    project.execute(
        "UPDATE _sqlx_migrations SET installed_on = '2026-01-02 03:04:05Z', execution_time = 5300001",
    );
    assert_eq!(
        project.ok("status").out,
        " VERSION         STATE    APPLIED AT (UTC)     TOOK  DESCRIPTION\n \
          20260101000000  applied  2026-01-02 03:04:05  5 ms  init\n \
          20260101000002  applied  2026-01-02 03:04:05  5 ms  users mail\n \
          20260101000004  pending                             admin\n"
    );
    project.write(INIT.0, "CREATE TABLE other ();");
    project.execute("INSERT INTO _sqlx_migrations VALUES (7, 'gone', now(), true, '', -1), (8, 'bad', now(), false, '', -1)");
    let json: serde_json::Value = serde_json::from_str(&project.ok("status --format json").out).unwrap();
    let states: Vec<_> = json.as_array().unwrap().iter().map(|row| row["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["missing", "dirty", "changed", "applied", "pending"]);
    assert_eq!(json[3]["applied_at"], "2026-01-02T03:04:05Z");
    assert_eq!(json[3]["execution_ms"], 5.3);
    assert!(json[0]["execution_ms"].is_null());
}

#[test]
fn reverting_runs_down_files_and_removes_rows() {
    let project = three();
    project.ok("migrate");
    assert_eq!(
        project.ok("revert --steps 2 --dry-run").out,
        "Would run 20260101000004_admin.down.sql\n\
         Would run 20260101000002_users_mail.down.sql\n\
         2 migrations to revert; nothing was changed.\n"
    );
    assert_eq!(
        timeless(&project.ok("revert")),
        "Reverted 20260101000004_admin.down.sql\n1 migration reverted; 2 in place."
    );
    project.ok("revert --to 20260101000000");
    assert_eq!(project.ledger(), ["20260101000000"]);
    assert_eq!(project.query("SELECT to_regclass('users_mail') IS NULL"), ["t"]);
    project.ok("revert --to 0");
    assert_eq!(project.ok("revert").out, "Nothing to revert.\n");
    project.ok("migrate");
    assert_eq!(project.ledger().len(), 3);
}

#[test]
fn nothing_is_reverted_when_one_step_has_no_way_back() {
    let project = three();
    project.ok("migrate");
    let before = project.fingerprint();
    project.remove("20260101000002_users_mail.down.sql");
    project.write("20260101000000_init.down.sql", "-- irreversible: the users are gone\nSELECT 1/0;\n");
    let run = project.fails("revert --steps 3", 1);
    assert!(run.err.contains("there is no down file 20260101000002_users_mail.down.sql"), "{run:?}");
    assert!(run.err.contains("cannot be reverted: the users are gone"), "{run:?}");
    assert!(run.err.contains("nothing was changed"), "{run:?}");
    assert_eq!(project.fingerprint(), before);
}

#[test]
fn a_baseline_records_without_running() {
    let project = three();
    project.execute(INIT.1);
    let run = project.fails("migrate", 1);
    assert!(run.err.contains("canai-db baseline"), "{run:?}");
    assert_eq!(
        project.ok("baseline 20260101000000 --dry-run").out,
        "Would record 20260101000000_init.up.sql\n1 migration to record; nothing was changed.\n"
    );
    assert_eq!(project.ok("baseline 20260101000000").out, "1 migration recorded as applied; 1 in place.\n");
    assert_eq!(project.ok("migrate").applied(), [INDEX.0, ADMIN.0]);
    assert_eq!(project.ok("baseline --latest").out, "0 migrations recorded as applied; 3 in place.\n");
    project.fails("baseline", 64);
    project.fails("baseline 17", 64);
}

#[test]
fn a_baseline_refuses_a_ledger_that_disagrees() {
    let project = three();
    project.ok("migrate --to 20260101000000");
    project.write(INIT.0, "CREATE TABLE other ();");
    let run = project.fails("baseline --latest", 1);
    assert!(run.err.contains("20260101000000_init.up.sql: was changed"), "{run:?}");
    assert_eq!(project.ledger().len(), 1);
}

#[test]
fn a_file_does_not_feel_the_settings_of_the_one_before() {
    let project = Project::new(&[
        (
            "1_a.up.sql",
            "CREATE SCHEMA app; SET search_path = app; SET ROLE pg_monitor; RESET ROLE; CREATE TABLE a ();",
        ),
        ("3_b.up.sql", "CREATE TABLE b ();"),
        ("5_c.up.sql", "SELECT set_config('search_path', '', false); CREATE TABLE app.c ();"),
    ]);
    project.ok("migrate");
    assert_eq!(project.query("SELECT relnamespace::regnamespace FROM pg_class WHERE relname IN ('a', 'b', 'c') ORDER BY relname"), ["app", "public", "app"]);
    assert_eq!(project.ledger(), ["1", "3", "5"]);
}

#[test]
fn a_compiled_file_means_public_whatever_the_role_looks_through_first() {
    let project = Project::new(&[("1_own.up.sql", "CREATE TABLE own ();")]);
    let name = &project.database.name;
    project.execute(&format!(
        "CREATE SCHEMA app; CREATE TYPE app.state AS ENUM ('other'); CREATE TABLE app.t ();
         ALTER DATABASE {name} SET search_path = app, public"
    ));
    project.ok("migrate");
    let schema = project.folder.join("schema");
    std::fs::create_dir(&schema).unwrap();
    std::fs::write(schema.join("t.yaml"), "table: t\ncolumns: { s: { type: state } }\n").unwrap();
    let others = "enums: { state: [open] }\nviews: { v: { definition: select s from t } }\n";
    std::fs::write(schema.join("others.yaml"), others).unwrap();
    project.ok("compile --name t");
    project.ok("migrate");
    // Somebody's own file goes where the role would go.
    let facts =
        "SELECT c.relnamespace::regnamespace || '.' || c.relname || coalesce(' ' || a.atttypid::regtype, '')
        FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
        WHERE c.relname IN ('own', 't', 'v') ORDER BY 1";
    let looked = format!("SET search_path = pg_catalog; {facts}");
    assert_eq!(
        project.query(&looked),
        ["app.own", "app.t", "public.t public.state", "public.v public.state"]
    );
}

#[test]
fn the_isolation_level_is_the_files_to_choose() {
    let project =
        Project::new(&[("1_a.up.sql", "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; CREATE TABLE a ();")]);
    project.ok("migrate");
}

#[test]
fn without_a_database_the_usage_is_told() {
    let project = three();
    let output = project.command("migrate").env_remove("DATABASE_URL").output().unwrap();
    assert_ne!(output.status.code(), Some(0));
}

#[test]
fn a_reader_that_goes_away_stops_nothing() {
    let project = Project::new(&[("1_a.up.sql", "CREATE TABLE a ();"), ("3_b.up.sql", "CREATE TABLE b ();")]);
    let mut runner = project.spawn("migrate");
    drop(runner.stdout.take());
    assert_eq!(runner.wait().unwrap().code(), Some(0));
    assert_eq!(project.ledger(), ["1", "3"]);
}

#[test]
fn a_result_that_finds_no_room_is_a_failure_of_a_finished_run() {
    let project = Project::new(&[("1_a.up.sql", "CREATE TABLE a ();"), ("3_b.up.sql", "CREATE TABLE b ();")]);
    let full = || std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let run = Run::of(&project.command("migrate").stdout(full()).output().unwrap());
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.err.contains("the result could not be written in full: No space left on device"), "{run:?}");
    assert_eq!(project.ledger(), ["1", "3"]);
    let help = Run::of(&project.command("--help").stdout(full()).output().unwrap());
    assert_eq!(help.code, Some(1), "{help:?}");
}
