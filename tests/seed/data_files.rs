//! Data files of a set: rows that are none, times relative to the moment of loading, and what is told.

use canai_db::model::QualifiedName;
use canai_db::seed::{self, Ending, Wanted, folder};
use time::macros::datetime;

use super::{Project, gzipped, told};
use crate::harness::block_on;

#[test]
fn every_row_that_is_none_in_every_file() {
    let project = Project::new(
        "create table a (x int primary key, y text); create table b (x int primary key, y text);
         create table c (x int primary key, y text); create table d (x int primary key, y text)",
    );
    project
        .file("a.csv", b"x,y\n1,one\n2\n3,th\xffree\n4,\"fo\nur\",5\n\n6,s\0x\n")
        .file("b.csv", "x,y\n1,one\n2,\"open\n3,three\n")
        .file("c.jsonl", b"\xef\xbb\xbf{\"x\": 1}\n{\"x\": 2,}\n[3]\n{\"x\": 4, \"y\": \"\xff\"}\n{\"x\": 5, \"x\": 6}\n{\"x\": 7, \"y\": \"\\ud800\"}\n{\"x\": 8, \"y\": \"a\\u0000\"}\n")
        .file("d.csv.gz", gzipped("x,z\n1,one\n"));
    let nul = "here is a NUL character, which PostgreSQL does not store";
    assert_eq!(
        told(&project.fails(&[])),
        [
            "seeds/s/a.csv:3:1 the row has 1 field, the header 2 fields",
            "seeds/s/a.csv:4:3 this is no UTF-8",
            "seeds/s/a.csv:5:1 the row has 3 fields, the header 2 fields",
            "seeds/s/a.csv:7:1 the row has 1 field, the header 2 fields",
            &format!("seeds/s/a.csv:8:3 {nul}"),
            "seeds/s/b.csv:3:3 the quote that begins here does not end",
            "seeds/s/c.jsonl:2:9 this is not one JSON object: trailing comma",
            "seeds/s/c.jsonl:3:1 this is not one JSON object: invalid type: sequence, expected an object",
            "seeds/s/c.jsonl:4:16 this is no UTF-8",
            "seeds/s/c.jsonl:5:16 this is not one JSON object: `x` stands there twice",
            "seeds/s/c.jsonl:6:10 this is no text: unexpected end of hex escape",
            &format!("seeds/s/c.jsonl:7:10 {nul}"),
            "seeds/s/d.csv.gz:1:3 unknown column `z`",
        ]
    );
    assert_eq!(project.query("select count(*) from a"), ["0"]);
}

#[test]
fn unknown_columns_are_shown_where_they_are_named() {
    let project = Project::new(
        "create table c (a int primary key, g int generated always as (a) stored); create table j (a int primary key)",
    );
    project.file("c.csv", "a,g,a,\"b, c\"\n1,2,3,4\n").file("j.jsonl", "{\"a\": 1}\n{\"a\": 2, \"bb\": 3}\n");
    let said = project.fails(&[]);
    assert_eq!(
        told(&said),
        [
            "seeds/s/c.csv:1:3 `g` is computed by PostgreSQL",
            "seeds/s/c.csv:1:5 column `a` stands there twice",
            "seeds/s/c.csv:1:7 unknown column `b, c`",
            "seeds/s/j.jsonl:2:10 unknown column `bb`",
        ]
    );
    assert!(said.contains("2 | {\"a\": 2, \"bb\": 3}\n  |          ^^^^"), "{said}");
}

#[test]
fn empty_files() {
    let project = Project::new("create table c (a int primary key); create table j (a int primary key)");
    project.file("c.csv", "").file("j.jsonl", "");
    assert_eq!(told(&project.fails(&[])), ["seeds/s/c.csv:1:1 the file has no header"]);
    project.file("c.csv", "a\n");
    assert_eq!(project.counts(&[]), [("c".to_owned(), [0; 4]), ("j".to_owned(), [0; 4])]);
    // A blank line is a row, of one column.
    project.database.execute("create table n (a int, b int generated always as identity primary key)");
    project.file("n.csv", "a\n1\n\n").file("n.yaml", "table: n\nkey: a\n");
    assert_eq!(
        told(&project.fails(&["--only", "n"])),
        ["seeds/s/n.csv:3:1 the row has no `a`, which is in its key"]
    );
}

#[test]
fn relative_times_in_data_files() {
    let project = Project::new(
        "create table c (a int primary key, at timestamptz, day date, note text); create table j (like c including all)",
    );
    project
        .file("c.csv", "a,at,day,note\n1,now - 3 days,today,now - 3 days\n2,2026-01-01,,\"now\"\n3,\"tomorrow + 9 hours\",,\n")
        .file("j.jsonl", "{\"a\": 1, \"at\": \"now - 3 days\", \"day\": \"today\", \"note\": \"now - 3 days\"}\n{\"a\": 2, \"at\": \"2026-01-01\", \"note\": \"now\"}\n{\"a\": 3, \"at\": \"tomorrow + 9 hours\"}\n");
    let load = |now| {
        let seeds = folder::read(&project.root, &[]).unwrap();
        let wanted = Wanted { only: &[] as &[QualifiedName], ending: Ending::Commit, now };
        let done = block_on(async {
            let client = project.database.client().await;
            seed::load(&client, &seeds, wanted, &|_| {}).await.unwrap()
        });
        done.tables.iter().map(|it| (it.inserted, it.updated, it.unchanged)).collect::<Vec<_>>()
    };
    assert_eq!(load(datetime!(2026-03-10 12:00 UTC)), [(3, 0, 0); 2]);
    // On another day the rows stay as they were made.
    assert_eq!(load(datetime!(2026-03-12 12:00 UTC)), [(0, 0, 3); 2]);
    for table in ["c", "j"] {
        assert_eq!(
            project.query(&format!("set timezone = 'UTC'; select * from {table} order by a")),
            [
                "1|2026-03-07 12:00:00+00|2026-03-10|now - 3 days",
                "2|2026-01-01 00:00:00+00||now",
                "3|2026-03-11 09:00:00+00||"
            ],
            "{table}"
        );
    }
    project.file("c.csv", "a,at\n1,now - 3 fortnights\n").file("j.jsonl", "{\"a\": 1, \"at\": \"now 3\"}\n");
    assert_eq!(
        told(&project.fails(&[])),
        [
            "seeds/s/c.csv:2:3 `now - 3 fortnights` is not a time",
            "seeds/s/j.jsonl:1:10 `now 3` is not a time"
        ]
    );
    project.file("c.yaml", "table: c\nkey: at\n").file("c.csv", "a,at\n1,today\n").file("j.jsonl", "");
    assert_eq!(
        told(&project.fails(&[])),
        ["seeds/s/c.csv:2:3 a time in the key would be another on each run"]
    );
}

#[test]
fn arrays_keep_their_nulls_whatever_the_database_says() {
    let project = Project::new("create table t (a int primary key, x text[])");
    project.database.execute(&format!("alter database {} set array_nulls = off", project.database.name));
    project.file("t.yaml", "table: t\nrows: [{ a: 1, x: [null, 'NULL'] }]\n");
    project.seed(&[]);
    assert_eq!(project.query("select x[1] is null, x[2] from t"), ["t|NULL"]);
}

#[test]
fn files_in_no_set_and_no_set_at_all() {
    let project = Project::new("create table t (a int primary key)");
    project.file("t.csv", "a\n1\n");
    for (name, refused) in [
        ("t.csv", true),
        ("t.yaml.gz", true),
        ("generate.yaml", false),
        ("schema.json", false),
        ("notes.md", false),
    ] {
        let path = project.root.join("seeds").join(name);
        std::fs::write(&path, "").unwrap();
        if refused {
            let said = project.fails(&[]);
            assert!(
                said.contains(&format!("seeds/{name} is in no set; move it into a folder of ")),
                "{said}"
            );
            std::fs::remove_file(&path).unwrap();
        }
    }
    project.seed(&[]);
    std::fs::remove_dir_all(project.root.join("seeds")).unwrap();
    let said = project.fails(&[]);
    assert!(said.contains("seeds/demo/users.yaml with `table: users`") && !said.contains("docs/"), "{said}");
}
