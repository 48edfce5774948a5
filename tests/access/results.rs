//! The formats of `access test`, on a table that does otherwise than it declares.

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
        ("schema/tables/silent.yaml", "table: silent\ncolumns: { id: { type: integer } }\n".to_owned()),
    ])
}

fn out(words: &[&str]) -> String {
    let output = project().test(words);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("No `access` is declared, and nothing tried, on silent."), "{said}");
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
}

#[test]
fn for_machines() {
    let json: Value = serde_json::from_str(&out(&["--format", "json"])).unwrap();
    let results = json["results"].as_array().unwrap();
    assert_eq!(json["probes"], results.len());
    let delete = results.iter().find(|it| it["command"] == "delete").unwrap();
    assert_eq!((&delete["expected"], &delete["outcome"]), (&"refused".into(), &"allowed".into()));

    let tap = out(&["--format", "tap"]);
    assert!(tap.starts_with(&format!("TAP version 13\n1..{}\n", results.len())), "{tap}");
    let lines = tap.lines().filter(|it| it.starts_with("ok ") || it.starts_with("not ok ")).count();
    assert_eq!(lines, results.len());
    assert!(
        tap.contains(
            " - notes: reader_of_notes may not delete rows\n  ---\n  expected: refused\n  outcome: allowed\n"
        ),
        "{tap}"
    );

    let junit = out(&["--format", "junit"]);
    assert!(junit.starts_with("<?xml") && junit.contains(&format!("tests=\"{}\"", results.len())), "{junit}");
    assert!(junit.contains("<testcase classname=\"notes.reader_of_notes\" name=\"reader_of_notes may not delete rows\">\n      <failure type=\"allowed\""), "{junit}");
}

#[test]
fn nothing_to_try_is_told() {
    let folder =
        Folder::new(&[("schema/t.yaml", "table: t\ncolumns: { id: { type: integer } }\n".to_owned())]);
    let output = folder.test(&[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("no table declares `access`"));
}
