//! Each report against a database in which there is something for it.

use std::collections::BTreeSet;

use canai_db::report::REPORTS;
use serde_json::Value;

use super::{Settings, row, rows, situation, snapshot, text};
use crate::harness::{TestDatabase, canai_db, execute};

/// `severity` of a row, and which values are marked.
fn severity(row: &Value) -> &str {
    row["severity"].as_str().unwrap()
}

#[test]
fn what_is_stored_is_reported() {
    let database = situation();
    let url = &database.url;

    let table = row(url, "tables", "relation", "public.customers");
    assert!(table["values"]["total_bytes"].as_i64() > table["values"]["table_bytes"].as_i64(), "{table}");
    assert_eq!(table["values"]["row_count"], 2000);
    assert_eq!(table["values"]["inserted_count"], 2000);

    let index = row(url, "indexes", "index", "public.customers_pkey");
    assert_eq!(index["values"]["is_unique"], true);
    assert_eq!(index["values"]["method"], "btree");

    let unused: BTreeSet<String> = names(&rows(url, "unused-indexes"), "index");
    assert!(unused.contains("public.customers_town"), "{unused:?}");
    assert!(!unused.contains("public.customers_pkey") && !unused.contains("public.customers_email_key"));

    let scans = row(url, "seq-scans", "relation", "public.jobs");
    assert!(scans["values"]["seq_scan_count"].as_i64() >= Some(2), "{scans}");
    assert!(scans["values"]["seq_row_count"].as_i64() >= Some(33_000), "{scans}");

    let cached = row(url, "cache-hit", "relation", "public.jobs");
    assert!(cached["values"]["block_count"].as_i64() > Some(1000), "{cached}");
    assert!(cached["values"]["hit_ratio"].as_f64() <= Some(1.0), "{cached}");
}

fn names(rows: &[Value], column: &str) -> BTreeSet<String> {
    rows.iter().map(|row| row["values"][column].as_str().unwrap().to_owned()).collect()
}

#[test]
fn duplicates_are_found_and_near_misses_are_not() {
    let database = situation();
    // Each guarantees something that the other does not.
    database.execute(
        "CREATE TABLE slots (rank int, code text, UNIQUE (rank) DEFERRABLE INITIALLY DEFERRED, UNIQUE (code));
         CREATE UNIQUE INDEX slots_rank_now ON slots (rank)",
    );
    let found = rows(&database.url, "duplicate-indexes");
    let said: BTreeSet<[&str; 4]> = found
        .iter()
        .map(|row| {
            let value = |name: &str| row["values"][name].as_str().unwrap();
            [value("index"), value("reason"), value("covered_by"), severity(row)]
        })
        .collect();
    // Neither the one in the other direction nor the one of a part of the rows.
    let wanted = BTreeSet::from([
        ["public.customers_email_again", "same columns", "public.customers_email_key", "warn"],
        ["public.customers_town", "prefix", "public.customers_town_email", "ok"],
    ]);
    assert_eq!(said, wanted);
}

#[test]
fn invalid_objects_are_found() {
    let database = situation();
    let url = &database.url;
    let found = names(&rows(url, "invalid"), "object");
    assert_eq!(found, ["orders_code", "orders_customer_fkey", "orders_quiet"].map(str::to_owned).into());
    let health = &rows(url, "health")[0];
    assert_eq!(health["values"]["invalid_index_count"], 1);
    assert_eq!(health["marked"]["invalid_index_count"], "warn");
    // What is said to mend them does.
    for row in rows(url, "invalid") {
        if row["values"]["object"] != "orders_code" {
            database.execute(row["values"]["remedy"].as_str().unwrap());
        }
    }
    assert_eq!(names(&rows(url, "invalid"), "object"), ["orders_code".to_owned()].into());
}

#[test]
fn sequences_are_measured_by_their_column() {
    let database = situation();
    let tickets = row(&database.url, "sequences", "relation", "public.tickets_id_seq");
    assert_eq!(tickets["values"]["used_by"], "public.tickets.id");
    assert_eq!(tickets["values"]["limit_value"], 2_147_483_647);
    assert_eq!(tickets["marked"]["used_ratio"], "crit");
    let down = row(&database.url, "sequences", "relation", "public.countdown");
    assert_eq!(down["marked"]["used_ratio"], "warn", "{down}");
    let fresh = row(&database.url, "sequences", "relation", "public.orders_id_seq");
    assert_eq!(severity(&fresh), "ok");

    // One that no column owns, one behind a domain over a domain, and two that begin anew.
    database.execute(
        "CREATE SEQUENCE loose; CREATE TABLE used (id int DEFAULT nextval('loose'));
         SELECT setval('loose', 2000000000);
         CREATE DOMAIN whole AS int; CREATE DOMAIN number AS whole;
         CREATE SEQUENCE behind; CREATE TABLE hidden (id number DEFAULT nextval('behind'));
         ALTER SEQUENCE behind OWNED BY hidden.id; SELECT setval('behind', 2100000000);
         CREATE SEQUENCE round MAXVALUE 100 CYCLE; SELECT setval('round', 99);
         CREATE SEQUENCE stuck CYCLE; CREATE TABLE ends (id int DEFAULT nextval('stuck'));
         SELECT setval('stuck', 2100000000)",
    );
    for (sequence, column) in [("loose", "used"), ("behind", "hidden"), ("stuck", "ends")] {
        let found = row(&database.url, "sequences", "relation", &format!("public.{sequence}"));
        assert_eq!(found["values"]["used_by"], format!("public.{column}.id"));
        assert_eq!(found["values"]["data_type"], "integer");
        assert_eq!(found["marked"]["used_ratio"], "crit", "{found}");
    }
    let round = row(&database.url, "sequences", "relation", "public.round");
    assert_eq!((severity(&round), &round["values"]["used_ratio"]), ("ok", &Value::Null));
}

#[test]
fn dead_rows_and_the_space_they_leave() {
    let database = situation();
    let vacuum = row(&database.url, "vacuum", "relation", "public.jobs");
    assert_eq!(vacuum["values"]["dead_count"], 27_000);
    assert_eq!(vacuum["marked"]["due_ratio"], "crit");
    assert_eq!(vacuum["marked"]["autovacuum"], "warn");

    let bloat = rows(&database.url, "bloat");
    let jobs = bloat
        .iter()
        .find(|row| row["values"]["relation"] == "public.jobs" && row["values"]["index"].is_null());
    let jobs = jobs.unwrap();
    // Nine of ten rows are gone.
    let ratio = jobs["values"]["bloat_ratio"].as_f64().unwrap();
    assert!((0.8..0.95).contains(&ratio), "{jobs}");
    assert_eq!(severity(jobs), "crit");
    let full = bloat
        .iter()
        .find(|row| row["values"]["relation"] == "public.customers" && row["values"]["index"].is_null());
    let ratio = full.unwrap()["values"]["bloat_ratio"].as_f64().unwrap();
    assert!(ratio < 0.15, "a full table has none: {full:?}");
    let index = bloat.iter().find(|row| row["values"]["index"] == "public.customers_email_key").unwrap();
    assert!(index["values"]["bloat_ratio"].as_f64().unwrap() < 0.5, "{index}");

    // What is kept beside a table counts as its own; nobody knows of it before VACUUM counts.
    database.execute(
        "CREATE TABLE long (id int, value text) WITH (autovacuum_enabled = false, toast.autovacuum_enabled = false);
         ALTER TABLE long ALTER value SET STORAGE EXTERNAL;
         INSERT INTO long SELECT i, repeat('z', 12800) FROM generate_series(1, 2000) i; ANALYZE long",
    );
    let long = row(&database.url, "bloat", "relation", "public.long");
    assert!(long["values"]["size_bytes"].as_i64() > Some(25_000_000), "{long}");
    assert_eq!(severity(&long), "ok");
    database.execute("VACUUM long");
    assert_eq!(severity(&row(&database.url, "bloat", "relation", "public.long")), "ok");
    database.execute("DELETE FROM long WHERE id % 10 <> 0");
    database.execute("VACUUM ANALYZE long");
    let long = row(&database.url, "bloat", "relation", "public.long");
    let ratio = long["values"]["bloat_ratio"].as_f64().unwrap();
    assert!((0.8..0.95).contains(&ratio) && severity(&long) == "crit", "{long}");
}

/// A local server as a project has it, with `pg_stat_statements` and WAL enough for standbys.
struct Local(Settings);

impl Local {
    fn up() -> Self {
        let local = Self(Settings::new(""));
        local.dev("up");
        local
    }

    fn dev(&self, verb: &str) -> String {
        let output = canai_db().args(["-C", self.0.path(), "dev", verb]).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }
}

impl Drop for Local {
    fn drop(&mut self) {
        let _ = canai_db().args(["-C", self.0.path(), "dev", "down"]).output();
    }
}

#[test]
fn statements_and_slots_on_a_local_server() {
    let local = Local::up();
    let url = &local.dev("url");
    let config: tokio_postgres::Config = url.parse().unwrap();
    let execute = |sql: &str| execute(&config, sql);

    // Wherever the extension is, names are told with their schema.
    for schema in ["public", "extra"] {
        execute(&format!(
            "CREATE SCHEMA IF NOT EXISTS {schema}; DROP EXTENSION IF EXISTS pg_stat_statements;
             CREATE EXTENSION pg_stat_statements SCHEMA {schema};
             CREATE TABLE IF NOT EXISTS public.t (id int)"
        ));
        execute(&format!("SELECT {schema}.pg_stat_statements_reset()"));
        for _ in 0..3 {
            execute("SELECT 'secret' AS do_not_leak, generate_series(1, 10)");
        }
        let found = row(url, "queries", "query", "SELECT $1 AS do_not_leak, generate_series($2, $3)");
        assert_eq!(found["values"]["call_count"], 3);
        assert_eq!(found["values"]["row_count"], 30);
        assert!(found["values"]["total_ms"].as_f64() >= found["values"]["mean_ms"].as_f64(), "{found}");
        let all = snapshot(url, &["tables", "queries"]);
        assert!(all["reports"].to_string().contains("\"public.t\""), "{all}");
    }
    let page = text(url, &["--all", "--format", "prometheus"]);
    assert!(page.contains("\ncanai_db_queries_skipped 0\n") && page.contains("{queryid=\""), "{page}");
    assert!(!page.contains("do_not_leak"), "{page}");

    assert_eq!(rows(url, "replication"), Vec::<Value>::new());
    execute("SELECT pg_create_physical_replication_slot('left_behind', true)");
    let slot = row(url, "replication", "name", "left_behind");
    assert_eq!(slot["marked"]["state"], "warn", "{slot}");
    assert!(slot["values"]["retained_bytes"].as_i64() >= Some(0), "{slot}");
}

/// Without the extension, or where it is not loaded, the report says so.
#[test]
fn without_the_extension_there_is_a_reason() {
    let database = TestDatabase::create_on(super::server());
    let reason = || {
        let found = snapshot(&database.url, &["queries"]);
        assert!(found["reports"][0].get("rows").is_none());
        found["reports"][0]["skipped"].as_str().unwrap().to_owned()
    };
    assert!(reason().contains("CREATE EXTENSION pg_stat_statements"), "{}", reason());
    database.execute("CREATE EXTENSION pg_stat_statements");
    assert!(reason().contains("shared_preload_libraries"), "{}", reason());
}

#[test]
fn the_servers_own_state() {
    let database = TestDatabase::create_on(super::server());
    let url = &database.url;
    // The test server is set up to be fast, not safe.
    let fsync = row(url, "settings", "setting", "fsync");
    assert_eq!((severity(&fsync), &fsync["values"]["value"]), ("crit", &Value::from("off")));
    let wal = &rows(url, "wal")[0]["values"];
    assert!(wal["wal_bytes"].as_i64() > Some(0), "{wal}");
    assert!(["off", "on"].contains(&wal["archiving"].as_str().unwrap()), "{wal}");

    database.execute("CREATE ROLE gone LOGIN VALID UNTIL '2020-01-01'; CREATE ROLE sees_all LOGIN BYPASSRLS");
    assert_eq!(row(url, "roles", "role", "gone")["marked"]["password_ends_seconds"], "crit");
    assert_eq!(row(url, "roles", "role", "sees_all")["marked"]["risk"], "warn");
    assert_eq!(severity(&row(url, "roles", "role", "postgres")), "ok");
    database.execute("DROP ROLE gone; DROP ROLE sees_all");

    database.execute("CREATE TABLE aged (id int)");
    let aged = row(url, "wraparound", "relation", "public.aged");
    assert!(aged["values"]["xid_age_count"].as_i64() >= Some(1), "{aged}");
    assert_eq!(severity(&aged), "ok");
}

#[test]
fn an_empty_database_has_nothing_to_complain_about() {
    let database = TestDatabase::create_on(super::server());
    let snapshot = snapshot(&database.url, &["--all"]);
    let reports = snapshot["reports"].as_array().unwrap();
    assert_eq!(reports.len(), REPORTS.len());
    assert_eq!(snapshot["database"], database.name.as_str());
    assert!(snapshot["server_version"].as_str().is_some_and(|it| it.starts_with(char::is_numeric)));
    for report in reports {
        // The settings of a test server are what they are.
        if report["name"] != "settings" && report.get("skipped").is_none() {
            assert_ne!(report["severity"], "crit", "{report:#}");
        }
    }
    for empty in [
        "tables",
        "indexes",
        "unused-indexes",
        "duplicate-indexes",
        "invalid",
        "bloat",
        "vacuum",
        "sequences",
    ] {
        let report = reports.iter().find(|it| it["name"] == empty).unwrap();
        assert_eq!(report["rows"], Value::Array(vec![]), "{empty}");
    }
}
