//! The command: exit codes, thresholds, monitoring, what changed.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use serde_json::Value;

use super::{Settings, run, server, situation, snapshot, text};
use crate::harness::{TestDatabase, canai_db};

fn errors(output: &std::process::Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn exit_codes_are_the_designs() {
    let database = situation();
    let code = |args: &[&str]| run(&database.url, args).status.code().unwrap();
    assert_eq!(code(&["sequences"]), 0);
    assert_eq!(code(&["sequences", "--fail-on", "crit"]), 2);
    assert_eq!(code(&["invalid", "--fail-on", "crit"]), 0);
    assert_eq!(code(&["invalid", "--fail-on", "warn"]), 2);
    assert_eq!(code(&["nonsense"]), 64);
    assert_eq!(code(&["tables", "--sort", "nonsense"]), 64);
    assert_eq!(code(&["--watch", "1", "--format", "json"]), 64);
    let nowhere = run("postgresql://localhost:1/x", &["health"]);
    assert_eq!(nowhere.status.code(), Some(1), "{}", errors(&nowhere));
    // A limit does not hide what is worse.
    assert_eq!(code(&["sequences", "--fail-on", "crit", "--limit", "0"]), 2);
}

#[test]
fn thresholds_come_from_the_project() {
    let database = situation();
    let lax = Settings::new("report:\n  thresholds:\n    sequences: { used_ratio: { warn: 0.99 } }\n");
    let output = run(&database.url, &["sequences", "--fail-on", "warn", "-C", lax.path()]);
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    let found = snapshot(&database.url, &["sequences", "-C", lax.path()]);
    let said = &found["reports"][0]["thresholds"]["used_ratio"];
    assert_eq!((said["warn"].as_f64(), said["crit"].as_f64()), (Some(0.99), None));

    let wrong = Settings::new("report:\n  thresholds:\n    sequence: { used_ratio: { warn: 1 } }\n");
    let output = run(&database.url, &["health", "-C", wrong.path()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        errors(&output).contains("there is no report `sequence`; did you mean `sequences`?"),
        "{output:?}"
    );
    let wrong = Settings::new("report:\n  thresholds:\n    sequences: { used: { warn: 1 } }\n");
    assert!(errors(&run(&database.url, &["health", "-C", wrong.path()])).contains("used_ratio"));
}

#[test]
fn nagios_reads_a_line_and_its_own_exit_codes() {
    let database = situation();
    let nagios = |url: &str, names: &[&str]| {
        let output = run(url, &[names, &["--nagios"]].concat());
        (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
    };
    let (code, line) = nagios(&database.url, &["sequences"]);
    assert_eq!((code, line.lines().count()), (2, 1));
    assert!(
        line.starts_with("CANAI-DB CRITICAL - sequences public.tickets_id_seq: used ratio 95 %; "),
        "{line}"
    );
    assert!(line.contains(" | 'sequences.warn'=1 'sequences.crit'=1"), "{line}");
    database
        .execute("CREATE SEQUENCE \"new\nline|bar\" MAXVALUE 100; SELECT setval('\"new\nline|bar\"', 99)");
    let (code, line) = nagios(&database.url, &["sequences"]);
    assert_eq!((code, line.lines().count()), (2, 1), "{line}");
    assert!(line.contains("\"new line/bar\"") && line.matches('|').count() == 1, "{line}");
    // What was skipped is not well.
    let (code, line) = nagios(&database.url, &["queries"]);
    assert_eq!(code, 3);
    assert!(line.starts_with("CANAI-DB UNKNOWN - queries skipped: "), "{line}");
    let (code, line) = nagios(&database.url, &["invalid"]);
    assert_eq!(code, 1);
    assert!(line.starts_with("CANAI-DB WARNING - "), "{line}");
    let (code, line) = nagios(&database.url, &["tables"]);
    assert_eq!(code, 0);
    assert!(line.starts_with("CANAI-DB OK - "), "{line}");
    let (code, line) = nagios("postgresql://localhost:1/x", &["tables"]);
    assert_eq!((code, line.lines().count()), (3, 1), "{line}");
    assert!(line.starts_with("CANAI-DB UNKNOWN - "), "{line}");
}

#[test]
fn a_baseline_shows_what_changed() {
    let database = TestDatabase::create_on(server());
    database.execute(
        "CREATE TABLE same (id int); CREATE TABLE grows (id int); CREATE TABLE goes (id int);
         SELECT pg_stat_force_next_flush()",
    );
    let folder = Settings::new("");
    let file = folder.0.join("before.json");
    std::fs::write(&file, text(&database.url, &["tables", "sequences", "--format", "json"])).unwrap();
    database.execute(
        "INSERT INTO grows SELECT generate_series(1, 5000); DROP TABLE goes; CREATE TABLE comes (id int)",
    );
    let args = ["tables", "--baseline", file.to_str().unwrap()];
    let found = snapshot(&database.url, &args);
    let report = &found["reports"][0];
    let rows = report["rows"].as_array().unwrap();
    let names: Vec<&str> = rows.iter().map(|row| row["values"]["relation"].as_str().unwrap()).collect();
    assert_eq!(names, ["public.grows", "public.comes"]);
    assert_eq!(rows[0]["before"]["inserted_count"], 0);
    assert_eq!(rows[0]["values"]["inserted_count"], 5000);
    assert_eq!(rows[1]["new"], true);
    assert_eq!(report["gone"], Value::from(vec!["public.goes"]));
    assert!(found["since"]["seconds"].as_f64() >= Some(0.0));
    let shown = text(&database.url, &args);
    assert!(shown.contains("5,000 (+5,000)") && shown.contains("gone: public.goes"), "{shown}");

    std::fs::write(&file, "{}").unwrap();
    let output = run(&database.url, &args);
    assert_eq!(output.status.code(), Some(1));
    assert!(errors(&output).contains("--format json"), "{}", errors(&output));
}

#[test]
fn watching_shows_rates() {
    let database = TestDatabase::create_on(server());
    let mut child = canai_db()
        .args(["report", "health", "--watch", "1", "--database-url", &database.url])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    // The look itself is a transaction, so that the second sample always has something to tell.
    let mut lines = lines.map(Result::unwrap).filter(|line| line.contains("transaction count"));
    let first = lines.next().unwrap();
    let rate = lines.take(20).find(|line| line.contains("/s)"));
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(!first.contains("/s)"), "{first}");
    assert!(rate.is_some_and(|line| line.contains("(+")));
}

#[test]
fn the_help_names_every_report() {
    let output = canai_db().args(["report", "--help"]).output().unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    for report in canai_db::report::REPORTS {
        assert!(help.contains(&format!("- {}:", report.name)), "{}: {help}", report.name);
    }
    assert!(help.contains("Examples:"));
}
