//! `init` gives a project that compiles and verifies; `verify` finds what does not fit together.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use crate::harness::canai_db;

/// A project made by `init` and compiled, in a folder of its own.
struct Project {
    root: PathBuf,
}

impl Project {
    fn new(name: &str) -> Self {
        let root = std::env::temp_dir().join(format!("canai-db-verify-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        let project = Self { root };
        let init = canai_db().arg("init").arg(&project.root).output().unwrap();
        assert!(init.status.success(), "{init:?}");
        project.expect(&["compile", "--name", "first"], 0);
        project
    }

    fn run(&self, args: &[&str]) -> Output {
        canai_db().arg("-C").arg(&self.root).args(args).output().unwrap()
    }

    /// Runs a command that ends with this exit code, and returns both its streams.
    fn expect(&self, args: &[&str], code: i32) -> String {
        let output = self.run(args);
        let text =
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(code), "{args:?}: {text}");
        text
    }

    fn migration(&self, ending: &str) -> PathBuf {
        let entries = fs::read_dir(self.root.join("migrations")).unwrap().map(|entry| entry.unwrap().path());
        entries.into_iter().find(|path| path.to_str().unwrap().ends_with(ending)).unwrap()
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}

fn replace(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{from:?} is in {text}");
    fs::write(path, text.replace(from, to)).unwrap();
}

#[test]
fn a_new_project_compiles_and_verifies() {
    let project = Project::new("new");
    let text = project.expect(&["verify"], 0);
    assert!(
        text.contains("replaying 1 migration gives what schema/ says; 1 undone and done again"),
        "{text}"
    );
    assert!(project.expect(&["compile", "--check"], 0).contains("Nothing to compile"));
    // Again: nothing is written over.
    let table = project.root.join("schema/tables/notes.yaml");
    fs::write(&table, "table: notes\ncolumns: { id: { type: bigint } }\n").unwrap();
    project.expect(&["init"], 0);
    assert!(fs::read_to_string(&table).unwrap().starts_with("table: notes\ncolumns"));
}

#[test]
fn a_lost_lock_file_is_told_and_nothing_is_made_twice() {
    let project = Project::new("lost-lock");
    fs::remove_file(project.root.join("migrations/canai-db.lock")).unwrap();
    let before = fs::read_dir(project.root.join("migrations")).unwrap().count();
    let text = project.expect(&["compile"], 1);
    assert!(text.contains("the lock file is gone") && text.contains("git checkout"), "{text}");
    assert_eq!(fs::read_dir(project.root.join("migrations")).unwrap().count(), before);
}

#[test]
fn a_compile_that_is_due_is_told() {
    let project = Project::new("due");
    replace(
        &project.root.join("schema/tables/notes.yaml"),
        "body:       { type: text }",
        "body: { type: jsonb }",
    );
    assert!(project.expect(&["verify"], 2).contains("schema/ is 1 step ahead of migrations/"));
    project.expect(&["compile", "--check"], 2);
    // A hazard stops the compile and names the flag that lets it through.
    let text = project.expect(&["compile"], 1);
    assert!(text.contains("--allow 'TABLE_REWRITE:notes.body'"), "{text}");
    let both = ["--allow", "TABLE_REWRITE:notes.body", "--allow", "CORRECTNESS:notes.body"];
    project.expect(&[&["compile"], both.as_slice()].concat(), 0);
    project.expect(&["verify"], 0);
}

#[test]
fn a_migration_by_hand_that_schema_does_not_know_is_a_difference() {
    let project = Project::new("by-hand");
    let folder = project.root.join("migrations");
    fs::write(folder.join("29990101000000_extra.up.sql"), "CREATE TABLE extra (id int);\n").unwrap();
    fs::write(folder.join("29990101000000_extra.down.sql"), "DROP TABLE extra;\n").unwrap();
    let text = project.expect(&["verify"], 2);
    assert!(text.contains("table public.extra: not expected"), "{text}");
    // What YAML cannot say is none, nor is a view of it that is declared as others'.
    let more = "CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int);\nCREATE VIEW sums AS SELECT total(1) AS n;\n";
    fs::write(folder.join("29990101000000_extra.up.sql"), more).unwrap();
    fs::write(folder.join("29990101000000_extra.down.sql"), "DROP VIEW sums;\nDROP AGGREGATE total(int);\n")
        .unwrap();
    let views = "platform: { views: { sums: { definition: select count(*) as n from notes } } }\n";
    fs::write(project.root.join("schema/sums.yaml"), views).unwrap();
    let text = project.expect(&["verify"], 0);
    let told = "Made by hand, which schema/ cannot say: aggregate public.total(integer), view public.sums.";
    assert!(text.contains(told), "{text}");
}

#[test]
fn a_down_file_that_leaves_something_behind_is_found() {
    let project = Project::new("leftover");
    let folder = project.root.join("migrations");
    // One that does nothing in the end, and whose down file forgets the schema.
    let up = "CREATE SCHEMA IF NOT EXISTS forgotten; DROP SCHEMA forgotten;\n";
    fs::write(folder.join("29990101000000_extra.up.sql"), up).unwrap();
    fs::write(folder.join("29990101000000_extra.down.sql"), "CREATE SCHEMA forgotten;\n").unwrap();
    let text = project.expect(&["verify"], 2);
    assert!(
        text.contains("not undone by 29990101000000_extra.down.sql: schema forgotten: not expected"),
        "{text}"
    );
    assert_eq!(text.matches("schema forgotten").count(), 1, "one file is to blame: {text}");
    assert!(text.contains("The migrations give what schema/ says, but going back"), "{text}");
}

#[test]
fn a_down_file_that_leaves_a_constraint_unproved_is_found() {
    let project = Project::new("unproved");
    let folder = project.root.join("migrations");
    // The same in the end; the way back does not look at the rows.
    let again = "ALTER TABLE notes DROP CONSTRAINT notes_title_check;\nALTER TABLE notes ADD CONSTRAINT notes_title_check CHECK (char_length(title) BETWEEN 1 AND 200)";
    fs::write(folder.join("29990101000000_extra.up.sql"), format!("{again};\n")).unwrap();
    fs::write(folder.join("29990101000000_extra.down.sql"), format!("{again} NOT VALID;\n")).unwrap();
    let text = project.expect(&["verify"], 2);
    assert!(
        text.contains("not undone by 29990101000000_extra.down.sql") && text.contains("not valid"),
        "{text}"
    );
}

/// It comes to its parent empty, and so proved; built from nothing it is there before the check.
#[test]
fn a_new_partition_under_what_is_unproved_is_no_difference() {
    let project = Project::new("unproved_partition");
    let tables = project.root.join("schema/tables");
    let parent = "table: log\ncolumns: { at: { type: date } }\n\
                  checks: { log_recent: { check: at > '2020-01-01', not_valid: true } }\n\
                  primary_key: [at]\npartition_by: { range: [at] }\n";
    fs::write(tables.join("log.yaml"), parent).unwrap();
    let about = "table: about\ncolumns: { at: { type: date } }\n\
                 foreign_keys: { about_at: { columns: [at], references: { table: log, columns: [at] }, not_valid: true } }\n";
    fs::write(tables.join("about.yaml"), about).unwrap();
    project.expect(&["compile", "--name", "log"], 0);
    let part = "table: log_2026\ncolumns: { at: { type: date } }\npartition_of: { table: log, from: ['2026-01-01'], to: ['2027-01-01'] }\n";
    fs::write(tables.join("log_2026.yaml"), part).unwrap();
    project.expect(&["compile", "--name", "log_2026"], 0);
    project.expect(&["verify"], 0);
}

#[test]
fn a_changed_or_missing_file_is_named() {
    let project = Project::new("changed");
    replace(&project.migration(".up.sql"), "CREATE TABLE", "CREATE  TABLE");
    assert!(project.expect(&["verify"], 1).contains("was changed after it was compiled"));
    fs::remove_file(project.migration(".up.sql")).unwrap();
    fs::remove_file(project.migration(".down.sql")).unwrap();
    assert!(project.expect(&["compile"], 1).contains("is missing; restore it"));
}

#[test]
fn completions_and_manual_pages() {
    let project = Project::new("shell");
    for shell in ["bash", "zsh", "fish"] {
        assert!(project.expect(&["completions", shell], 0).contains("canai-db"));
    }
    assert!(project.expect(&["man"], 0).contains(".TH canai-db 1"));
    project.expect(&["man", "--out", project.root.join("man").to_str().unwrap()], 0);
    assert!(project.root.join("man/canai-db-migrate.1").is_file());
}

#[test]
fn what_cannot_be_built_is_told_where_it_is_and_not_in_a_file_that_is_none() {
    let project = Project::new("unbuildable");
    let file = project.root.join("schema/views.yaml");
    fs::write(file, "views:\n  v: { definition: \"select id from notes where nothing(id)\" }\n").unwrap();
    project.expect(&["compile", "--name", "view"], 0);
    let text = project.expect(&["verify"], 1);
    for part in ["change the YAML", "function nothing(bigint) does not exist", "SQLSTATE: 42883"] {
        assert!(text.contains(part), "no {part}: {text}");
    }
    assert!(!text.contains("wanted.up.sql") && !text.contains("canai-db migrate"), "{text}");
}

#[test]
fn a_key_on_an_existing_table_goes_back_one_step_at_a_time() {
    let project = Project::new("key");
    let table = project.root.join("schema/tables/notes.yaml");
    let text = fs::read_to_string(&table).unwrap();
    fs::write(&table, format!("{text}unique: {{ notes_once: [state, title] }}\n")).unwrap();
    project.expect(&["compile", "--name", "once"], 0);
    let text = project.expect(&["verify"], 0);
    assert!(text.contains("3 undone and done again"), "{text}");
}

#[test]
fn only_files_are_read_and_none_is_passed_over() {
    let project = Project::new("files");
    let upper = project.root.join("schema/LOUD.YAML");
    fs::write(&upper, "tabel: x\n").unwrap();
    assert!(project.expect(&["compile"], 1).contains("schema/LOUD.YAML:1"));
    fs::remove_file(&upper).unwrap();
    let pipe = project.root.join("schema/pipe.yaml");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    assert!(project.expect(&["compile"], 1).contains("is no file that could be read to its end"));
}

#[test]
fn an_ignore_file_of_ones_own_is_kept_and_told_what_it_lacks() {
    let root = std::env::temp_dir().join(format!("canai-db-verify-{}-ignored", std::process::id()));
    fs::create_dir_all(&root).unwrap();
    fs::write(root.join(".gitignore"), "target\n.canai-db\n").unwrap();
    let project = Project { root };
    let text = project.expect(&["init"], 0);
    assert!(text.contains("was there already; add `.env` to it"), "{text}");
    assert!(!text.contains("add `/.canai-db/`"), "{text}");
}

#[test]
fn what_cannot_be_done_is_told_where_it_is_asked_for() {
    let project = Project::new("impossible");
    let table = project.root.join("schema/tables/notes.yaml");
    let text = fs::read_to_string(&table).unwrap();
    let (title, body) = (text.find("  title:").unwrap(), text.find("  body:").unwrap());
    let state = text.find("  state:").unwrap();
    // It would be built anew, but its owner must see every row for that.
    let moved = [&text[..title], &text[body..state], &text[title..body], &text[state..]].concat();
    let moved = moved.replace("row_security: enabled\n", "") + "row_security: forced\n";
    fs::write(&table, moved).unwrap();
    let shown = project.expect(&["compile"], 1);
    assert!(shown.contains("schema/tables/notes.yaml:6:3") && shown.contains("= help:"), "{shown}");
    let json = String::from_utf8(project.run(&["compile", "--format", "json"]).stdout).unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((json[0]["code"].as_str(), json[0]["line"].as_u64()), (Some("impossible"), Some(6)), "{json}");
}
