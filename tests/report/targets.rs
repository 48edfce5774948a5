//! `report targets`: which statements of the server are a target's, and what is said where there is none.

use serde_json::Value;

use super::{Settings, run, snapshot, statements_server, text};
use crate::harness::{TestDatabase, block_on};

const VISITS: &str = "\
table: visits
columns:
  id:  { type: bigint, primary_key: true }
  who: { type: text, not_null: true }
---
table: secrets
columns: { id: { type: bigint, primary_key: true } }
---
roles: { report_visitor: {} }
";

const TARGETS: &str = "\
classes: { quick: 10s, slow: 1ms }
queries:
  latest:
    class: quick
    role: report_visitor
    sql: |
      select id, who from visits
      order by id desc limit 20
  one_visit:
    class: quick
    role: report_visitor
    parameters: [{ value: x }, { value: \"1\" }]
    sql: select id from visits where who = $1 limit $2
  sleeps: { class: slow, role: report_visitor, sql: select pg_sleep(0.02) }
  never: { class: quick, role: report_visitor, sql: select 1 from visits }
  forbidden: { class: quick, role: report_visitor, sql: select id from secrets }
";

fn project(targets: &str) -> Settings {
    let project = Settings::new("");
    for (folder, text) in [("schema", VISITS), ("targets", targets)] {
        std::fs::create_dir_all(project.0.join(folder)).unwrap();
        for (at, text) in text.split("---\n").enumerate() {
            std::fs::write(project.0.join(folder).join(format!("{at}.yaml")), text).unwrap();
        }
    }
    project
}

#[test]
fn the_statements_of_a_target_are_recognised() {
    let database = TestDatabase::create_on(statements_server());
    database.execute(
        "CREATE EXTENSION pg_stat_statements;
         CREATE TABLE visits (id bigint PRIMARY KEY, who text NOT NULL);
         CREATE TABLE secrets (id bigint PRIMARY KEY);
         CREATE ROLE report_visitor; GRANT SELECT ON visits TO report_visitor",
    );
    block_on(async {
        let client = database.client().await;
        let run = async |sql: &str| drop(client.simple_query(sql).await.unwrap());
        // Nobody's target: another role.
        run("select id, who from visits order by id desc limit 20").await;
        run("SET ROLE report_visitor").await;
        for _ in 0..3 {
            run("SELECT ID,\n who /* and so on */ FROM Visits ORDER BY id DESC LIMIT 50").await;
        }
        run("select id from visits where who = 'somebody' limit 5").await;
        run("select id from visits where who = 'somebody else' limit '7'").await;
        client.query("select id from visits where who = $1 limit $2", &[&"x", &1_i64]).await.unwrap();
        run("select id from visits where who > 'somebody' limit 5").await;
        run("select pg_sleep(0.02)").await;
    });
    let project = project(TARGETS);
    let in_project = ["targets", "-C", project.path()];
    let found = snapshot(&database.url, &in_project);
    let rows = found["reports"][0]["rows"].as_array().unwrap();
    let of = |name: &str| {
        let row = rows.iter().find(|row| row["values"]["target"] == name);
        row.unwrap_or_else(|| panic!("{name}: {found:#}"))
    };
    let skipped = |name: &str| of(name)["values"]["skipped"].as_str().unwrap();

    let latest = &of("latest")["values"];
    assert_eq!((&latest["call_count"], &latest["limit_ms"]), (&3.into(), &10_000.0.into()), "{latest}");
    assert!(
        latest["mean_ms"].as_f64() > Some(0.0) && latest["mean_ms"].as_f64() <= latest["max_ms"].as_f64()
    );
    assert_eq!((of("latest")["severity"].as_str(), &latest["skipped"]), (Some("ok"), &Value::Null));
    assert_eq!(of("one_visit")["values"]["call_count"], 3, "bound, in quotes and as a number");
    assert_eq!(of("sleeps")["marked"]["limit_ratio"], "crit");
    assert_eq!(rows[0]["values"]["target"], "sleeps", "the worst comes first");
    assert!(skipped("never").contains("did not run as report_visitor"), "{found:#}");
    assert!(skipped("forbidden").contains("permission denied for table secrets"), "{found:#}");
    assert_eq!(of("never")["values"]["call_count"], Value::Null);

    assert_eq!(
        run(&database.url, &[&in_project[..], &["--fail-on", "crit"]].concat()).status.code(),
        Some(2)
    );
    let lax = "report:\n  thresholds:\n    targets: { limit_ratio: { crit: 100000 } }\n";
    std::fs::write(project.0.join("canai-db.yaml"), lax).unwrap();
    assert_eq!(
        run(&database.url, &[&in_project[..], &["--fail-on", "warn"]].concat()).status.code(),
        Some(0)
    );

    let page = text(&database.url, &[&in_project[..], &["--format", "prometheus"]].concat());
    let line = "\ncanai_db_targets_call_count{target=\"latest\",role=\"report_visitor\"} 3\n";
    assert!(page.contains(line) && !page.to_lowercase().contains("from visits"), "{page}");
}

#[test]
fn without_targets_there_is_a_reason() {
    let database = TestDatabase::create_on(statements_server());
    let reason = |project: &Settings, args: &[&str]| {
        let found = snapshot(&database.url, &[args, &["-C", project.path()]].concat());
        let reports = found["reports"].as_array().unwrap();
        let targets = reports.iter().find(|it| it["name"] == "targets").unwrap();
        assert!(targets.get("rows").is_none(), "{targets}");
        targets["skipped"].as_str().unwrap().to_owned()
    };
    assert!(reason(&Settings::new(""), &["targets"]).contains("declares no query"));
    assert!(reason(&project(TARGETS), &["targets"]).contains("CREATE EXTENSION pg_stat_statements"));
    // Mistakes in the files keep nobody from the other reports.
    let wrong = project("classes: { quick: 10 }\n");
    assert!(reason(&wrong, &["--all"]).contains("mistakes"));
    let output = run(&database.url, &["targets", "-C", wrong.path()]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(1) && said.contains("`10` has no unit"), "{said}");
}
