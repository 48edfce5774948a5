//! Rows at fault: each with its file, line and column, all at once.

use super::{Project, told};

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

#[test]
fn columns_named_after_words_of_the_language() {
    let project = Project::new(
        "create table t (a int primary key, ts timestamptz, \"by\" bytea, \"if\" int, \"Q\"\"q\" int)",
    );
    project.file("t.jsonl", r#"{"a":1,"ts":"2026-13-01","by":"\\xzz","if":"x","Q\"q":"y"}"#);
    assert_eq!(
        told(&project.fails(&[])),
        [
            "seeds/s/t.jsonl:1:8 t.ts: date/time field value out of range: \"2026-13-01\"",
            "seeds/s/t.jsonl:1:26 t.by: invalid hexadecimal digit: \"z\"",
            "seeds/s/t.jsonl:1:39 t.if: invalid input syntax for type integer: \"x\"",
            "seeds/s/t.jsonl:1:48 t.Q\"q: invalid input syntax for type integer: \"y\"",
        ]
    );
}

#[test]
fn unique_indexes_of_expressions_and_of_a_part_of_the_rows() {
    let project = Project::new(
        "create table t (a int primary key, mail text, live boolean, slot int);
         create unique index t_mail on t (lower(mail)); create unique index t_slot on t (slot) where live;
         insert into t values (100, 'Taken@x.org', true, 7)",
    );
    project.file(
        "t.yaml",
        "table: t\nrows:\n  - { a: 1, mail: taken@X.org }\n  - { a: 2, mail: b, live: true, slot: 7 }\n  - { a: 3, mail: c, live: false, slot: 7 }\n  - { a: 4, mail: D }\n  - { a: 5, mail: d }\n  - { a: 100, mail: TAKEN@x.org }\n",
    );
    let said = project.fails(&[]);
    assert_eq!(
        told(&said),
        [
            "seeds/s/t.yaml:3:19 another row has this `lower(mail)`, which t_mail of t forbids",
            "seeds/s/t.yaml:4:40 another row has this `slot`, which t_slot of t forbids",
            "seeds/s/t.yaml:7:19 another row has this `lower(mail)`, which t_mail of t forbids",
            "seeds/s/t.yaml:8:21 another row has this `lower(mail)`, which t_mail of t forbids",
        ],
        "{said}"
    );
}

#[test]
fn rows_for_no_partition_and_keys_that_wait() {
    let project = Project::new(
        "create table t (a int, day date, primary key (a, day)) partition by range (day);
         create table t_may partition of t for values from ('2026-05-01') to ('2026-06-01');
         create table p (id int primary key);
         create table c (id int primary key, p int references p deferrable initially deferred)",
    );
    project.file("t.csv", "a,day\n1,2026-05-03\n2,2026-07-01\n3,2026-04-30\n");
    assert_eq!(
        told(&project.fails(&["--only", "t"])),
        [
            "seeds/s/t.csv:3:3 no partition of t takes the row",
            "seeds/s/t.csv:4:3 no partition of t takes the row",
        ]
    );
    project
        .file("t.csv", "a,day\n1,2026-05-03\n")
        .file("p.yaml", "table: p\nrows: [{ id: 1 }]\n")
        .file("c.yaml", "table: c\nrows:\n  - { id: 1, p: 1 }\n  - { id: 2, p: 7 }\n  - { id: 3, p: 8 }\n");
    assert_eq!(
        told(&project.fails(&[])),
        [
            "seeds/s/c.yaml:4:17 `p` refers to no row of p, which c_p_fkey asks for",
            "seeds/s/c.yaml:5:17 `p` refers to no row of p, which c_p_fkey asks for",
        ]
    );
    assert_eq!(project.query("select count(*) from t"), ["0"]);
}

#[test]
fn more_mistakes_than_are_shown_are_counted() {
    let project = Project::new("create table t (a int primary key, n int check (n > 0))");
    let rows = |bad: &str| (1..=200).map(|a| format!("{a},{bad}\n")).collect::<String>();
    for (bad, message) in
        [("x", "invalid input syntax"), ("0", "breaks the check"), ("1,2", "the row has 3 fields")]
    {
        project.file("t.csv", format!("a,n\n{}", rows(bad)));
        let said = project.fails(&[]);
        assert!(
            said.ends_with("200 mistakes found, of which 50 are shown; nothing was changed.\n"),
            "{said}"
        );
        assert_eq!(said.matches(message).count(), 50, "{said}");
    }
}

#[test]
fn a_long_value_is_cut() {
    let project = Project::new("create table t (a int primary key, n int)");
    project.file("t.yaml", format!("table: t\nrows:\n  - {{ a: 1, n: \"{}\" }}\n", "x".repeat(300_000)));
    let said = project.fails(&[]);
    assert!(said.contains("characters in all)") && said.len() < 3000, "{} bytes", said.len());
}

#[test]
fn a_character_that_is_not_stored() {
    let project = Project::new("create table t (a int primary key, b text)");
    project.file("t.yaml", "table: t\nrows:\n  - { a: 1, b: \"x\\0y\" }\n  - { a: 2, b: \"\\0\" }\n");
    let nul = "here is a NUL character, which PostgreSQL does not store";
    assert_eq!(
        told(&project.fails(&[])),
        [format!("seeds/s/t.yaml:3:16 {nul}"), format!("seeds/s/t.yaml:4:16 {nul}")]
    );
}

#[test]
fn a_database_that_was_not_migrated() {
    let project = Project::new("select 1");
    project.file("t.yaml", "table: auth.users\nrows: [{ a: 1 }]\n").file("u.csv", "a\n1\n");
    let said = project.fails(&[]);
    assert_eq!(said.matches("`canai-db migrate`").count(), 2, "{said}");
    let said = project.fails(&[
        "--table",
        "auth.users",
        "--from",
        project.root.join("seeds/s/u.csv").to_str().unwrap(),
    ]);
    assert!(said.contains("`canai-db migrate`"), "{said}");
}
