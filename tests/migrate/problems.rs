//! What stops a run before it begins, and SQL that fails.

use super::Project;

#[test]
fn every_problem_is_told_at_once_and_nothing_is_changed() {
    let project = Project::new(&[("1_a.up.sql", "CREATE TABLE a ();"), ("3_b.up.sql", "CREATE TABLE b ();")]);
    project.ok("migrate");
    let before = project.fingerprint();
    project.write("1_a.up.sql", "CREATE TABLE a (); -- edited\n");
    project.remove("3_b.up.sql");
    project.write("5_c.up.sql", "CREATE TABLE c ();\nCOMMIT;\n");
    project.write("7_d.up.sql", "-- no-transaction\nVACUUM;\nVACUUM;\n");
    project.write("9_e.up.sql", "CREATE INDEX CONCURRENTLY i ON a (x);\n");
    project.write("11_f.up.sql", "CREATE TABLE f ();\r\n");
    project.write("13_g.up.sql", "CREATE TABLE g ();\n");
    let run = project.fails("migrate", 1);
    for expected in [
        "6 problems",
        "1_a.up.sql: was changed after it had been applied; restore",
        "version 3 (b) is applied in the database, but its file is missing",
        "5_c.up.sql:2: `COMMIT` would end the transaction",
        "7_d.up.sql: holds 2 statements",
        "9_e.up.sql: needs `-- no-transaction`",
        "11_f.up.sql: has Windows line endings",
        "nothing was changed",
    ] {
        assert!(run.err.contains(expected), "{expected}\n{}", run.err);
    }
    assert_eq!(project.fingerprint(), before);
}

#[test]
fn a_line_ending_flip_is_named_as_such() {
    let project = Project::new(&[("1_a.up.sql", "CREATE TABLE a\n();\n")]);
    project.ok("migrate");
    project.write("1_a.up.sql", "CREATE TABLE a\r\n();\r\n");
    let run = project.fails("migrate", 1);
    assert!(run.err.contains("only its line endings differ"), "{run:?}");
}

#[test]
fn a_dirty_row_stops_every_command_that_writes() {
    let project = Project::new(&[("1_a.up.sql", "CREATE TABLE a ();"), ("1_a.down.sql", "DROP TABLE a;")]);
    project.ok("migrate");
    project.execute("UPDATE _sqlx_migrations SET success = false");
    for command in ["migrate", "migrate --dry-run", "revert", "baseline --latest"] {
        let run = project.fails(command, 1);
        assert!(run.err.contains("version 1 (a) is marked as failed in _sqlx_migrations"), "{run:?}");
    }
    project.ok("status");
}

#[test]
fn the_whole_folder_must_be_readable() {
    let project = Project::new(&[
        ("V9__x.sql", ""),
        ("foo_bar.sql", ""),
        ("1_bom.up.sql", "\u{feff}SELECT 1;"),
        ("4_nul.up.sql", "SELECT 1;\nSELECT 'a\0b';"),
        ("2_orphan.down.sql", ""),
        ("README.md", "not a migration"),
        ("foo.sql", "ignored"),
    ]);
    std::fs::write(project.migrations().join("3_latin.up.sql"), b"-- caf\xe9\n").unwrap();
    std::os::unix::fs::symlink("nowhere", project.migrations().join("link")).unwrap();
    let run = project.fails("migrate", 1);
    for expected in [
        "V9__x.sql: the name must start with a version number; rename it to 9_x.up.sql",
        "foo_bar.sql: the name must start with a version number; rename it to YYYYMMDDHHMMSS_foo_bar.up.sql",
        "1_bom.up.sql: starts with a byte order mark",
        "4_nul.up.sql:2: holds a NUL character",
        "3_latin.up.sql: is not UTF-8 (byte 7",
        "link: is a link to nothing",
        "2_orphan.down.sql: there is no up file for version 2",
    ] {
        assert!(run.err.contains(expected), "{expected}\n{}", run.err);
    }
    assert!(!run.err.contains("README.md") && !run.err.contains(" foo.sql"), "{run:?}");
}

#[test]
fn a_missing_folder_is_told_with_its_place() {
    let project = Project::new(&[]);
    std::fs::remove_dir(project.migrations()).unwrap();
    let run = project.fails("migrate", 1);
    assert!(run.err.contains("holds no canai-db project"), "{run:?}");
}

#[test]
fn failing_sql_is_rolled_back_and_what_is_before_it_stays() {
    let project = Project::new(&[
        ("1_a.up.sql", "CREATE TABLE a (id int);"),
        (
            "3_b.up.sql",
            "CREATE TABLE b (id int);\nINSERT INTO b VALUES (1);\nALTER TABLE nowhere ADD x int;\n",
        ),
        ("5_c.up.sql", "CREATE TABLE c (id int);"),
    ]);
    let run = project.fails("migrate", 1);
    assert_eq!(run.applied(), ["1_a.up.sql"]);
    assert_eq!(
        run.err,
        "error: 3_b.up.sql failed and was rolled back; the one before it stays applied\n\
         fix the file and run `canai-db migrate` again\n  \
           caused by: relation \"nowhere\" does not exist\n \
         --> migrations/3_b.up.sql:3:1\n  \
           |\n\
         3 | ALTER TABLE nowhere ADD x int;\n  \
           | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ this statement failed\n  \
           |\n  \
           = SQLSTATE: 42P01 undefined_table\n"
    );
    assert_eq!(project.ledger(), ["1"]);
    assert_eq!(project.query("SELECT to_regclass('b') IS NULL"), ["t"]);
    project.write("3_b.up.sql", "CREATE TABLE b (id int);\n");
    assert_eq!(project.ok("migrate").applied(), ["3_b.up.sql", "5_c.up.sql"]);
}

#[test]
fn a_constraint_that_fails_at_commit_is_a_failure_of_the_file() {
    let project = Project::new(&[
        ("1_a.up.sql", "CREATE TABLE a (id int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED);"),
        ("3_b.up.sql", "INSERT INTO a VALUES (1), (1);"),
    ]);
    let run = project.fails("migrate", 1);
    assert!(run.err.contains("3_b.up.sql failed and was rolled back"), "{run:?}");
    assert_eq!(project.ledger(), ["1"]);
}

#[test]
fn a_commit_that_the_parser_did_not_get_to_is_noticed_by_the_run() {
    // The parser does not know SET NAMES, and PostgreSQL does.
    let project = Project::new(&[(
        "1_a.up.sql",
        "CREATE TABLE a ();\nSET NAMES 'utf8';\nCOMMIT;\nCREATE TABLE b ();\n",
    )]);
    let run = project.fails("migrate", 1);
    for expected in [
        "1_a.up.sql failed; what it did before it ended its transaction stays, unrecorded",
        "the file ended the transaction it ran in; remove its COMMIT or ROLLBACK",
    ] {
        assert!(run.err.contains(expected), "{expected}\n{}", run.err);
    }
    assert_eq!(project.ledger(), Vec::<String>::new());
}

#[test]
fn what_a_file_committed_itself_is_not_called_rolled_back() {
    let project =
        Project::new(&[("1_a.up.sql", "CREATE TABLE a ();\nSET NAMES 'utf8';\nCOMMIT;\nSELECT 1/0;\n")]);
    let run = project.fails("migrate", 1);
    assert!(run.err.contains("undo that by hand, then run `canai-db migrate` again"), "{run:?}");
    assert!(run.err.contains("division by zero"), "{run:?}");
    assert_eq!(project.query("SELECT to_regclass('a') IS NOT NULL"), ["t"]);
}

#[test]
fn a_row_that_another_tool_wrote_meanwhile_is_told_as_such() {
    let project = Project::new(&[(
        "1_a.up.sql",
        "INSERT INTO _sqlx_migrations VALUES (1, 'a', now(), true, '', -1); CREATE TABLE a ();",
    )]);
    let run = project.fails("migrate", 1);
    assert!(run.err.contains("another tool, such as sqlx-cli, applied it meanwhile"), "{run:?}");
    assert_eq!(project.ledger(), Vec::<String>::new());
}
