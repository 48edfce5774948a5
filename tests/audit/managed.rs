//! Compiled, verified, compared and imported like anything else; the log's partitions and its reader.

use std::fs;

use canai_db::diagnostic::Source;
use canai_db::yaml;
use serde_json::Value;

use super::{ORDERS, PEOPLE, Project};

fn project(name: &str) -> Project {
    Project::applied(name, &[("people.yaml", PEOPLE), ("orders.yaml", ORDERS)])
}

#[test]
fn what_is_generated_verifies_and_does_not_drift() {
    let project = project("clean");
    project.expect(&["verify"], 0);
    project.on_database(&["drift"], 0);
    project.on_database(&["audit", "partitions"], 0);
    project.database.execute("INSERT INTO people VALUES (1)");
    project.on_database(&["drift"], 0);
    project.expect(&["compile", "--check"], 0);
    // A trigger that somebody switches off is drift.
    project.database.execute("ALTER TABLE people DISABLE TRIGGER zz_audit_delete");
    let found = project.on_database(&["drift"], 2);
    assert!(found.contains("zz_audit_delete"), "{found}");
}

#[test]
fn a_new_class_or_key_reaches_the_triggers_and_taking_audit_away_needs_consent() {
    let project = project("change");
    project.write(
        "people.yaml",
        &PEOPLE.replace("note: { type: text }", "note: { type: text, pii: free_text }"),
    );
    project.expect(&["compile", "--name", "masked"], 0);
    project.on_database(&["migrate"], 0);
    assert_eq!(
        project.entries("INSERT INTO people VALUES (1, 'm', 'n', 'secret')", "new_values->>'note'"),
        ["*** free_text"]
    );
    project.write("people.yaml", &PEOPLE.replace("audit: [insert, update, delete]\n", ""));
    project.expect(&["compile", "--name", "less"], 0);
    project.on_database(&["migrate"], 0);
    assert_eq!(project.entries("DELETE FROM people", "operation"), Vec::<String>::new());
    // The last table takes the log with it.
    project.write("orders.yaml", &ORDERS.replace("audit: [insert, update, delete]\n", ""));
    let refused = project.expect(&["compile", "--name", "none"], 1);
    assert!(refused.contains("DELETES_DATA:canai_db_audit.log"), "{refused}");
    project.expect(&["verify"], 2);
}

#[test]
fn an_import_writes_audit_again() {
    let claims = "audit_claims: { setting: app.user, keep: [id] }\n";
    let project = Project::applied(
        "import",
        &[
            ("tables/people.yaml", &PEOPLE.replace("delete]", "delete, select: [mail, name]]")),
            (
                "tables/orders.yaml",
                &ORDERS.replace("audit: [insert, update, delete]", "audit: [update, select]"),
            ),
            ("audit.yaml", claims),
        ],
    );
    project.on_database(&["audit", "partitions"], 0);
    let sources = |root: &std::path::Path| {
        let mut all = Vec::new();
        for folder in ["schema", "schema/tables"] {
            for entry in fs::read_dir(root.join(folder)).unwrap() {
                let path = entry.unwrap().path();
                if path.extension().is_some_and(|it| it == "yaml") {
                    all.push(Source { text: fs::read_to_string(&path).unwrap(), path });
                }
            }
        }
        all
    };
    let (before, mistakes) = yaml::read(&sources(&project.root));
    assert_eq!(mistakes, vec![]);
    fs::remove_dir_all(project.root.join("schema")).unwrap();
    project.on_database(&["import"], 0);
    let people = fs::read_to_string(project.root.join("schema/tables/people.yaml")).unwrap();
    assert!(people.contains("audit: [insert, update, delete, { select: [mail, name] }]"), "{people}");
    assert!(people.contains("pii: contact"), "{people}");
    assert!(!people.contains("zz_audit"), "{people}");
    let audit = fs::read_to_string(project.root.join("schema/audit.yaml")).unwrap();
    assert!(audit.contains("audit_claims: { setting: app.user, keep: [id] }"), "{audit}");
    let (mut after, mistakes) = yaml::read(&sources(&project.root));
    assert_eq!(mistakes, vec![]);
    // `pii: none` is in no catalog.
    let mut before = before;
    for schema in [&mut before, &mut after] {
        for object in schema.objects.values_mut() {
            if let canai_db::model::Object::Table(table) = object {
                table.columns.iter_mut().for_each(|column| column.pii = None);
            }
        }
    }
    assert_eq!(before.objects.keys().collect::<Vec<_>>(), after.objects.keys().collect::<Vec<_>>());
    project.expect(&["compile", "--check"], 0);
}

#[test]
fn what_somebody_changed_is_imported_as_it_is() {
    let project = project("changed");
    project.database.execute(
        "CREATE OR REPLACE FUNCTION canai_db_audit.keep() RETURNS trigger LANGUAGE plpgsql AS 'begin return old; end'",
    );
    fs::remove_dir_all(project.root.join("schema")).unwrap();
    project.on_database(&["import"], 0);
    let people = fs::read_to_string(project.root.join("schema/tables/people.yaml")).unwrap();
    assert!(people.contains("zz_audit_insert") && !people.contains("audit: ["), "{people}");
}

#[test]
fn entries_go_to_the_months_partition_which_can_be_dropped() {
    let project = project("months");
    let told = project.on_database(&["audit", "partitions", "--months", "2", "--dry-run"], 0);
    assert_eq!(told.matches("would be created").count(), 3, "{told}");
    assert_eq!(
        project
            .database
            .query("SELECT count(*) FROM pg_inherits WHERE inhparent = 'canai_db_audit.log'::regclass"),
        ["1"]
    );
    project.on_database(&["audit", "partitions", "--months", "2"], 0);
    let told = project.on_database(&["audit", "partitions", "--months", "2"], 0);
    assert_eq!(told.matches("there already").count(), 3, "{told}");
    project.database.execute("INSERT INTO people VALUES (1)");
    let place = "SELECT tableoid::regclass = format('canai_db.audit_log_%s', to_char(now() AT TIME ZONE 'UTC', 'YYYY_MM'))::regclass FROM canai_db_audit.log";
    assert_eq!(project.database.query(place), ["t"]);
    // It is kept as the log itself is.
    let month = project.database.query("SELECT tableoid::regclass FROM canai_db_audit.log").remove(0);
    for change in ["UPDATE {} SET role = 'x'", "DELETE FROM {}", "TRUNCATE {}"] {
        let refused = project.database_error(&change.replace("{}", &month));
        assert!(refused.contains("append-only"), "{change}: {refused}");
    }
    project.database.execute(&format!("DROP TABLE {month}"));
    assert_eq!(project.database.query("SELECT count(*) FROM canai_db_audit.log"), ["0"]);
    // A month whose entries stand in the default partition is left there; the others are made.
    project.database.execute("INSERT INTO people VALUES (2)");
    let told = project.on_database(&["audit", "partitions", "--months", "3"], 0);
    assert!(told.contains("left to the default partition"), "{told}");
    assert_eq!(told.matches("created").count(), 1, "{told}");
}

#[test]
fn a_partition_does_not_wait_for_ever() {
    let project = project("stall");
    let told = crate::harness::block_on(async {
        let client = project.database.client().await;
        client.batch_execute("BEGIN; LOCK canai_db_audit.log_default IN SHARE MODE").await.unwrap();
        project.on_database(&["audit", "partitions", "--max-stall", "100ms"], 1)
    });
    assert!(told.contains("was not made"), "{told}");
    assert_eq!(project.database.query("SELECT to_regnamespace('canai_db') IS NULL"), ["t"]);
}

#[test]
fn the_log_is_read_by_table_key_and_time() {
    let project = project("reader");
    project.database.execute(
        "INSERT INTO people VALUES (1, 'm', 'n', 'x'), (2, 'm', 'n', 'x'); UPDATE people SET note = 'y' WHERE id = 1;
         INSERT INTO orders VALUES ('eu', 1)",
    );
    let log = |args: &[&str]| {
        let text = project.on_database(&[&["audit", "log", "--format", "json"], args].concat(), 0);
        serde_json::from_str::<Vec<Value>>(&text).unwrap()
    };
    assert_eq!(log(&[]).len(), 4);
    assert_eq!(log(&["--limit", "1"])[0]["table"], "orders");
    let of_one = log(&["--table", "people", "--key", "1"]);
    let operations: Vec<&str> = of_one.iter().map(|it| it["operation"].as_str().unwrap()).collect();
    assert_eq!(operations, ["update", "insert"]);
    assert_eq!(of_one[0]["old_values"], serde_json::json!({ "note": "x" }));
    assert_eq!(log(&["--key", r#"{"number": 1, "region": "eu"}"#]).len(), 1);
    assert_eq!(log(&["--since", "tomorrow"]).len(), 0);
    let table = project.on_database(&["audit", "log", "--table", "people"], 0);
    assert!(
        table.contains("OPERATION") && table.contains(r#"{"id":1}"#) && table.contains("note"),
        "{table}"
    );
    let refused = project.on_database(&["audit", "log", "--table", "orders", "--key", "1"], 1);
    assert!(refused.contains("write it as JSON"), "{refused}");
    let refused = project.on_database(&["audit", "log", "--since", "soonish"], 1);
    assert!(refused.contains("soonish"), "{refused}");
    project.database.execute("DROP SCHEMA canai_db_audit CASCADE");
    let refused = project.on_database(&["audit", "log"], 1);
    assert!(refused.contains("this database has no audit log"), "{refused}");
}

#[test]
fn mistakes_are_told_with_their_place() {
    let mistakes = |files: &[(&str, &str)]| {
        let sources: Vec<Source> =
            files.iter().map(|(path, text)| Source { path: path.into(), text: (*text).to_owned() }).collect();
        let (_, mistakes) = yaml::read(&sources);
        mistakes
            .iter()
            .map(|it| format!("{}:{} {}", it.path.display(), it.span.start.0, it.message))
            .collect::<Vec<_>>()
    };
    let table = "table: t\ncolumns:\n  id: { type: integer }\n";
    let told = mistakes(&[("t.yaml", &format!("{table}audit: [insert]\n"))]);
    assert_eq!(told, ["t.yaml:4 `t` has no primary key, so the log could not say which row it was"]);
    assert_eq!(mistakes(&[("t.yaml", &format!("{table}audit: [select]\n"))]), Vec::<String>::new());
    assert_eq!(
        mistakes(&[("t.yaml", &format!("{table}audit: []\n"))]),
        ["t.yaml:4 `audit` names no operation"]
    );
    let told = mistakes(&[("t.yaml", &format!("{table}audit: [select, select: [nope]]\n"))]);
    assert!(told.iter().any(|it| it.contains("unknown column `nope`")), "{told:?}");
    let told = mistakes(&[("t.yaml", &format!("{table}audit: [read]\n"))]);
    assert_eq!(told, ["t.yaml:4 `read` is not possible here"]);
    let own = "schemas: { canai_db_audit: }\n";
    let told = mistakes(&[("p.yaml", PEOPLE), ("s.yaml", own)]);
    assert_eq!(told, ["p.yaml:7 `audit` makes the schema canai_db_audit, which is declared already"]);
    let claims = "audit_claims: { keep: [a] }\n";
    let told = mistakes(&[("a.yaml", claims), ("b.yaml", claims), ("p.yaml", PEOPLE)]);
    assert_eq!(told, ["b.yaml:1 `audit_claims` is written twice"]);
}
