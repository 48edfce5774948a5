//! The jobs of the data-model document, as they are in this repository, on its own database.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Output;

use time::macros::datetime;

use crate::harness::{TestDatabase, canai_db};

const PROJECT: &str = env!("CARGO_MANIFEST_DIR");

fn run(database: &TestDatabase, words: &[&str]) -> Output {
    canai_db()
        .arg("-C")
        .arg(Path::new(PROJECT))
        .args(words)
        .args(["--database-url", &database.url])
        .output()
        .unwrap()
}

/// How many rows a command took, job by job.
fn rows(database: &TestDatabase, command: &str, now: &str) -> BTreeMap<String, u64> {
    let output = run(database, &[command, "--fast", "--allow-unusual", "--now", now, "--format", "json"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let reports: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).unwrap();
    let count =
        |it: &serde_json::Value| (it["job"].as_str().unwrap().to_owned(), it["rows"].as_u64().unwrap());
    reports.iter().map(count).collect()
}

#[test]
fn all_of_them_run_and_have_nothing_to_do_again() {
    let database = crate::document::migrated();
    // All of it is long ago: what these runs write into the audit log themselves is of today, and young.
    crate::document::load_seeds_of(&database, datetime!(2022-11-25 12:00 UTC));
    let (later, late) = ("2023-12-25 12:00:00+00", "2024-12-25 12:00:00+00");
    database.execute(
        "insert into canai_db_audit.log (logged_at, role, table_schema, table_name, operation)
         select at, 'postgres', 'public', 'payment_logs', 'update'
           from unnest(array['2022-11-25', '2022-12-24', '2023-06-01']::timestamptz[]) at",
    );
    assert_eq!(
        rows(&database, "anonymize", later),
        BTreeMap::from([("anonymize-old-feedback".to_owned(), 2)])
    );
    assert_eq!(rows(&database, "archive", later), BTreeMap::from([("compress-old-logs".to_owned(), 8)]));
    assert_eq!(database.query("select count(*) from session_logs"), ["0"]);
    assert_eq!(
        database.query("select count(*) from feedback_logs where comments = '[ANONYMIZED]' and improvement_suggestions = '[ANONYMIZED]' and anonymized and user_id is null"),
        ["2"]
    );
    // Both caches and a spark are over, then everything of more than 24 months goes, the chunk too.
    let purged = rows(&database, "purge", late);
    assert_eq!(purged["purge-old-archive"], 1);
    assert_eq!(purged["purge-old-audit"], 2);
    assert!(purged["purge-old-data"] > 5 && purged["cleanup-expired-cache"] > 0, "{purged:?}");
    assert_eq!(
        database.query("select count(*) from canai_db_audit.log where logged_at < '2024-12-25'"),
        ["1"],
        "of less than 24 months"
    );
    for table in [
        "initial_prompt_logs",
        "spark_logs",
        "prompt_logs",
        "comparisons",
        "error_logs",
        "usage_logs",
        "share_logs",
        "spark_cache",
        "session_logs_archive",
    ] {
        assert_eq!(database.query(&format!("select count(*) from {table}")), ["0"], "{table}");
    }
    assert_eq!(
        database.query("select count(*), count(spark_log_id) from payment_logs"),
        ["3|0"],
        "kept for the books"
    );
    assert_eq!(database.query("select count(*) from feedback_logs"), ["2"], "it tells of nobody any more");
    for command in ["anonymize", "archive", "purge"] {
        let again = rows(&database, command, late);
        assert!(again.values().all(|rows| *rows == 0), "{command} again: {again:?}");
    }
}
