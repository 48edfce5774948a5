//! The formats of `access test`, on a table that does otherwise than it declares.

use std::fs;

use serde_json::Value;

use super::Folder;

fn project() -> Folder {
    Folder::new(&[
        ("schema/roles.yaml", "roles:\n  reader_of_notes: {}\n".to_owned()),
        (
            "schema/tables/notes.yaml",
            "table: notes
columns: { id: { type: integer, primary_key: true }, text: { type: text } }
grants: { reader_of_notes: [select, delete] }
access: { reader_of_notes: { select: all, insert: { columns: [text] } } }
"
            .to_owned(),
        ),
        // Nobody reaches it but its owner.
        ("schema/tables/closed.yaml", "table: closed\ncolumns: { id: { type: integer } }\n".to_owned()),
        (
            "schema/tables/silent.yaml",
            "table: silent\ncolumns: { id: { type: integer } }\ngrants: { reader_of_notes: [select] }\n"
                .to_owned(),
        ),
    ])
}

fn out(words: &[&str]) -> String {
    let output = project().test(words);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn for_a_person() {
    let text = out(&[]);
    assert!(text.contains("not so  notes: reader_of_notes may not delete rows; it is allowed\n"), "{text}");
    assert!(
        text.contains("not so  notes: reader_of_notes may insert rows; denied: permission denied"),
        "{text}"
    );
    assert!(text.contains("otherwise than declared."), "{text}");
    let undeclared = "not declared  silent: no `access` is declared, and reader_of_notes may select\n";
    assert!(text.contains(undeclared) && text.contains("Of 1 table nothing is declared."), "{text}");
    assert!(!text.contains("closed"), "{text}");
}

/// What is not declared is refused: a table that says nothing while somebody reaches it proves nothing.
#[test]
fn a_table_that_declares_nothing_is_no_success() {
    let table = |name: &str, access: &str| {
        let text = format!(
            "table: {name}\ncolumns: {{ id: {{ type: integer, primary_key: true }} }}\ngrants: {{ reader_of_notes: [select] }}\n{access}"
        );
        (format!("schema/tables/{name}.yaml"), text)
    };
    let access = "access: { reader_of_notes: { select: all } }\n";
    let files = [
        ("schema/roles.yaml".to_owned(), "roles: { reader_of_notes: {} }\n".to_owned()),
        table("said", access),
        table("silent", ""),
    ];
    let files = files.each_ref().map(|(name, text)| (name.as_str(), text.clone()));
    let folder = Folder::new(&files);
    let code = |words: &[&str]| folder.test(words).status.code();
    assert_eq!(code(&[]), Some(2));
    assert_eq!(code(&["said"]), Some(0), "who names tables asks for no more");
    fs::write(folder.0.join("schema/tables/silent.yaml"), table("silent", access).1).unwrap();
    assert_eq!(code(&[]), Some(0));
}

#[test]
fn for_machines() {
    let json: Value = serde_json::from_str(&out(&["--format", "json"])).unwrap();
    let results = json["results"].as_array().unwrap();
    assert_eq!(json["probes"], results.len());
    let delete = results.iter().find(|it| it["command"] == "delete").unwrap();
    assert_eq!((&delete["expected"], &delete["outcome"]), (&"refused".into(), &"allowed".into()));

    let tap = out(&["--format", "tap"]);
    assert_eq!(json["undeclared"][0]["table"], "silent");
    let all = results.len() + 1;
    assert!(tap.starts_with(&format!("TAP version 13\n1..{all}\n")), "{tap}");
    let lines = tap.lines().filter(|it| it.starts_with("ok ") || it.starts_with("not ok ")).count();
    assert_eq!(lines, all);
    assert!(
        tap.contains(
            " - notes: reader_of_notes may not delete rows\n  ---\n  expected: refused\n  outcome: allowed\n"
        ),
        "{tap}"
    );

    let junit = out(&["--format", "junit"]);
    assert!(junit.starts_with("<?xml") && junit.contains(&format!("tests=\"{all}\"")), "{junit}");
    assert!(junit.contains("<testcase classname=\"notes.reader_of_notes\" name=\"reader_of_notes may not delete rows\">\n      <failure type=\"allowed\""), "{junit}");
    assert!(
        junit.contains("<testcase classname=\"silent\" name=\"access is declared\">\n      <failure"),
        "{junit}"
    );
}

#[test]
fn nothing_to_try_is_told() {
    let folder =
        Folder::new(&[("schema/t.yaml", "table: t\ncolumns: { id: { type: integer } }\n".to_owned())]);
    let output = folder.test(&[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("no table declares `access`"));
}
