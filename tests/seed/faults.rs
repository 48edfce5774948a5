//! Rows at fault: each with its file, line and column, all at once.

use super::Project;

/// The messages with their places.
fn told(said: &str) -> Vec<String> {
    let lines: Vec<&str> = said.lines().collect();
    let pairs = lines.windows(2).filter(|pair| pair[0].starts_with("error: "));
    pairs.map(|pair| format!("{} {}", pair[1].trim().trim_start_matches("--> "), &pair[0][7..])).collect()
}

#[test]
fn what_the_table_has_not() {
    let project =
        Project::new("create table prices (a int primary key, b text, c int generated always as (a) stored)");
    project
        .file(
            "prices.yaml",
            "table: prices\nrows:\n  - { a: 1, bb: x }\n  - { a: 2, c: 3 }\n  - { b: x }\n  - { a: null }\n",
        )
        .file("other.yaml", "table: price\nrows: [{ a: 1 }]\n");
    assert_eq!(
        told(&project.fails(&[])),
        [
            "seeds/s/other.yaml:1:8 unknown table `price`; did you mean `prices`?",
            "seeds/s/prices.yaml:3:13 unknown column `bb`; did you mean `b`?",
            "seeds/s/prices.yaml:4:13 `c` is computed by PostgreSQL",
            "seeds/s/prices.yaml:5:5 the row has no `a`, which is in its key",
            "seeds/s/prices.yaml:6:10 `a` is in the key and cannot be null",
        ]
    );
}

#[test]
fn values_of_no_such_type() {
    let project = Project::new(
        "create type mood as enum ('good', 'bad'); create domain small as int check (value < 10);
         create table t (a int primary key, m mood, n numeric(4,2), v varchar(3), s small, j jsonb, d date)",
    );
    project.file(
        "t.yaml",
        "table: t\nrows:\n  - { a: 1, m: hapy, n: 1.5, v: abc }\n  - { a: 2, n: 100, v: abcd }\n  - { a: x, s: 10, d: 2026-02-30 }\n  - { a: 4, m: good, n: 1, v: abc, s: 9, j: { a: 1 }, d: 2026-01-01 }\n",
    );
    assert_eq!(
        told(&project.fails(&[])),
        [
            "seeds/s/t.yaml:3:16 t.m: invalid input value for enum mood: \"hapy\"",
            "seeds/s/t.yaml:4:16 t.n: numeric field overflow",
            "seeds/s/t.yaml:4:24 t.v: value too long for type character varying(3)",
            "seeds/s/t.yaml:5:10 t.a: invalid input syntax for type integer: \"x\"",
            "seeds/s/t.yaml:5:16 t.s: value for domain small violates check constraint \"small_check\"",
            "seeds/s/t.yaml:5:23 t.d: date/time field value out of range: \"2026-02-30\"",
        ]
    );
    assert_eq!(project.query("select count(*) from t"), ["0"]);
}

#[test]
fn rows_that_break_a_constraint() {
    let project = Project::new(
        "create table p (id int primary key); insert into p values (1);
         create table t (a int primary key, n int check (n between 1 and 5), p int references p, u text unique, r text not null);
         insert into t values (100, 1, 1, 'taken', 'r')",
    );
    project.file(
        "t.yaml",
        "table: t\nrows:\n  - { a: 1, n: 9, r: x }\n  - { a: 2, p: 7, r: x }\n  - { a: 3, u: taken, r: x }\n  - { a: 4, n: 3 }\n  - { a: 5, n: 0, p: 8, r: x }\n  - { a: 6, u: twice, r: x }\n  - { a: 7, u: twice, r: x }\n",
    );
    let said = project.fails(&[]);
    assert_eq!(
        told(&said),
        [
            "seeds/s/t.yaml:3:16 the row breaks the check t_n_check of t",
            "seeds/s/t.yaml:4:16 `p` refers to no row of p, which t_p_fkey asks for",
            "seeds/s/t.yaml:5:16 another row has this `u`, which t_u_key of t forbids",
            "seeds/s/t.yaml:6:5 `r` of t must have a value",
            "seeds/s/t.yaml:7:16 the row breaks the check t_n_check of t",
            "seeds/s/t.yaml:7:22 `p` refers to no row of p, which t_p_fkey asks for",
            "seeds/s/t.yaml:9:16 another row has this `u`, which t_u_key of t forbids",
        ],
        "{said}"
    );
    assert!(said.ends_with("7 mistakes found; nothing was changed.\n"), "{said}");
    assert_eq!(project.query("select count(*) from t"), ["1"]);
}

#[test]
fn keys_that_mean_more_than_one_row() {
    let project =
        Project::new("create table t (a text, b text); insert into t values ('x', '1'), ('x', '2')");
    project.file(
        "t.yaml",
        "table: t\nkey: a\nrows:\n  - { a: x, b: 3 }\n  - { a: y, b: 4 }\n  - { a: y, b: 5 }\n",
    );
    assert_eq!(
        told(&project.fails(&[])),
        [
            "seeds/s/t.yaml:4:10 2 rows of t have this key (a)",
            "seeds/s/t.yaml:6:10 row 2 of the file has the same key (a)"
        ]
    );
    project.file("t.yaml", "table: t\nrows: [{ a: x }]\n");
    assert_eq!(
        told(&project.fails(&[])),
        ["seeds/s/t.yaml:1:8 `key` is missing: nothing tells which row is which"]
    );
}

#[test]
fn for_machines() {
    let project = Project::new("create table t (a int primary key)");
    project.file("t.yaml", "table: t\nrows: [{ a: x }]\n");
    let output = project.run(&["--format", "json"]);
    let found: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((found[0]["line"].as_u64(), found[0]["column"].as_u64()), (Some(2), Some(13)));
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn lines_of_data_files() {
    let project = Project::new(
        "create table c (a int primary key, b text, n int check (n > 0)); create table j (a int primary key, b int)",
    );
    project
        .file("c.csv", "a,b,n\n1,\"two\nlines\",1\n2,\"q\"\"\",x\n3,y,-1\n")
        .file("j.jsonl", "{\"a\": 1, \"b\": 2}\n\n{\"a\": 2, \"b\": \"x\"}\n");
    assert_eq!(
        told(&project.fails(&[])),
        [
            "seeds/s/c.csv:4:9 c.n: invalid input syntax for type integer: \"x\"",
            "seeds/s/j.jsonl:3:10 j.b: invalid input syntax for type integer: \"x\"",
        ]
    );
    project.file("c.csv", "a,b,n\n1,\"two\nlines\",1\n3,y,-1\n").file("j.jsonl", "");
    assert_eq!(
        told(&project.fails(&["--only", "c"])),
        ["seeds/s/c.csv:4:5 the row breaks the check c_n_check of c"]
    );
}

#[test]
fn what_a_trigger_says() {
    let project = Project::new(
        "create table t (a int primary key);
         create function no() returns trigger language plpgsql as $$ begin raise exception 'not today'; end $$;
         create trigger no before insert on t for each row execute function no()",
    );
    project.file("t.yaml", "table: t\nrows: [{ a: 1 }]\n");
    let said = project.fails(&[]);
    assert!(said.contains("cannot load the rows for t\n  caused by: not today"), "{said}");
}
