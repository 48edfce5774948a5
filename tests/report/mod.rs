//! `canai-db report` on a real server: each report sees what it is there for, each format is what its
//! readers take, and no report is silent where it may not look.

mod advise;
mod command;
mod contents;
mod formats;
mod live;
mod targets;

use std::path::PathBuf;
use std::process::Output;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use canai_db::pg::server::Throwaway;
use canai_db::report::REPORTS;
use serde_json::Value;

use crate::harness::{TestDatabase, canai_db, execute, start_server};

const SITUATION: &str = include_str!("situation.sql");

/// A server of these tests alone, since they look at all of it.
fn server() -> &'static Throwaway {
    static SERVER: OnceLock<Throwaway> = OnceLock::new();
    SERVER.get_or_init(|| {
        let server = start_server();
        let config = server.config("postgres");
        execute(&config, "ALTER SYSTEM SET max_prepared_transactions = 5");
        server.restart().unwrap();
        server
    })
}

/// A server that counts statements, which takes a library at its start.
fn statements_server() -> &'static Throwaway {
    static SERVER: OnceLock<Throwaway> = OnceLock::new();
    SERVER.get_or_init(|| {
        let server = start_server();
        let config = server.config("postgres");
        execute(&config, "ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'");
        server.restart().unwrap();
        server
    })
}

/// A database in which something is the matter.
fn situation() -> TestDatabase {
    let database = TestDatabase::create_on(server());
    database.execute(SITUATION);
    // It fails, and leaves its index behind.
    let failed = crate::harness::block_on(async {
        let client = database.client().await;
        client.batch_execute("CREATE UNIQUE INDEX CONCURRENTLY orders_code ON orders (code)").await
    });
    assert!(failed.is_err());
    // The statistics of a session reach the views when it ends or rests.
    database.execute("SELECT pg_stat_force_next_flush()");
    database
}

fn run(url: &str, args: &[&str]) -> Output {
    canai_db().arg("report").args(args).args(["--database-url", url]).output().unwrap()
}

/// What is written when it succeeds.
fn text(url: &str, args: &[&str]) -> String {
    let output = run(url, args);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

fn snapshot(url: &str, args: &[&str]) -> Value {
    let args: Vec<&str> = args.iter().copied().chain(["--format", "json"]).collect();
    serde_json::from_str(&text(url, &args)).unwrap()
}

/// The rows of one report.
fn rows(url: &str, report: &str) -> Vec<Value> {
    let snapshot = snapshot(url, &[report]);
    let rows = snapshot["reports"][0]["rows"].as_array();
    rows.unwrap_or_else(|| panic!("{report} has rows: {snapshot}")).clone()
}

/// The row with this value in a column.
fn row(url: &str, report: &str, column: &str, value: &str) -> Value {
    let rows = rows(url, report);
    let found = rows.iter().find(|row| row["values"][column].as_str() == Some(value));
    found.unwrap_or_else(|| panic!("{report} has {column} {value}: {rows:#?}")).clone()
}

/// A folder with a settings file.
struct Settings(PathBuf);

impl Settings {
    fn new(text: &str) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("canai-db-report-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("canai-db.yaml"), text).unwrap();
        Self(folder)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for Settings {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// docs/report.md is made from the registry; `UPDATE_EXPECT=1` writes it.
#[test]
fn the_documentation_is_the_registrys() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/report.md");
    let wanted = canai_db::report::docs();
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(path, &wanted).unwrap();
    }
    let found = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(found, wanted, "UPDATE_EXPECT=1 cargo test --test suite documentation_is_the_registrys");
}

#[test]
fn the_registry_makes_sense() {
    for report in REPORTS {
        let names: Vec<&str> = report.columns.iter().map(|it| it.name).collect();
        for threshold in report.thresholds {
            let mut used = threshold.given.iter().map(|(column, _)| *column).chain([threshold.column]);
            assert!(used.all(|it| names.contains(&it)), "{}: {threshold:?}", report.name);
        }
        for column in report.columns {
            use canai_db::report::definition::Role;
            let known = ["relation", "index", "role", "queryid", "target"];
            assert!(
                column.role != Role::Label || known.contains(&column.name),
                "{}: {} is no label of monitoring",
                report.name,
                column.name
            );
            assert!(column.doc.ends_with('.'), "{}: {}", report.name, column.name);
        }
        let unique: std::collections::BTreeSet<_> = names.iter().collect();
        assert_eq!(unique.len(), names.len(), "{}", report.name);
    }
}
