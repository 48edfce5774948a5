//! What the log says of each operation, who did it, and that it stays as it is.

use super::{ORDERS, PEOPLE, Project};
use crate::harness::{block_on, connect};

const WHAT: &str = "operation, table_name, key, changed, old_values, new_values";

fn project(name: &str) -> Project {
    Project::applied(name, &[("people.yaml", PEOPLE), ("orders.yaml", ORDERS)])
}

#[test]
fn each_operation_is_recorded_with_keys_and_masked_values() {
    let project = project("operations");
    let entries = |sql: &str| project.entries(sql, WHAT);
    assert_eq!(
        entries("INSERT INTO people VALUES (1, 'a@example.org', 'Ann', 'x'), (2, NULL, 'Bob', NULL)"),
        [
            r#"insert|people|{"id": 1}|||{"id": 1, "mail": "*** contact", "name": "Ann", "note": "x"}"#,
            r#"insert|people|{"id": 2}|||{"id": 2, "mail": "*** contact", "name": "Bob", "note": null}"#,
        ]
    );
    // Only what changed, and that a masked column did.
    assert_eq!(
        entries("UPDATE people SET mail = 'b@example.org', note = 'y', name = name WHERE id = 1"),
        [
            r#"update|people|{"id": 1}|{mail,note}|{"mail": "*** contact", "note": "x"}|{"mail": "*** contact", "note": "y"}"#
        ]
    );
    assert_eq!(entries("UPDATE people SET note = note WHERE id = 1"), [r#"update|people|{"id": 1}|||"#]);
    // A row that gets another key is found by the old one.
    assert_eq!(
        entries("UPDATE people SET id = 3 WHERE id = 2"),
        [r#"update|people|{"id": 2}|{id}|{"id": 2}|{"id": 3}"#]
    );
    assert_eq!(entries("UPDATE people SET note = 'z' WHERE id = 99"), Vec::<String>::new());
    assert_eq!(
        entries(
            "INSERT INTO people VALUES (1, 'c@example.org', 'Ann', 'up'), (4, 'd@example.org', 'Dan', NULL)
             ON CONFLICT (id) DO UPDATE SET note = excluded.note"
        ),
        [
            r#"update|people|{"id": 1}|{note}|{"note": "y"}|{"note": "up"}"#,
            r#"insert|people|{"id": 4}|||{"id": 4, "mail": "*** contact", "name": "Dan", "note": null}"#,
        ]
    );
    // A key of two columns, in its order or not, is an object.
    assert_eq!(
        entries("INSERT INTO orders VALUES ('eu', 7, 1, 3, 9.50)"),
        [
            r#"insert|orders|{"number": 7, "region": "eu"}|||{"total": "*** financial", "number": 7, "person": 1, "region": "eu", "seller": 3}"#
        ]
    );
    assert_eq!(
        entries("DELETE FROM people WHERE id = 4"),
        [r#"delete|people|{"id": 4}||{"id": 4, "mail": "*** contact", "name": "Dan", "note": null}|"#]
    );
}

#[test]
fn cascades_copy_and_truncate_are_recorded() {
    let project = project("cascades");
    project.database.execute(
        "INSERT INTO people SELECT i, i || '@example.org', 'n', NULL FROM generate_series(1, 4) AS i;
         INSERT INTO orders VALUES ('eu', 1, 1, 2, 5), ('eu', 2, 1, 3, 6), ('eu', 3, 4, 1, 7)",
    );
    let short = "operation, table_name, key, changed";
    let mut entries = project.entries("DELETE FROM people WHERE id = 1", short);
    entries.sort();
    assert_eq!(
        entries,
        [
            r#"delete|orders|{"number": 1, "region": "eu"}|"#,
            r#"delete|orders|{"number": 2, "region": "eu"}|"#,
            r#"delete|people|{"id": 1}|"#,
            r#"update|orders|{"number": 3, "region": "eu"}|{seller}"#,
        ]
    );
    assert_eq!(
        project.entries("TRUNCATE people CASCADE", "operation, table_name, key, new_values"),
        ["truncate|people||", "truncate|orders||"]
    );
    let copied = block_on(async {
        let client = connect(&project.database.config).await;
        let sink = client.copy_in::<_, &[u8]>("COPY people (id, mail, name) FROM STDIN").await.unwrap();
        futures_util::pin_mut!(sink);
        futures_util::SinkExt::send(&mut sink, &b"11\tx@example.org\tX\n12\ty@example.org\tY\n"[..])
            .await
            .unwrap();
        sink.as_mut().finish().await.unwrap()
    });
    assert_eq!(copied, 2);
    assert_eq!(
        project.database.query("SELECT key FROM canai_db_audit.log WHERE operation = 'insert' AND key->'id' > '10'::jsonb ORDER BY id"),
        [r#"{"id": 11}"#, r#"{"id": 12}"#]
    );
    assert_eq!(project.database.query("SELECT count(*) FROM canai_db_audit.log WHERE old_values::text || new_values::text LIKE '%example.org%'"), ["0"]);
}

#[test]
fn old_and_new_of_many_rows_belong_together() {
    let project = project("pairs");
    project.database.execute("INSERT INTO people SELECT i, NULL, i, i FROM generate_series(1, 5000) AS i");
    // Even when every key changes, and in an order that is not the table's.
    project.database.execute(
        "UPDATE people SET id = p.id + 10000, note = p.id + 1
         FROM (SELECT id FROM people ORDER BY md5(id::text)) AS p WHERE people.id = p.id",
    );
    let right = "SELECT count(*) FROM canai_db_audit.log
        WHERE operation = 'update' AND (old_values->>'id')::int + 10000 = (new_values->>'id')::int
            AND (old_values->>'note')::int + 1 = (new_values->>'note')::int AND key = jsonb_build_object('id', old_values->'id')";
    assert_eq!(project.database.query(right), ["5000"]);
}

#[test]
fn who_did_it_is_recorded_for_those_without_rights_on_the_log() {
    let project = project("who");
    project.database.execute("GRANT INSERT ON people TO visitor");
    let who = "login, role, claims, application, transaction_id = pg_snapshot_xmin(pg_current_snapshot()) IS NOT NULL";
    let as_visitor = |claims: &str| {
        format!(
            "BEGIN; SET LOCAL application_name = 'shop'; SET LOCAL ROLE visitor; {claims}
             INSERT INTO people VALUES ((random() * 1e9)::bigint, 'm', 'n', NULL); COMMIT"
        )
    };
    let said =
        r#"SET LOCAL request.jwt.claims = '{"sub": "u-1", "role": "anon", "email": "a@example.org"}';"#;
    assert_eq!(
        project.entries(&as_visitor(said), who),
        [r#"postgres|visitor|{"sub": "u-1", "role": "anon"}|shop|t"#]
    );
    assert_eq!(project.entries(&as_visitor(""), who), ["postgres|visitor||shop|t"]);
    // What somebody puts into a setting stops nothing.
    for broken in ["not json", "[1]", "7"] {
        let said = format!("SET LOCAL request.jwt.claims = '{broken}';");
        assert_eq!(project.entries(&as_visitor(&said), who), [r#"postgres|visitor|"unreadable"|shop|t"#]);
    }
    // In a function that runs with its owner's rights, the role is that of the caller.
    project.database.execute(
        "CREATE FUNCTION add() RETURNS void LANGUAGE sql SECURITY DEFINER AS 'INSERT INTO people VALUES (70)'",
    );
    let entries = project.entries("BEGIN; SET LOCAL ROLE visitor; SELECT add(); COMMIT", "role, key");
    assert_eq!(entries, [r#"visitor|{"id": 70}"#]);
    let refused = project.database_error("SET ROLE visitor; SELECT * FROM canai_db_audit.log");
    assert!(refused.contains("permission denied for schema canai_db_audit"), "{refused}");
}

#[test]
fn the_claims_are_those_that_the_project_names() {
    let claims = "audit_claims: { setting: app.account, keep: [\"the id\"] }\n";
    let project = Project::applied("claims", &[("people.yaml", PEOPLE), ("audit.yaml", claims)]);
    let sql = r#"SET app.account = '{"the id": 5, "name": "x"}'; INSERT INTO people VALUES (1)"#;
    assert_eq!(project.entries(sql, "claims"), [r#"{"the id": 5}"#]);
}

#[test]
fn nobody_changes_what_is_recorded() {
    let project = project("append-only");
    project.database.execute("INSERT INTO people VALUES (1), (2), (3)");
    // The superuser and owner, on the log and on its partition.
    for table in ["log", "log_default"] {
        for change in ["UPDATE {} SET role = 'x'", "DELETE FROM {}", "TRUNCATE {}"] {
            let refused = project.database_error(&change.replace("{}", &format!("canai_db_audit.{table}")));
            assert!(refused.contains("the audit log is append-only"), "{change}: {refused}");
        }
    }
    assert_eq!(project.database.query("SELECT count(*) FROM canai_db_audit.log"), ["3"]);
    // Even a role that was let in by mistake sees nothing.
    project.database.execute("GRANT USAGE ON SCHEMA canai_db_audit TO reader; GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA canai_db_audit TO reader");
    assert_eq!(project.database.query("SET ROLE reader; SELECT count(*) FROM canai_db_audit.log"), ["0"]);
    let forged = "SET ROLE reader; INSERT INTO canai_db_audit.log_default (id, logged_at, role, table_schema, table_name, operation)
        VALUES (1, now(), 'x', 'x', 'x', 'delete')";
    assert!(project.database_error(forged).contains("row-level security"));
    // Retention, by whoever owns the log and says so; never an update.
    project
        .database
        .execute("SET canai_db.audit_retention = on; DELETE FROM canai_db_audit.log WHERE key->>'id' = '1'");
    assert_eq!(project.database.query("SELECT count(*) FROM canai_db_audit.log"), ["2"]);
    let refused =
        project.database_error("SET canai_db.audit_retention = on; UPDATE canai_db_audit.log SET role = 'x'");
    assert!(refused.contains("append-only"), "{refused}");
}

#[test]
fn what_cannot_be_recorded_does_not_happen() {
    let project = project("failing");
    project
        .database
        .execute("ALTER TABLE canai_db_audit.log ADD CONSTRAINT never CHECK (operation <> 'insert')");
    assert!(project.database_error("INSERT INTO people VALUES (1)").contains("never"));
    assert_eq!(project.database.query("SELECT count(*) FROM people"), ["0"]);
}

#[test]
fn others_triggers_and_awkward_names_make_no_difference() {
    let table = "\
table: '\"odd \"\"one\"'
columns:
  'r':            { type: integer, primary_key: true }
  'the \"mail\"': { type: text, pii: contact }
  key_columns:    { type: text }
  changed:        { type: text }
triggers:
  zzz_last: { after: update, for_each: row, execute: also }
  first:    { before: insert, for_each: row, execute: fill }
audit: [insert, update]
";
    let functions = "\
functions:
  fill: { returns: trigger, language: plpgsql, body: \"begin new.changed := 'filled'; return new; end\" }
  also: { returns: trigger, language: plpgsql, body: \"begin if new.changed = 'go' then update \\\"odd \\\"\\\"one\\\" set changed = 'gone' where r = new.r; end if; return null; end\" }
";
    let project = Project::applied("names", &[("odd.yaml", table), ("f.yaml", functions)]);
    assert_eq!(
        project.entries(r#"INSERT INTO "odd ""one" VALUES (1, 'x', 'k')"#, "table_name, key, new_values"),
        [
            r#"odd "one|{"r": 1}|{"r": 1, "changed": "filled", "the \"mail\"": "*** contact", "key_columns": "k"}"#
        ]
    );
    let mut entries = project.entries(
        r#"UPDATE "odd ""one" SET changed = 'go'"#,
        "old_values->>'changed', new_values->>'changed'",
    );
    entries.sort();
    assert_eq!(entries, ["filled|go", "go|gone"]);
    // Not asked for.
    assert_eq!(project.entries(r#"DELETE FROM "odd ""one""#, "operation"), Vec::<String>::new());
}

#[test]
fn partitioned_tables_are_seen_whichever_way_a_row_comes() {
    let parts = "\
table: visits
columns:
  id:   { type: integer, not_null: true }
  at:   { type: date, not_null: true }
  page: { type: text }
primary_key: [id, at]
partition_by: { range: at }
audit: [insert, update, delete]
";
    let partition = |name: &str, from: &str, to: &str| {
        format!(
            "table: {name}\ncolumns:\n  id:   {{ type: integer, not_null: true }}\n  at:   {{ type: date, not_null: true }}\n  \
             page: {{ type: text }}\npartition_of: {{ table: visits, from: ['{from}'], to: ['{to}'] }}\n"
        )
    };
    let (old, new) = (
        partition("visits_old", "2025-01-01", "2026-01-01"),
        partition("visits_new", "2026-01-01", "2027-01-01"),
    );
    let project = Project::applied("parts", &[("v.yaml", parts), ("o.yaml", &old), ("n.yaml", &new)]);
    project.database.execute("CREATE TABLE visits_rest PARTITION OF visits DEFAULT");
    let short = "operation, table_name, key->'id', changed";
    assert_eq!(
        project.entries("INSERT INTO visits VALUES (1, '2025-05-05')", short),
        ["insert|visits_old|1|"]
    );
    assert_eq!(
        project.entries("INSERT INTO visits_new VALUES (2, '2026-05-05')", short),
        ["insert|visits_new|2|"]
    );
    assert_eq!(
        project.entries("INSERT INTO visits VALUES (3, '2030-05-05')", short),
        ["insert|visits_rest|3|"]
    );
    assert_eq!(
        project.entries("UPDATE visits SET page = 'x' WHERE id = 1", short),
        ["update|visits_old|1|{page}"]
    );
    // A row that moves goes from one and comes to the other.
    let mut moved = project.entries("UPDATE visits SET at = '2026-06-06' WHERE id = 1", short);
    moved.sort();
    assert_eq!(moved, ["delete|visits_old|1|", "insert|visits_new|1|"]);
    assert_eq!(project.entries("TRUNCATE visits_new", "operation, table_name"), ["truncate|visits_new"]);
}
