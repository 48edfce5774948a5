//! `canai-db plan --access`: a change of policies in rows of seeds/, gained and lost.

use std::fs;

use serde_json::{Value, json};

use super::{Folder, server};
use crate::harness::canai_db;

const NOTES: &str = "
table: notes
columns:
  id:      { type: integer, primary_key: true }
  user_id: { type: integer, references: { table: people, column: id } }
  shared:  { type: boolean, not_null: true, default: false }
row_security: enabled
policies:
  own: { for: all, to: [reader_of_rows], using: user_id = current_setting('app.me')::integer }
grants: { reader_of_rows: [select, update] }
";

fn project() -> Folder {
    let folder = Folder::new(&[
        ("schema/roles.yaml", "roles: { reader_of_rows: {} }\n".to_owned()),
        ("schema/tables/people.yaml", "table: people\ncolumns: { id: { type: integer, primary_key: true } }\n".to_owned()),
        ("schema/tables/notes.yaml", NOTES.to_owned()),
        ("seeds/demo/people.yaml", "table: people\nkey: [id]\nrows:\n  - { id: 1 }\n  - { id: 2 }\n".to_owned()),
        (
            "seeds/demo/notes.yaml",
            "table: notes\nkey: [id]\nrows:\n  - { id: 1, user_id: 1 }\n  - { id: 2, user_id: 2, shared: true }\n  - { id: 3, user_id: 2 }\n  - { id: 4 }\n".to_owned(),
        ),
    ]);
    let compiled = canai_db().arg("-C").arg(&folder.0).args(["compile", "--name", "first"]).output().unwrap();
    assert!(compiled.status.success(), "{}", String::from_utf8_lossy(&compiled.stderr));
    folder
}

/// What is said of a change of the table's file.
fn effects(before: &str, after: &str) -> Value {
    assert_eq!(NOTES.matches(before).count(), 1);
    let folder = project();
    fs::write(folder.0.join("schema/tables/notes.yaml"), NOTES.replace(before, after)).unwrap();
    let shadow = server().url("postgres");
    let words = ["plan", "--access", "--format", "json", "--shadow-url", &shadow];
    let output = canai_db().arg("-C").arg(&folder.0).args(words).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let plan: Value = serde_json::from_slice(&output.stdout).unwrap();
    plan["access"].clone()
}

#[test]
fn rows_are_gained_and_lost() {
    let effect = |command: &str, before: u32, after: u32, gained: u32, lost: u32| {
        json!({
            "table": "notes", "role": "reader_of_rows", "command": command,
            "before": before, "after": after, "gained": gained, "lost": lost,
        })
    };
    // Each of two persons has its own: 1 and 2 rows. The shared one belongs to the second.
    assert_eq!(
        effects("policies:\n", "policies:\n  shared: { for: select, to: [reader_of_rows], using: shared }\n"),
        json!([effect("select", 3, 4, 1, 0)])
    );
    // What each sees instead of what it saw, though the number is much the same.
    assert_eq!(
        effects(
            "using: user_id = current_setting('app.me')::integer",
            "using: \"user_id <> current_setting('app.me')::integer\""
        ),
        json!([effect("select", 3, 3, 3, 3), effect("update", 3, 3, 3, 3)])
    );
    assert_eq!(
        effects("[select, update]", "[select, delete]"),
        json!([effect("update", 3, 0, 0, 3), effect("delete", 0, 3, 3, 0)])
    );
    // Another change is none of access.
    assert_eq!(effects("default: false", "default: true"), json!([]));
}
