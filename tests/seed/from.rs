//! One file straight into one table: what is wrong is told with the file's name and line, and what a row
//! does not say is the table's default.

use super::{Project, gzipped, told};

fn flags(from: &[String; 4]) -> Vec<&str> {
    from.iter().map(String::as_str).collect()
}

/// The places below the project's folder.
fn fails(project: &Project, from: &[String; 4]) -> Vec<String> {
    let said = project.fails(&flags(from));
    told(&said).iter().map(|it| it.replace(&format!("{}/", project.root.display()), "")).collect()
}

#[test]
fn a_row_that_is_refused_has_its_place() {
    let project = Project::new(
        "create table p (id int primary key);
         create table t (a int primary key, b text, n int check (n > 0), p int references p); insert into t values (5)",
    );
    for (name, text, expected) in [
        (
            "t.csv",
            "a,b,n\n1,\"two\nlines\",1\n2,x,y\n",
            "t.csv:4:5 t: invalid input syntax for type integer: \"y\"",
        ),
        (
            "t.csv",
            "a,b,n\r\n1,x,1\r\n5,y,1\r\n",
            "t.csv:3:1 t: duplicate key value violates unique constraint \"t_pkey\"",
        ),
        (
            "t.jsonl",
            "{\"a\": 1}\n\n{\"a\": 2, \"n\": \"y\"}\n",
            "t.jsonl:3:10 t: invalid input syntax for type integer: \"y\"",
        ),
        (
            "t.csv",
            "a,n\n1,1\n2,0\n",
            "t.csv:3:1 t: new row for relation \"t\" violates check constraint \"t_n_check\"",
        ),
        ("t.csv", "", "t.csv:1:1 the file has no header"),
        ("t.csv", "b,b\n", "t.csv:1:3 column `b` stands there twice"),
        ("t.csv", "a,bb\n", "t.csv:1:3 unknown column `bb`; did you mean `b`?"),
    ] {
        assert_eq!(fails(&project, &project.from(name, text)), [expected]);
    }
    // What needs no server is told all at once.
    let rows: String = (10..9000).map(|n| format!("{n},some text\n")).collect();
    let from = project.from("t.csv", format!("a,b\n1\n{rows}2,\"x\"\n3,y,z\n"));
    assert_eq!(
        fails(&project, &from),
        [
            "t.csv:2:1 the row has 1 field, the header 2 fields",
            "t.csv:8994:1 the row has 3 fields, the header 2 fields"
        ]
    );
    // A foreign key is looked at last, and PostgreSQL names no line.
    let from = project.from("t.csv", "a,p\n1,7\n");
    let said = project.fails(&flags(&from));
    assert!(said.contains("t.csv into t; nothing was changed") && said.contains("Key (p)=(7)"), "{said}");
    assert_eq!(project.query("select count(*) from t"), ["1"]);
}

#[test]
fn a_file_that_is_not_there_or_no_file() {
    let project = Project::new("create table t (a int primary key)");
    let mut from = project.from("t.csv", "a\n1\n");
    std::fs::remove_file(&from[3]).unwrap();
    assert!(project.fails(&flags(&from)).contains("cannot read"));
    assert!(std::process::Command::new("mkfifo").arg(&from[3]).status().unwrap().success());
    assert!(project.fails(&flags(&from)).contains("t.csv: it is no regular file"));
    from[3] = project.root.display().to_string();
    assert!(project.fails(&flags(&from)).contains("its name has to end with .csv or .jsonl"));
    assert!(project.seed(&flags(&project.from("t.jsonl", ""))).contains("Inserted 0 rows"));
}

#[test]
fn a_line_that_lacks_a_column_gets_the_default() {
    let project = Project::new(
        "create table t (id int generated always as identity primary key, a text default 'dflt', n int, at timestamptz default now(), u uuid default gen_random_uuid())",
    );
    let from = project.from("t.jsonl", "{\"id\": 1, \"a\": \"x\"}\n{\"id\": 2}\n{\"id\": 3, \"a\": null, \"n\": 5, \"u\": null}\n{\"n\": 7}\n");
    assert!(project.seed(&flags(&from)).starts_with("Inserted 4 rows"));
    assert_eq!(
        project.query("select id > 3, a, n, u is null, at is null from t order by id"),
        ["f|x||f|f", "f|dflt||f|f", "f||5|t|f", "t|dflt|7|f|f"]
    );
    assert_eq!(project.query("select count(distinct u) from t"), ["3"]);
    project.database.execute("insert into t default values");
    // Rows that are refused on the way have their places too, all of them.
    project.database.execute("alter table t add check (n > 0)");
    let from = project.from(
        "t.jsonl",
        "{\"id\": 2}\n{\"id\": 30, \"n\": 0}\n\n{\"id\": 31, \"n\": -1}\n{\"id\": 32, \"a\": \"x\"}\n",
    );
    assert_eq!(
        fails(&project, &from),
        [
            "t.jsonl:1:2 another row has this `id`, which t_pkey of t forbids",
            "t.jsonl:2:12 the row breaks the check t_n_check of t",
            "t.jsonl:4:12 the row breaks the check t_n_check of t",
        ]
    );
    assert_eq!(project.query("select count(*) from t where id >= 30"), ["0"]);
}

#[test]
fn sequences_go_on() {
    for (name, text) in
        [("t.csv.gz", gzipped("id,a\n1,x\n7,y\n")), ("t.jsonl", b"{\"id\": 1}\n{\"id\": 7}\n".to_vec())]
    {
        let project = Project::new("create table t (id serial primary key, a text)");
        project.seed(&flags(&project.from(name, &text)));
        assert_eq!(project.query("insert into t (a) values ('next') returning id"), ["8"], "{name}");
    }
}

#[test]
fn relative_times() {
    let project = Project::new("create table t (a int primary key, at timestamptz, note text)");
    project.seed(&flags(&project.from("t.csv", "a,at,note\n1,now - 3 days,now - 3 days\n")));
    project.seed(&flags(
        &project.from("t.jsonl", "{\"a\": 2, \"at\": \"now - 3 days\", \"note\": \"now - 3 days\"}\n"),
    ));
    assert_eq!(
        project.query("select a, now() - at between interval '3 days' and interval '3 days 1 hour', note from t order by a"),
        ["1|t|now - 3 days", "2|t|now - 3 days"]
    );
}
