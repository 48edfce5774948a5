//! What the reader says about broken schema files: each folder of `tests/cases/diagnostics` holds
//! files and, in `expected.txt`, everything that is said about them. `UPDATE_EXPECT=1` writes the
//! expected texts anew; the git diff is the review.

use std::path::{Path, PathBuf};

use canai_db::diagnostic::{Source, to_text};

use crate::harness::canai_db;

#[test]
fn mistakes_of_the_schema_and_of_jobs_are_shown_together() {
    let folder = std::env::temp_dir().join(format!("canai-db-mistakes-{}", std::process::id()));
    let write = |path: &str, text: &str| {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("schema/t.yaml", "table: t\ncolumns:\n  id: { type: uuid, primry_key: true }\n");
    write("jobs/j.yaml", "job: j\nkind: purge\nby: at\nolder_than: 1 moon\ntables: { t: {} }\n");
    let output = canai_db().current_dir(&folder).arg("compile").output().unwrap();
    let shown = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{shown}");
    for part in ["unknown key `primry_key`", "schema/t.yaml:3", "jobs/j.yaml:4", "2 mistakes found"] {
        assert!(shown.contains(part), "no {part}: {shown}");
    }
    assert!(!shown.contains("unknown column"), "the table is not read yet: {shown}");
    assert!(!folder.join("migrations").exists());
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn every_mistake_is_shown() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/diagnostics");
    let mut failures = Vec::new();
    let cases = sorted(&root);
    assert!(!cases.is_empty(), "no cases in {}", root.display());
    for case in cases {
        let found = said_about(&case);
        let expected_file = case.join("expected.txt");
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            std::fs::write(&expected_file, &found).unwrap();
            continue;
        }
        let expected = std::fs::read_to_string(&expected_file).unwrap_or_default();
        if found != expected {
            failures.push(format!("{}\n--- expected\n{expected}\n--- found\n{found}", case.display()));
        }
    }
    assert!(failures.is_empty(), "UPDATE_EXPECT=1 rewrites them:\n{}", failures.join("\n"));
}

/// The diagnostics of one case as a terminal shows them.
fn said_about(case: &Path) -> String {
    let files = sorted(case).into_iter().filter(|path| path.extension().is_some_and(|it| it == "yaml"));
    let sources: Vec<Source> = files
        .map(|path| Source {
            path: PathBuf::from(path.file_name().unwrap()),
            text: std::fs::read_to_string(&path).unwrap(),
        })
        .collect();
    let (_, diagnostics) = canai_db::yaml::read(&sources);
    to_text(&diagnostics, &sources, false)
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}
