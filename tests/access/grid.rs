//! The grid: each folder of `tests/cases/access` is a schema, and `expected.md` what is derived from it.
//! `UPDATE_EXPECT=1` writes that anew; the git diff is the review.

use std::fs;
use std::path::{Path, PathBuf};

use super::Folder;

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn project(case: &Path) -> Folder {
    let files = sorted(case).into_iter().filter(|path| path.extension().is_some_and(|it| it == "yaml"));
    let files: Vec<(String, String)> = files
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap();
            (format!("schema/{name}"), fs::read_to_string(&path).unwrap())
        })
        .collect();
    Folder::new(&files.iter().map(|(name, text)| (name.as_str(), text.clone())).collect::<Vec<_>>())
}

#[test]
fn every_case_is_derived() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/access");
    let mut failures = Vec::new();
    let cases = sorted(&root);
    assert!(cases.len() > 5);
    for case in cases {
        let output = project(&case).run(&["--format", "markdown"]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{}: {said}", case.display());
        let found = String::from_utf8(output.stdout).unwrap();
        let expected_file = case.join("expected.md");
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(&expected_file, &found).unwrap();
            continue;
        }
        let expected = fs::read_to_string(&expected_file).unwrap_or_default();
        if found != expected {
            failures.push(format!("{}\n--- expected\n{expected}\n--- found\n{found}", case.display()));
        }
    }
    assert!(failures.is_empty(), "UPDATE_EXPECT=1 rewrites them:\n{}", failures.join("\n"));
}

#[test]
fn tables_and_roles_are_chosen() {
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/access/memberships");
    let project = project(&case);
    let output = project.run(&["t", "--role", "clerk", "--role", "robot", "--format", "json"]);
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found["tables"].as_array().unwrap().len(), 1);
    let roles = found["tables"][0]["roles"].as_array().unwrap();
    let names: Vec<&str> = roles.iter().map(|it| it["role"].as_str().unwrap()).collect();
    assert_eq!(names, ["clerk", "robot"]);
    assert_eq!(roles[0]["commands"]["update"]["rows"]["all"], "all");
    assert_eq!(roles[1]["commands"]["update"]["rows"]["all"], "denied");
    for (words, said) in [
        (&["tt"][..], "unknown table `tt`; did you mean `t`?"),
        (&["--role", "klerk"][..], "unknown role `klerk`; did you mean `clerk`?"),
    ] {
        let output = project.run(words);
        assert_eq!(output.status.code(), Some(64), "{words:?}");
        let shown = String::from_utf8(output.stderr).unwrap();
        assert!(shown.contains(said), "{shown}");
    }
}

#[test]
fn each_format_says_the_same() {
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/access/open_conditions");
    let project = project(&case);
    for format in ["table", "markdown", "html"] {
        let output = project.run(&["--format", format]);
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains("state = ") && text.contains("authenticated"), "{format}: {text}");
        assert!(format != "html" || text.starts_with("<!DOCTYPE html>") && !text.contains("src="), "{text}");
    }
}
