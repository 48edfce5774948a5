//! Entries of `pg_cron`: made, changed and taken away as jobs/ says, and nobody else's touched.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use super::{EVENTS, PURGE, Project, said, server};
use crate::harness::{canai_db, execute, query};

const OTHER: &str = "job: trim-events\nkind: purge\nschedule: 30 3 * * 0\nby: at\nolder_than: 3 days\ntables:\n  events: {}\n";

#[test]
fn again_changes_nothing_and_a_change_keeps_the_jobid() {
    let project = Project::new(EVENTS, &[PURGE, OTHER]);
    let first = project.schedule();
    assert_eq!(first.len(), 2);
    assert_eq!((&first[0]["entry"], &first[0]["procedure"]), (&"created".into(), &"created".into()));
    let entries = project.entries("jobid, jobname, schedule, command, active");
    let name = &project.database.name;
    let id = first[0]["id"].as_i64().unwrap();
    assert_eq!(
        entries[0],
        format!("{id}|canai-db:{name}:purge-events|0 2 1 * *|CALL canai_db.run_job_purge_events()|t")
    );

    let again = project.schedule();
    assert!(again.iter().all(|it| it["entry"] == "unchanged" && it["procedure"] == "unchanged"), "{again:?}");
    assert_eq!(project.entries("jobid, jobname, schedule, command, active"), entries);
    let nothing = project.run(&["jobs", "schedule", "--pg-cron", "--dry-run"]);
    assert_eq!(nothing, "");

    // An inactive entry stays inactive, and that is said.
    execute(&server().config("postgres"), &format!("SELECT cron.alter_job({id}, active := false)"));
    project.write(&PURGE.replace("0 2 1 * *", "0 5 1 * *").replace("1 day", "2 days"));
    let sql = project.run(&["jobs", "schedule", "--pg-cron", "--dry-run"]);
    assert!(sql.contains("cron.schedule_in_database(") && sql.contains("'0 5 1 * *'"), "{sql}");
    assert!(sql.contains("CREATE OR REPLACE PROCEDURE canai_db.run_job_purge_events("), "{sql}");
    assert_eq!(project.entries("jobid, schedule")[0], format!("{id}|0 2 1 * *"), "nothing was done");
    let output = project.command(&["jobs", "schedule", "--pg-cron"]).output().unwrap();
    assert!(said(&output).contains("purge-events is inactive in pg_cron and stays so"), "{}", said(&output));
    assert_eq!(project.entries("jobid, schedule, active")[0], format!("{id}|0 5 1 * *|f"));
    assert!(
        project.value("SELECT prosrc FROM pg_proc WHERE proname = 'run_job_purge_events'").contains("2 days")
    );
}

#[test]
fn what_no_job_wants_is_taken_away_and_what_is_not_ours_stays() {
    let project = Project::new(EVENTS, &[PURGE, OTHER]);
    let name = &project.database.name;
    let list = server().config("postgres");
    // Somebody's own entries, the document's names among them, in this database and in others.
    for (entry, database) in [
        ("purge-events", name.as_str()),
        ("canai-db-trim-events", name),
        ("canai-db:other:purge-events", "postgres"),
    ] {
        let sql =
            format!("SELECT cron.schedule_in_database('{entry}', '0 0 1 1 *', 'SELECT 1', '{database}')");
        execute(&list, &sql);
    }
    project
        .database
        .execute("CREATE SCHEMA canai_db; CREATE PROCEDURE canai_db.somebodys() LANGUAGE sql AS 'SELECT 1'");
    project.schedule();
    assert_eq!(project.entries("jobname").len(), 4);

    fs::remove_file(project.file("trim-events")).unwrap();
    // Only one job is looked at.
    project.run(&["jobs", "schedule", "--pg-cron", "purge-events"]);
    assert_eq!(project.entries("jobname").len(), 4);
    let changed = project.schedule();
    assert!(changed.iter().any(|it| it["job"] == "trim-events" && it["entry"] == "removed"), "{changed:?}");
    assert_eq!(
        project.entries("jobname"),
        [
            "canai-db-trim-events".to_owned(),
            format!("canai-db:{name}:purge-events"),
            "purge-events".to_owned()
        ]
    );
    let procedures = "SELECT proname FROM pg_proc WHERE pronamespace = 'canai_db'::regnamespace ORDER BY 1";
    assert_eq!(project.query(procedures), ["run_job_purge_events", "somebodys"]);
    let other = "SELECT count(*) FROM cron.job WHERE jobname = 'canai-db:other:purge-events'";
    assert_eq!(query(&list, other), ["1"]);
    execute(&list, "SELECT cron.unschedule('canai-db:other:purge-events')");

    // A job without a schedule is nobody's to run.
    project.write(&PURGE.replace("schedule: 0 2 1 * *\n", ""));
    project.schedule();
    assert_eq!(project.entries("jobname"), ["canai-db-trim-events", "purge-events"]);
    assert_eq!(project.query(procedures), ["somebodys"]);
}

#[test]
fn pg_cron_runs_the_job() {
    let project = Project::new(EVENTS, &[&PURGE.replace("0 2 1 * *", "'* * * * *'")]);
    // Old whenever this runs, and young for long enough.
    project.database.execute(
        "UPDATE events SET at = now() - interval '2 days' WHERE id > 1000;
        UPDATE events SET at = now() WHERE id <= 1000",
    );
    project.schedule();
    let since = Instant::now();
    let runs = "SELECT outcome, run_by FROM canai_db.job_runs WHERE outcome <> 'running' ORDER BY id LIMIT 1";
    while project.query(runs).is_empty() {
        assert!(since.elapsed() < Duration::from_mins(3), "pg_cron ran nothing: {:?}", details());
        thread::sleep(Duration::from_millis(500));
    }
    assert_eq!(project.query(runs), ["done|postgres"]);
    assert_eq!(project.value("SELECT count(*), max(id) FROM events"), "1000|1000");
    assert_eq!(project.value("SELECT sum(rows) FROM canai_db.job_batches"), "5000");
    crate::harness::eventually("pg_cron notes the end", || {
        details().iter().any(|it| it.starts_with("succeeded|CALL canai_db.run_job_purge_events()"))
    });
}

fn details() -> Vec<String> {
    query(&server().config("postgres"), "SELECT status, command, return_message FROM cron.job_run_details")
}

#[test]
fn what_a_procedure_cannot_do_is_refused_by_name() {
    let files = "job: archive-events\nkind: archive\nschedule: 0 4 * * *\nby: at\nolder_than: 1 hour\ntables:\n  events:\n    into: { files: archive, delete_after: 1 day }\n";
    let hash = "job: hash-events\nkind: anonymize\nschedule: 0 4 * * *\nby: at\nolder_than: 1 day\ntables:\n  events:\n    set: { note: { hash: SECRET_OF_NOTES } }\n    mark: done\n";
    let project =
        Project::new(&format!("{EVENTS}; alter table events add done boolean"), &[PURGE, files, hash]);
    for (job, reason) in [
        (
            "archive-events",
            "archive-events: it archives events to files, which a procedure in the database cannot write",
        ),
        ("hash-events", "hash-events: it hashes events.note under a secret"),
    ] {
        let output = project.command(&["jobs", "schedule", "--pg-cron", job]).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(said(&output).contains(reason), "{}", said(&output));
    }
    assert_eq!(project.entries("jobname"), Vec::<String>::new());
    // The others are none the worse for it.
    let output = project.command(&["jobs", "schedule", "--pg-cron"]).output().unwrap();
    assert!(output.status.success());
    assert_eq!(said(&output).matches("not scheduled: ").count(), 2, "{}", said(&output));
    assert_eq!(project.entries("jobname").len(), 1);
    let none = project.command(&["jobs", "schedule", "--pg-cron", "purge-event"]).output().unwrap();
    assert_eq!(none.status.code(), Some(64));
    assert!(said(&none).contains("did you mean `purge-events`?"), "{}", said(&none));
    project.write(&PURGE.replace("purge-events", "purge_events"));
    let same = project.command(&["jobs", "schedule", "--pg-cron", "purge_events"]).output().unwrap();
    assert_eq!(same.status.code(), Some(1));
    assert!(
        said(&same).contains("purge_events and purge-events differ in `-` and `_` only"),
        "{}",
        said(&same)
    );
}

/// As on a platform that gives its users SELECT on cron.job and the functions, no more.
#[test]
fn a_role_without_rights_sees_and_changes_its_own() {
    let list = server().config("postgres");
    execute(
        &list,
        "CREATE ROLE app LOGIN; CREATE ROLE reader LOGIN; GRANT USAGE ON SCHEMA cron TO app, reader;
         GRANT CREATE ON DATABASE postgres TO app; CREATE SCHEMA app AUTHORIZATION app;
         SET ROLE app; CREATE TABLE app.events (id bigint PRIMARY KEY, at timestamptz NOT NULL, UNIQUE (at, id));
         SELECT cron.schedule('purge-events', '0 0 1 1 *', 'SELECT 1')",
    );
    let project = Project::new("", &[&PURGE.replace("events: {}", "app.events: {}")]);
    let run = |role: &str, words: &[&str]| {
        let url = server().url("postgres").replace("user=postgres", &format!("user={role}"));
        let mut command = crate::harness::canai_db();
        command.arg("-C").arg(&project.root).args(words).args(["--database-url", &url]);
        command.output().unwrap()
    };
    let schedule = ["jobs", "schedule", "--pg-cron"];
    for word in ["created", "unchanged"] {
        let output = run("app", &schedule);
        assert!(output.status.success(), "{}", said(&output));
        assert!(String::from_utf8_lossy(&output.stdout).contains(word), "{output:?}");
    }
    let entries = "SELECT jobname, username FROM cron.job WHERE username = 'app' ORDER BY 1";
    assert_eq!(query(&list, entries), ["canai-db:postgres:purge-events|app", "purge-events|app"]);
    // Twice the same job, by two roles.
    let other = run("postgres", &schedule);
    assert_eq!(other.status.code(), Some(1));
    assert!(said(&other).contains("is scheduled by role `app` too"), "{}", said(&other));

    project.write(&PURGE.replace("events: {}", "app.events: {}").replace("0 2 1 * *", "0 3 1 * *"));
    assert_eq!(run("app", &["drift"]).status.code(), Some(2));
    assert_eq!(run("postgres", &["drift"]).status.code(), Some(2));
    // Of a role that sees no entry, that is said; the procedure it sees.
    let reader = run("reader", &["drift"]);
    assert_eq!(reader.status.code(), Some(2), "{}", said(&reader));
    assert!(said(&reader).contains("only the role that made them sees them (`app`)"), "{}", said(&reader));
    fs::remove_file(project.file("purge-events")).unwrap();
    assert!(run("app", &schedule).status.success());
    assert_eq!(query(&list, entries), ["purge-events|app"]);
    execute(&list, "SELECT cron.unschedule(jobid) FROM cron.job WHERE username = 'app'");
}

#[test]
fn a_server_without_pg_cron_is_told_so() {
    let plain = crate::harness::TestDatabase::create();
    plain.execute(EVENTS);
    let project = Project::new("", &[PURGE]);
    let output = crate::harness::canai_db()
        .arg("-C")
        .arg(&project.root)
        .args(["jobs", "schedule", "--pg-cron", "--database-url", &plain.url])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("there is no pg_cron in database `postgres`"), "{}", said(&output));
    assert_eq!(plain.query("SELECT count(*) FROM pg_namespace WHERE nspname = 'canai_db'"), ["0"]);
}

#[test]
fn drift_tells_what_is_scheduled_otherwise() {
    let project = Project::new(EVENTS, &[PURGE, OTHER]);
    let drift = |code: i32| {
        let output = project.command(&["drift", "--format", "json"]).output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{}", said(&output));
        let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let text = |value: &serde_json::Value| value.as_str().unwrap_or("-").to_owned();
        let differences = answer["differences"].as_array().unwrap().iter();
        differences
            .map(|it| format!("{}: {}", text(&it["object"]), text(&it["attribute"])))
            .collect::<Vec<_>>()
    };
    // Nobody has jobs run here.
    assert_eq!(drift(0), Vec::<String>::new());
    project.schedule();
    assert_eq!(drift(0), Vec::<String>::new());

    project.write(&PURGE.replace("0 2 1 * *", "0 5 1 * *"));
    assert_eq!(drift(2), ["scheduled job purge-events: schedule", "scheduled job purge-events: procedure"]);
    project.schedule();
    let list = server().config("postgres");
    let name = &project.database.name;
    execute(
        &list,
        &format!(
            "SELECT cron.alter_job(jobid, active := false, command := 'SELECT 1') FROM cron.job WHERE jobname = 'canai-db:{name}:purge-events'"
        ),
    );
    assert_eq!(drift(2), ["scheduled job purge-events: command", "scheduled job purge-events: active"]);
    execute(&list, &format!("SELECT cron.unschedule('canai-db:{name}:purge-events')"));
    project.database.execute("DROP PROCEDURE canai_db.run_job_purge_events");
    assert_eq!(drift(2), ["scheduled job purge-events: entry", "scheduled job purge-events: procedure"]);
    project.schedule();
    // The table is not as the procedure knows it.
    project.database.execute("ALTER TABLE events ALTER id TYPE integer");
    assert!(drift(2).contains(&"scheduled job purge-events: procedure".to_owned()));
    project.schedule();
    fs::remove_file(project.file("trim-events")).unwrap();
    assert_eq!(drift(2), ["scheduled job trim-events: -"]);
    project.schedule();
    assert_eq!(drift(0), Vec::<String>::new());
    // As in a database that was restored without them: every entry would fail.
    project.database.execute("DROP SCHEMA canai_db CASCADE");
    assert_eq!(drift(2), ["scheduled job purge-events: procedure"]);
}

/// Where it is: what a platform declares is no drift, and scratch databases, which cannot have it, do without.
#[test]
fn in_its_own_database_it_is_no_drift() {
    let project = Project::new("SELECT 1", &[]);
    fs::create_dir(project.root.join("schema")).unwrap();
    let declared = "platform:\n  extensions: { pg_cron: {} }\n";
    fs::write(project.root.join("schema/platform.yaml"), declared).unwrap();
    fs::write(
        project.root.join("schema/t.yaml"),
        "table: in_cron\ncolumns:\n  id: { type: int, primary_key: true }\n",
    )
    .unwrap();
    let url = server().url("postgres");
    let run = |words: &[&str]| {
        let mut command = canai_db();
        let output =
            command.arg("-C").arg(&project.root).args(words).env("DATABASE_URL", &url).output().unwrap();
        assert!(
            output.status.success(),
            "{words:?}: {}{}",
            String::from_utf8_lossy(&output.stdout),
            said(&output)
        );
    };
    run(&["compile", "--name", "all"]);
    run(&["verify"]);
    run(&["migrate"]);
    run(&["drift"]);
    execute(&server().config("postgres"), "DROP TABLE in_cron, _sqlx_migrations");
}
