//! The same folder with the real sqlx-cli, and copies of its files with the real `refinery_cli`.

use std::process::Command;

use super::{Project, Run, tool};

const SQLX: &str =
    "cargo install sqlx-cli --version 0.9.0 --locked --no-default-features --features rustls,postgres";
const REFINERY: &str =
    "cargo install refinery_cli --version 0.10.0 --locked --no-default-features --features postgresql";

const FILES: [(&str, &str); 6] = [
    ("1_users.up.sql", "CREATE TABLE users (id int PRIMARY KEY, mail text, \"naïve\" text DEFAULT 'ö');\n"),
    ("1_users.down.sql", "DROP TABLE users;\n"),
    (
        "3_users_mail.up.sql",
        "-- no-transaction\nCREATE INDEX CONCURRENTLY users_mail ON users (lower(mail));\n",
    ),
    ("3_users_mail.down.sql", "-- no-transaction\nDROP INDEX CONCURRENTLY users_mail;\n"),
    ("20260101000000_posts.up.sql", "CREATE TABLE posts (\n    author int REFERENCES users\n);\n"),
    ("20260101000000_posts.down.sql", "DROP TABLE posts;\n"),
];

fn sqlx(project: &Project, arguments: &str) -> Run {
    let mut command = Command::new(tool("SQLX_BIN", "sqlx", SQLX));
    command.args(arguments.split_whitespace()).current_dir(&project.folder);
    Run::of(&command.env("DATABASE_URL", &project.database.url).env("NO_COLOR", "1").output().unwrap())
}

fn sqlx_ok(project: &Project, arguments: &str) -> String {
    let run = sqlx(project, arguments);
    assert_eq!(run.code, Some(0), "sqlx {arguments}: {run:?}");
    run.out
}

#[test]
fn what_canai_db_applied_is_installed_for_sqlx() {
    let project = Project::new(&FILES);
    project.ok("migrate");
    let before = project.fingerprint();
    let info = sqlx_ok(&project, "migrate info");
    assert_eq!(info, "1/installed users\n3/installed users mail\n20260101000000/installed posts\n");
    assert_eq!(sqlx_ok(&project, "migrate run"), "");
    assert_eq!(project.fingerprint(), before);
}

#[test]
fn what_sqlx_applied_is_in_place_for_canai_db() {
    let project = Project::new(&FILES);
    sqlx_ok(&project, "migrate run");
    assert_eq!(project.ok("migrate").out, "Nothing to apply: 3 migrations are in place.\n");
    let ours = Project::new(&FILES);
    ours.ok("migrate");
    assert_eq!(project.fingerprint(), ours.fingerprint());
}

#[test]
fn the_two_take_turns() {
    let (ours_first, sqlx_first) = (Project::new(&FILES), Project::new(&FILES));
    ours_first.ok("migrate --to 1");
    sqlx_ok(&ours_first, "migrate run");
    sqlx_ok(&sqlx_first, "migrate run --target-version 3");
    assert_eq!(sqlx_first.ok("migrate").applied(), ["20260101000000_posts.up.sql"]);
    assert_eq!(ours_first.fingerprint(), sqlx_first.fingerprint());
}

#[test]
fn a_revert_by_either_is_understood_by_the_other() {
    let project = Project::new(&FILES);
    project.ok("migrate");
    sqlx_ok(&project, "migrate revert");
    assert_eq!(project.ledger(), ["1", "3"]);
    project.ok("revert");
    assert!(sqlx_ok(&project, "migrate info").contains("3/pending users mail"));
    sqlx_ok(&project, "migrate run");
    project.ok("revert --to 0");
    assert_eq!(project.ledger(), Vec::<String>::new());
    project.ok("migrate");
    sqlx_ok(&project, "migrate revert --target-version 0");
    assert_eq!(project.ok("migrate").applied().len(), 3);
}

#[test]
fn both_refuse_the_same_folders_and_rows() {
    let project = Project::new(&FILES);
    project.ok("migrate");
    project.execute("UPDATE _sqlx_migrations SET success = false WHERE version = 3");
    assert_ne!(sqlx(&project, "migrate run").code, Some(0));
    project.fails("migrate", 1);
    project.execute("UPDATE _sqlx_migrations SET success = true");
    for bad in ["V9__x.sql", "foo_bar.sql", ".9_dot.sql"] {
        project.write(bad, "");
        assert_ne!(sqlx(&project, "migrate run").code, Some(0), "{bad}");
        project.fails("migrate", 1);
        project.remove(bad);
    }
    for ignored in ["README.md", "foo.sql", "5_x.sql~", "5_x.SQL"] {
        project.write(ignored, "SELECT 1/0;");
    }
    sqlx_ok(&project, "migrate run");
    project.ok("migrate");
}

#[test]
fn refinery_makes_the_same_and_a_baseline_takes_over() {
    // refinery knows no way to run outside a transaction, so its folder has none of those files.
    let files = [
        ("1_users.up.sql", "CREATE TABLE users (id int PRIMARY KEY, mail text);\n"),
        ("3_users_mail.up.sql", "CREATE INDEX users_mail ON users (lower(mail));\n"),
        ("5_posts.up.sql", "CREATE TABLE posts (author int REFERENCES users);\n"),
    ];
    let project = Project::new(&files);
    let copies = project.folder.join("for-refinery");
    std::fs::create_dir(&copies).unwrap();
    for (name, text) in files {
        let name = name.replacen('_', "__", 1).replace(".up.sql", ".sql");
        std::fs::write(copies.join(format!("U{name}")), text).unwrap();
    }
    // refinery's URLs know a socket only as a host name.
    let host = project.database.url.split("host=").nth(1).unwrap().split('&').next().unwrap();
    let host = host.replace('/', "%2F");
    let port = project.database.config.get_ports()[0];
    let url = format!("postgres://postgres@{host}:{port}/{}", project.database.name);
    let refinery = Command::new(tool("REFINERY_BIN", "refinery", REFINERY))
        .args(["migrate", "-e", "REFINERY_URL", "-p", "for-refinery"])
        .current_dir(&project.folder)
        .env("REFINERY_URL", url)
        .output()
        .unwrap();
    assert!(refinery.status.success(), "{:?}", Run::of(&refinery));

    let run = project.fails("migrate", 1);
    assert!(run.err.contains("refinery_schema_history names 3 migrations up to version 5"), "{run:?}");
    assert!(run.err.contains("canai-db baseline 5"), "{run:?}");
    assert_eq!(project.query("SELECT to_regclass('_sqlx_migrations') IS NULL"), ["t"]);
    project.ok("baseline 5");
    assert_eq!(project.ok("migrate").out, "Nothing to apply: 3 migrations are in place.\n");

    project.execute("DROP TABLE refinery_schema_history");
    let ours = Project::new(&files);
    ours.ok("migrate");
    assert_eq!(project.fingerprint(), ours.fingerprint());
}
