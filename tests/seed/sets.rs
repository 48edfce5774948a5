//! Sets as a whole, and their files of SQL.

use super::Project;

#[test]
fn what_files_of_sql_changed_is_told() {
    let project = Project::new("create table x (a int); create table t (a int primary key)");
    project.file("z.sql", "insert into x values (1), (2);\nupdate x set a = a;\n");
    let first = project.seed(&[]);
    assert_eq!(first, "Ran seeds/s/z.sql: 4 rows changed\n4 rows changed.\n");
    project.file("t.yaml", "table: t\nrows: [{ a: 1 }]\n");
    project.seed(&[]);
    let again = project.seed(&[]);
    assert!(again.ends_with("Ran seeds/s/z.sql: 8 rows changed\n8 rows changed.\n"), "{again}");
    assert_eq!(project.query("select count(*) from x"), ["6"]);
    let dry: serde_json::Value =
        serde_json::from_str(&project.seed(&["--dry-run", "--format", "json"])).unwrap();
    assert_eq!(
        dry["scripts"],
        serde_json::json!([{ "set": "s", "script": "seeds/s/z.sql", "rows": 10, "untold": 0 }])
    );
    // A SELECT may call anything.
    project.file("z.sql", "select count(*) from x;\n");
    let untold = project.seed(&[]);
    assert!(
        untold.ends_with(
            "Ran seeds/s/z.sql: 0 rows changed; 1 statement does not say what it changed\n0 rows changed.\n"
        ),
        "{untold}"
    );
    project.file("z.sql", "insert into x select 1 where false;\n");
    assert!(project.seed(&[]).ends_with("0 rows changed: everything is there already.\n"));
}
