//! The jobs of the data-model document, as they are in this repository, on its own database.

use std::path::Path;
use std::process::Output;

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

fn rows(database: &TestDatabase, command: &str, now: &str) -> u64 {
    let output = run(database, &[command, "--fast", "--allow-unusual", "--now", now, "--format", "json"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let reports: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).unwrap();
    // What is written into the audit log today is old in two years, when these runs pretend to be.
    reports.iter().filter(|it| it["job"] != "purge-old-audit").map(|it| it["rows"].as_u64().unwrap()).sum()
}

#[test]
fn all_of_them_run_and_have_nothing_to_do_again() {
    let database = crate::document::migrated();
    crate::document::load_seeds(&database);
    let in_months = |months: &str| {
        database.query(&format!("select (now() + interval '{months} months')::text")).remove(0)
    };
    let (later, late) = (in_months("13"), in_months("25"));
    assert_eq!(rows(&database, "anonymize", &later), 2);
    assert_eq!(rows(&database, "archive", &later), 8);
    assert_eq!(database.query("select count(*) from session_logs"), ["0"]);
    assert_eq!(
        database.query("select count(*) from feedback_logs where comments = '[ANONYMIZED]' and improvement_suggestions = '[ANONYMIZED]' and anonymized and user_id is null"),
        ["2"]
    );
    // Both caches and a spark are over, then everything of more than 24 months goes, the chunk too.
    assert!(rows(&database, "purge", &late) > 10);
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
        assert_eq!(rows(&database, command, &late), 0, "{command} again");
    }
}
