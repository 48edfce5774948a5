//! What goes on at this moment: sessions, locks, and what a role without rights sees of them.

use serde_json::Value;
use tokio_postgres::{Client, Config};

use super::{Settings, row, rows, run, server, situation, snapshot, text};
use crate::harness::{TestDatabase, block_on, connect, eventually, execute};

/// Keeps sessions open while something looks.
fn with_sessions(database: &TestDatabase, test: impl FnOnce(&tokio::runtime::Runtime, &Client)) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let client = runtime.block_on(database.client());
    test(&runtime, &client);
}

#[test]
fn a_blocked_session_and_who_is_in_its_way() {
    let database = TestDatabase::create_on(server());
    database.execute(
        "CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1); CREATE TABLE other (id int)",
    );
    with_sessions(&database, |runtime, holder| {
        runtime.block_on(holder.batch_execute("BEGIN; LOCK TABLE t")).unwrap();
        let config = database.config.clone();
        let waiting = std::thread::spawn(move || execute(&config, "SELECT 'waits' FROM t"));
        eventually("it waits", || !rows(&database.url, "blocking").is_empty());

        let blocking = &rows(&database.url, "blocking")[0]["values"];
        assert_eq!(blocking["blocked_query"], "SELECT 'waits' FROM t");
        assert_eq!(blocking["blocking_query"], "BEGIN; LOCK TABLE t");
        assert_eq!(blocking["blocking_state"], "idle in transaction");
        assert_eq!(blocking["relation"], "public.t");
        assert_eq!(blocking["is_root"], true);
        assert!(blocking["waited_seconds"].as_f64() >= Some(0.0), "{blocking}");

        let locks = rows(&database.url, "locks");
        let wanted = locks.iter().find(|row| row["values"]["waiting_count"] == 1).unwrap();
        assert_eq!(wanted["values"]["mode"], "AccessShareLock");
        assert_eq!(wanted["severity"], "warn");

        // Thresholds are the project's.
        let strict = Settings::new(
            "report:\n  thresholds:\n    blocking: { waited_seconds: { warn: 0, crit: 0.001 } }\n",
        );
        let output = run(&database.url, &["blocking", "--fail-on", "crit", "-C", strict.path()]);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        assert_eq!(run(&database.url, &["blocking", "--fail-on", "crit"]).status.code(), Some(0));

        // What is locked keeps nobody from looking at the rest.
        let all = snapshot(&database.url, &["--all"]);
        for report in all["reports"].as_array().unwrap() {
            assert!(
                report.get("skipped").is_none()
                    || ["queries", "targets"].contains(&report["name"].as_str().unwrap()),
                "{report:#}"
            );
        }
        let table = row(&database.url, "tables", "relation", "public.t");
        assert_eq!(table["values"]["total_bytes"], Value::Null);
        assert_eq!(row(&database.url, "tables", "relation", "public.other")["values"]["total_bytes"], 0);

        runtime.block_on(holder.batch_execute("ROLLBACK")).unwrap();
        waiting.join().unwrap();
    });
    assert_eq!(rows(&database.url, "blocking"), Vec::<Value>::new());
}

#[test]
fn open_transactions_are_listed_and_closed_ones_are_not() {
    let database = TestDatabase::create_on(server());
    database.execute("CREATE TABLE t (id int); BEGIN; INSERT INTO t VALUES (1); PREPARE TRANSACTION 'left';");
    with_sessions(&database, |runtime, idle| {
        runtime.block_on(idle.batch_execute("BEGIN; SELECT 'forgotten'")).unwrap();
        let idle_row = row(&database.url, "long-running", "state", "idle in transaction");
        assert_eq!(idle_row["values"]["query"], "BEGIN; SELECT 'forgotten'");
        assert!(idle_row["values"]["idle_in_transaction_seconds"].as_f64() >= Some(0.0));
        let prepared = row(&database.url, "long-running", "state", "prepared");
        assert_eq!(prepared["values"]["query"], "PREPARE TRANSACTION 'left'");

        let strict = Settings::new(
            "report:\n  thresholds:\n    long-running: { idle_in_transaction_seconds: { crit: 0 } }\n",
        );
        let shown = text(&database.url, &["long-running", "-C", strict.path()]);
        assert!(shown.contains("1 crit"), "{shown}");

        let connections = row(&database.url, "connections", "role", "postgres");
        assert!(connections["values"]["idle_in_transaction_count"].as_i64() >= Some(1), "{connections}");
        assert!(connections["values"]["limit_count"].as_i64() > Some(1), "{connections}");
    });
    database.execute("ROLLBACK PREPARED 'left'");
    eventually("the session is gone", || rows(&database.url, "long-running").is_empty());
}

/// A role that may only connect: every report runs or says why it does not, and what is hidden is said.
#[test]
fn a_role_without_rights_is_told_what_it_does_not_see() {
    let database = situation();
    database.execute("CREATE EXTENSION pg_stat_statements; CREATE ROLE looker LOGIN");
    let url = database.url.replace("user=postgres", "user=looker");
    assert_ne!(url, database.url);
    let all = snapshot(&url, &["--all"]);
    let report = |all: &Value, name: &str| {
        let reports = all["reports"].as_array().unwrap();
        reports.iter().find(|it| it["name"] == name).unwrap().clone()
    };
    for name in ["health", "queries", "long-running", "blocking", "locks", "connections", "replication"] {
        let note = report(&all, name)["notes"].to_string();
        assert!(note.contains("`looker` is not a member of pg_monitor"), "{name}: {note}");
    }
    for it in all["reports"].as_array().unwrap() {
        // The extension is there, and not loaded.
        assert!(
            it.get("skipped").is_none() || ["queries", "targets"].contains(&it["name"].as_str().unwrap()),
            "{it:#}"
        );
    }
    let sequence = row(&url, "sequences", "relation", "public.tickets_id_seq");
    assert_eq!(sequence["values"]["used_ratio"], Value::Null, "{sequence}");
    let bloat = row(&url, "bloat", "relation", "public.jobs");
    assert_eq!(bloat["values"]["bloat_bytes"], Value::Null, "{bloat}");

    database.execute("GRANT pg_monitor TO looker");
    let all = snapshot(&url, &["--all"]);
    for it in all["reports"].as_array().unwrap() {
        let by_object = ["sequences", "bloat"].contains(&it["name"].as_str().unwrap());
        assert_eq!(it["notes"].as_array().unwrap().len(), usize::from(by_object), "{it:#}");
        assert_eq!(it["is_whole"], !by_object && it.get("skipped").is_none(), "{it:#}");
    }
    // The right on each object is no right of pg_monitor's.
    for (name, said) in [("sequences", "of 3: `looker` lacks SELECT"), ("bloat", "of 2: `looker` lacks")] {
        let note = report(&all, name)["notes"].to_string();
        assert!(note.contains(said), "{note}");
        let output = run(&url, &[name, "--nagios"]);
        let line = String::from_utf8(output.stdout).unwrap();
        assert!(line.starts_with("CANAI-DB UNKNOWN - ") && line.contains(said), "{line}");
        assert_eq!((output.status.code(), line.lines().count()), (Some(3), 1));
        let table = text(&url, &[name]);
        assert!(table.contains(&format!("{name}  unknown")) && !table.contains("  ok"), "{table}");
    }
    database.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO looker; GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO looker");
    for name in ["sequences", "bloat"] {
        let one = snapshot(&url, &[name]);
        assert_eq!((&one["reports"][0]["notes"], &one["severity"]), (&Value::Array(vec![]), &"crit".into()));
    }
    database.execute("DROP OWNED BY looker; DROP ROLE looker");
}

/// A view that a role may not read is a reason, and takes no other report along.
#[test]
fn a_report_that_may_not_run_says_so() {
    let database = TestDatabase::create_on(server());
    database.execute("REVOKE SELECT ON pg_catalog.pg_sequences FROM PUBLIC; CREATE ROLE poor LOGIN");
    let url = database.url.replace("user=postgres", "user=poor");
    let found = snapshot(&url, &["sequences", "tables"]);
    let reports = found["reports"].as_array().unwrap();
    let skipped = reports.iter().find(|it| it["name"] == "sequences").unwrap()["skipped"].as_str().unwrap();
    assert!(skipped.contains("permission denied for view pg_sequences"), "{skipped}");
    assert!(reports.iter().any(|it| it["name"] == "tables" && it["rows"].is_array()));
    database.execute("DROP ROLE poor");
}

/// It changes nothing, and leaves nothing behind in a session that a pooler hands on.
#[test]
fn the_session_is_as_it_was() {
    let database = TestDatabase::create_on(server());
    let config: Config = database.config.clone();
    block_on(async {
        let client = connect(&config).await;
        let reports = canai_db::report::REPORTS;
        let settings = "SELECT string_agg(name || setting, ',' ORDER BY name) FROM pg_settings";
        let before: String = client.query_one(settings, &[]).await.unwrap().get(0);
        canai_db::report::read::read(
            &client,
            reports,
            &std::collections::BTreeMap::default(),
            &Ok(Vec::new()),
        )
        .await
        .unwrap();
        let after: String = client.query_one(settings, &[]).await.unwrap().get(0);
        assert_eq!(before, after);
        client.batch_execute("CREATE TABLE writable (id int)").await.unwrap();
    });
}
