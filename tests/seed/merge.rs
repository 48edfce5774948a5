//! What happens to rows that are there and rows that are not.

use canai_db::model::QualifiedName;
use canai_db::seed::{self, Ending, Wanted, folder};
use time::macros::datetime;

use super::Project;
use crate::harness::block_on;

#[test]
fn a_second_run_changes_nothing() {
    let project = Project::new(
        "create table t (id uuid primary key default gen_random_uuid(), a text, b text, n numeric default 7)",
    );
    project.file("t.yaml", "table: t\nkey: [a, b]\nrows:\n  - { a: x, b: y, n: 1.50 }\n  - { a: x, b: z }\n");
    assert!(project.seed(&[]).ends_with("2 rows changed.\n"));
    assert_eq!(project.query("select a, b, n from t order by b"), ["x|y|1.50", "x|z|7"]);
    let ids = project.query("select id from t order by id");
    assert!(project.seed(&[]).ends_with("0 rows changed: everything is there already.\n"));
    // What the file does not say is left as it is; what it says differently is changed.
    project.database.execute("update t set n = 8; insert into t (a, b) values ('own', 'row')");
    assert_eq!(project.counts(&[]), [("t".to_owned(), [0, 1, 1, 0])]);
    assert_eq!(project.query("select a, b, n from t order by a desc, b"), ["x|y|1.50", "x|z|8", "own|row|7"]);
    assert_eq!(project.query("select id from t where a = 'x' order by id"), ids);
}

#[test]
fn a_dry_run_leaves_no_trace() {
    let project = Project::new("create table t (a int primary key, b text)");
    project.file("t.yaml", "table: t\nprune: true\nrows: [{ a: 1, b: x }]\n");
    assert!(project.seed(&["--dry-run"]).ends_with("1 row would change; nothing was changed.\n"));
    assert_eq!(
        project.query("select count(*) from pg_class where relname in ('t', '_canai_db_seeds')"),
        ["1"]
    );
    assert_eq!(project.query("select count(*) from t"), ["0"]);
}

#[test]
fn rows_that_are_there_are_kept_or_refused_if_the_file_says_so() {
    let project =
        Project::new("create table t (a int primary key, b text); insert into t values (1, 'mine')");
    project.file("t.yaml", "table: t\non_conflict: keep\nrows:\n  - { a: 1, b: x }\n  - { a: 2, b: y }\n");
    assert_eq!(project.counts(&[]), [("t".to_owned(), [1, 0, 1, 0])]);
    assert_eq!(project.query("select * from t order by a"), ["1|mine", "2|y"]);
    project.file("t.yaml", "table: t\non_conflict: fail\nrows:\n  - { a: 1, b: x }\n  - { a: 2, b: y }\n");
    let said = project.fails(&[]);
    assert!(said.contains("error: t has this row with another `b`\n --> seeds/s/t.yaml:4:16\n"), "{said}");
    project.database.execute("update t set b = 'x' where a = 1");
    assert_eq!(project.counts(&[]), [("t".to_owned(), [0, 0, 2, 0])]);
}

#[test]
fn what_left_the_file_is_pruned_and_nothing_else() {
    let project = Project::new(
        "create table p (a text primary key); create table c (a text primary key, p text references p);
         insert into p values ('own')",
    );
    let files = |rows: &str, children: &str| {
        project.file("p.yaml", format!("table: p\nprune: true\nrows: [{rows}]\n"));
        project.file("c.yaml", format!("table: c\nprune: true\nrows: [{children}]\n"));
    };
    files("{ a: x }, { a: y }", "{ a: 1, p: x }, { a: 2, p: y }");
    assert_eq!(project.counts(&[]), [("c".to_owned(), [2, 0, 0, 0]), ("p".to_owned(), [2, 0, 0, 0])]);
    files("{ a: x }", "{ a: 1, p: x }");
    assert_eq!(project.counts(&[]), [("c".to_owned(), [0, 0, 1, 1]), ("p".to_owned(), [0, 0, 1, 1])]);
    assert_eq!(project.query("select a from p order by a"), ["own", "x"]);
    assert_eq!(project.counts(&[]), [("c".to_owned(), [0, 0, 1, 0]), ("p".to_owned(), [0, 0, 1, 0])]);
    // Also when nothing is left.
    files("{ a: x }", "");
    assert_eq!(project.counts(&[]), [("c".to_owned(), [0, 0, 0, 1]), ("p".to_owned(), [0, 0, 1, 0])]);
    // A row that something else refers to stays, and the run says why it stopped.
    project.database.execute("insert into c values ('mine', 'x')");
    files("{ a: z }", "{ a: 3, p: z }");
    let said = project.fails(&[]);
    assert!(said.contains("cannot load the rows for p") && said.contains("c_p_fkey"), "{said}");
    assert_eq!(project.query("select a from c order by a"), ["mine"]);
}

#[test]
fn one_table_alone() {
    let project = Project::new("create table t (a int primary key); create table u (a int primary key)");
    project.file("t.yaml", "table: t\nrows: [{ a: 1 }]\n").file("u.yaml", "table: u\nrows: [{ a: 1 }]\n");
    assert_eq!(project.counts(&["--only", "u"]), [("u".to_owned(), [1, 0, 0, 0])]);
    assert_eq!(project.query("select count(*) from t"), ["0"]);
    assert!(project.fails(&["--only", "v"]).contains("no set has rows for v; they have rows for t, u"));
}

#[test]
fn one_table_alone_by_its_name() {
    let project = Project::new(
        "create schema one; create schema two; create table one.t (a int primary key);
         create table one.u (a int primary key); create table two.u (a int primary key)",
    );
    for table in ["one.t", "one.u", "two.u"] {
        project.file(&format!("{table}.yaml"), format!("table: {table}\nrows: [{{ a: 1 }}]\n"));
    }
    assert_eq!(project.counts(&["--only", "t"]), [("one.t".to_owned(), [1, 0, 0, 0])]);
    assert!(project.fails(&["--only", "u"]).contains("u may be one.u or two.u; write one of these"));
    // A table of `public` is the one that a bare name means.
    project.database.execute("create table u (a int primary key)");
    project.file("u.yaml", "table: u\nrows: [{ a: 1 }]\n");
    assert_eq!(project.counts(&["--only", "u"]), [("u".to_owned(), [1, 0, 0, 0])]);
}

#[test]
fn sequences_go_on_after_the_numbers_that_a_file_gives() {
    let project = Project::new(
        "create table t (id serial primary key, a text); create table u (id bigint generated always as identity primary key, a text);
         create sequence q start 100; create table v (id int primary key default nextval('q'), a text)",
    );
    let rows = "rows:\n  - { a: y }\n  - { id: 1, a: x }\n  - { id: 40, a: z }\n";
    for table in ["t", "u", "v"] {
        project.file(&format!("{table}.yaml"), format!("table: {table}\nkey: a\n{rows}"));
    }
    assert!(project.seed(&["--dry-run"]).contains("9 rows would change"));
    project.seed(&[]);
    for (table, next) in [("t", 42), ("u", 42), ("v", 101)] {
        let insert = format!("insert into {table} (a) values ('next') returning id");
        assert!(project.query(&insert)[0].parse::<u64>().unwrap() >= next, "{table}");
    }
    // It is never set back.
    project.database.execute("select setval('t_id_seq', 1000)");
    project.database.execute("insert into t (id, a) values (50, 'own')");
    project.file("t.yaml", "table: t\nkey: a\nrows: [{ id: 60, a: w }]\n");
    project.seed(&["--only", "t"]);
    assert_eq!(project.query("insert into t (a) values ('after') returning id"), ["1001"]);
}

#[test]
fn a_row_that_was_listed_is_the_sets_whoever_inserted_it() {
    let project = Project::new(
        "create table t (id int primary key, u text); insert into t values (9, 'mine'), (10, 'never listed')",
    );
    project.file("t.yaml", "table: t\nprune: true\nrows: [{ id: 9, u: mine }]\n");
    assert_eq!(project.counts(&[]), [("t".to_owned(), [0, 0, 1, 0])]);
    project.file("t.yaml", "table: t\nprune: true\nrows: []\n");
    assert_eq!(project.counts(&[]), [("t".to_owned(), [0, 0, 0, 1])]);
    assert_eq!(project.query("select id from t"), ["10"]);
}

#[test]
fn what_left_the_file_makes_room() {
    let project = Project::new("create table t (id int primary key, u text unique)");
    project.file("t.yaml", "table: t\nprune: true\nrows: [{ id: 1, u: a }]\n");
    project.seed(&[]);
    project.file("t.yaml", "table: t\nprune: true\nrows: [{ id: 2, u: a }]\n");
    assert_eq!(project.counts(&[]), [("t".to_owned(), [1, 0, 0, 1])]);
    assert_eq!(project.query("select * from t"), ["2|a"]);
    assert!(project.seed(&[]).contains("0 rows changed"));
    // Another's row does not.
    project.database.execute("insert into t values (3, 'b')");
    project.file("t.yaml", "table: t\nprune: true\nrows: [{ id: 4, u: b }]\n");
    assert!(project.fails(&[]).contains("another row has this `u`"));
    assert_eq!(project.query("select id from t order by id"), ["2", "3"]);
}

#[test]
fn room_is_not_made_at_the_cost_of_what_refers_to_it() {
    let project = Project::new(
        "create table p (id text primary key, u text unique);
         create table c (id int primary key, p text not null references p on delete cascade, note text)",
    );
    let files = |parent: &str| {
        project.file("p.yaml", format!("table: p\nprune: true\nrows: [{{ id: {parent}, u: k }}]\n"));
        project.file("c.yaml", format!("table: c\nrows: [{{ id: 1, p: {parent} }}]\n"));
    };
    files("x");
    project.seed(&[]);
    project.database.execute("update c set note = 'mine'");
    files("y");
    assert!(project.fails(&[]).contains("another row has this `u`"));
    assert_eq!(project.query("table c"), ["1|x|mine"]);
    // Nothing refers to it.
    project.database.execute("delete from c");
    assert_eq!(project.counts(&[]), [("c".to_owned(), [1, 0, 0, 0]), ("p".to_owned(), [1, 0, 0, 1])]);
}

#[test]
fn a_key_may_be_longer_than_an_index_holds() {
    let project = Project::new(
        "create table t (k text, n int);
         create table _canai_db_seeds (seed_set text not null, table_name text not null, row_key jsonb not null,
           primary key (seed_set, table_name, row_key));
         insert into t values ('old', 1); insert into _canai_db_seeds values ('s', 'public.t', '[\"old\"]')",
    );
    // What no compression makes short.
    let long: String = project
        .query("select string_agg(sha256(n::text::bytea)::text, '') from generate_series(1, 700) n")
        .concat();
    project.file(
        "t.yaml",
        format!("table: t\nkey: k\nprune: true\nrows: [{{ k: \"{}\", n: 1 }}]\n", long.replace('\\', "")),
    );
    assert_eq!(project.counts(&[]), [("t".to_owned(), [1, 0, 0, 1])]);
    assert_eq!(project.counts(&[]), [("t".to_owned(), [0, 0, 1, 0])]);
    project.file("t.yaml", "table: t\nkey: k\nprune: true\nrows: []\n");
    assert_eq!(project.counts(&[]), [("t".to_owned(), [0, 0, 0, 1])]);
}

#[test]
fn columns_that_postgresql_fills() {
    let project = Project::new(
        "create table t (id bigint generated always as identity primary key, n serial, a text unique,
           double int generated always as (n * 2) stored, at timestamptz default now())",
    );
    project
        .file("t.yaml", "table: t\nkey: a\nrows:\n  - { a: x }\n  - { a: y, id: 77 }\n  - { a: z, n: 5 }\n");
    project.seed(&[]);
    assert_eq!(
        project.query("select a, id = 77, n = 5, double = n * 2, at is null from t order by a"),
        ["x|f|f|t|f", "y|t|f|t|f", "z|f|t|t|f"]
    );
    assert!(project.seed(&[]).contains("0 rows changed"));
}

#[test]
fn relative_times_count_when_the_row_is_new() {
    let project =
        Project::new("create table t (a int primary key, at timestamptz, day date, ats timestamptz[])");
    project.file("t.yaml", "table: t\nrows:\n  - { a: 1, at: now - 3 days, day: today, ats: [now - 1 hour] }\n  - { a: 2, at: 2026-01-01 }\n");
    let load = |now| {
        let seeds = folder::read(&project.root, &[]).unwrap();
        let wanted = Wanted { only: &[] as &[QualifiedName], ending: Ending::Commit, now };
        let done = block_on(async {
            let client = project.database.client().await;
            seed::load(&client, &seeds, wanted, &|_| {}).await.unwrap()
        });
        let loaded = done.tables;
        (loaded[0].inserted, loaded[0].updated, loaded[0].unchanged)
    };
    assert_eq!(load(datetime!(2026-03-10 12:00 UTC)), (2, 0, 0));
    let rows = || project.query("set timezone = 'UTC'; select a, at, day from t order by a");
    let expected = ["1|2026-03-07 12:00:00+00|2026-03-10", "2|2026-01-01 00:00:00+00|"];
    assert_eq!(rows(), expected);
    assert_eq!(
        project.query("set timezone = 'UTC'; select ats[1] from t where a = 1"),
        ["2026-03-10 11:00:00+00"]
    );
}
