//! Types without loss, and the other formats: CSV, JSON lines, SQL, packed or not.

use super::{Project, gzipped, zstandard};

const TYPES: &str = "create type mood as enum ('good', 'bad');
    create table t (a int primary key, n numeric, j jsonb, js json, x text[], m mood[], b bytea, i inet, f boolean, iv interval, r int4range, xs xml, c text, mm int[][])";

#[test]
fn every_type_comes_back_as_it_was_written() {
    let project = Project::new(TYPES);
    project.file(
        "t.yaml",
        "table: t
rows:
  - a: 1
    n: 12345678901234567890123456789012345678901234567890.123456789012345678901234567890
    j: { n: 98765432109876543210.5, list: [1, two, null, true], text: 'it''s \\ \"q\"' }
    js: { b: 1, a: 1 }
    x: [plain, 'with \"quotes\", and {braces}', null, '']
    m: [good, bad]
    b: !!binary AAH/
    i: 10.0.0.1/32
    f: true
    iv: 3 days 04:05:06
    r: '[1,5)'
    xs: <a>1</a>
    c: |
      two
      	lines \\N
    mm: [[1, 2], [3, 4]]
",
    );
    project.seed(&[]);
    assert_eq!(
        project.query("select n, j->>'n', j->>'text', js, x = array['plain', 'with \"quotes\", and {braces}', null, ''], m, encode(b, 'hex'), i, f, iv, r, xs, mm from t"),
        [r#"12345678901234567890123456789012345678901234567890.123456789012345678901234567890|98765432109876543210.5|it's \ "q"|{"b":1,"a":1}|t|{good,bad}|0001ff|10.0.0.1|t|3 days 04:05:06|[1,5)|<a>1</a>|{{1,2},{3,4}}"#]
    );
    assert_eq!(project.query("select c = e'two\\n\\tlines \\\\N\\n' from t"), ["t"]);
    assert!(project.seed(&[]).contains("0 rows changed"));
}

#[test]
fn data_files_packed_or_not() {
    let csv = "a,n,j,c\n1,1.10,\"{\"\"k\"\": 1}\",\"x, y\"\n2,,,\"\"\n";
    let lines = "{\"a\": 1, \"n\": 1.10, \"j\": {\"k\": 1}, \"c\": \"x, y\"}\n{\"a\": 2, \"c\": \"\", \"x\": [\"p\", null]}\n";
    let yaml = "table: t\nrows:\n  - { a: 1, n: 1.10, j: { k: 1 }, c: 'x, y' }\n  - { a: 2, c: '' }\n";
    for (name, text) in [("t.csv", csv), ("t.jsonl", lines), ("t.yaml", yaml)] {
        for (ending, bytes) in
            [("", text.as_bytes().to_vec()), (".gz", gzipped(text)), (".zst", zstandard(text))]
        {
            let project = Project::new(TYPES);
            project.file(&format!("{name}{ending}"), bytes);
            assert_eq!(project.counts(&[]), [("t".to_owned(), [2, 0, 0, 0])], "{name}{ending}");
            assert_eq!(
                project.query("select a, n, j, c, c is null from t order by a"),
                ["1|1.10|{\"k\": 1}|x, y|f", "2||||f"],
                "{name}{ending}"
            );
            assert_eq!(project.counts(&[]), [("t".to_owned(), [0, 0, 2, 0])], "{name}{ending}");
        }
    }
}

#[test]
fn frames_and_members_one_after_the_other() {
    let project = Project::new("create table t (a int primary key)");
    project.file("t.csv.zst", [zstandard("a\n1\n"), zstandard("2\n3\n")].concat());
    assert_eq!(project.counts(&[]), [("t".to_owned(), [3, 0, 0, 0])]);
    let project = Project::new("create table t (a int primary key)");
    project.file("t.csv.gz", [gzipped("a\n1\n"), gzipped("2\n3\n")].concat());
    assert_eq!(project.counts(&[]), [("t".to_owned(), [3, 0, 0, 0])]);
}

#[test]
fn yaml_says_the_key_of_a_data_file() {
    let project = Project::new(
        "create table t (id serial primary key, a text, b text); insert into t (a, b) values ('x', '1')",
    );
    project.file("t.csv", "a,b\nx,2\ny,3\n");
    assert!(project.fails(&[]).contains("`key` is missing"));
    project.file("t.yaml", "table: t\nkey: [a]\n");
    assert_eq!(project.counts(&[]), [("t".to_owned(), [1, 1, 0, 0])]);
    project.file("t.yaml", "table: t\nkey: [a]\nrows: []\n");
    assert!(project.fails(&[]).contains("t.csv is there as well as `rows`"));
}

#[test]
fn sql_runs_in_the_same_transaction() {
    let project = Project::new("create table t (a int primary key)");
    project
        .file("t.yaml", "table: t\nrows: [{ a: 1 }]\n")
        .file("z.sql", "insert into t select max(a) + 1 from t;\nselect 1 / 0;\n");
    let said = project.fails(&[]);
    assert!(said.contains("division by zero") && said.contains("seeds/s/z.sql:2:"), "{said}");
    assert_eq!(project.query("select count(*) from t"), ["0"]);
    project.file("z.sql", "insert into t select max(a) + 1 from t;\ncommit;\n");
    assert!(project.fails(&[]).contains("seeds/s/z.sql, line 2: `commit` would end the seeds' transaction"));
    project.file("z.sql", "insert into t select max(a) + 1 from t;\n");
    project.seed(&[]);
    assert_eq!(project.query("select count(*) from t"), ["2"]);
}

#[test]
fn one_file_straight_into_one_table() {
    let project = Project::new(TYPES);
    let path = project.root.join("rows.csv.zst");
    let rows: String = (1..=5000).map(|n| format!("{n},row {n}\n")).collect();
    std::fs::write(&path, zstandard(&format!("a,c\n{rows}"))).unwrap();
    let from = ["--table", "t", "--from", path.to_str().unwrap()];
    assert!(
        project
            .seed(&[&from[..], &["--dry-run"]].concat())
            .contains("Would insert 5,000 rows into t; nothing was changed.")
    );
    assert_eq!(project.query("select count(*) from t"), ["0"]);
    assert!(project.seed(&from).starts_with("Inserted 5,000 rows into t"));
    assert_eq!(project.query("select count(*), max(c) from t"), ["5000|row 999"]);
    // Again: the key is there.
    let said = project.fails(&from);
    assert!(said.contains("duplicate key value") && said.contains("rows.csv.zst:2:1\n"), "{said}");
    std::fs::write(
        project.root.join("rows.jsonl"),
        "{\"a\": 9001, \"x\": [\"p\"]}\n{\"a\": 9002, \"n\": 1}\n",
    )
    .unwrap();
    let path = project.root.join("rows.jsonl");
    project.seed(&["--table", "t", "--from", path.to_str().unwrap()]);
    assert_eq!(project.query("select a, x, n from t where a > 9000 order by a"), ["9001|{p}|", "9002||1"]);
    std::fs::write(&path, "{\"a\": 1, \"cc\": 2}\n").unwrap();
    assert!(
        project
            .fails(&["--table", "t", "--from", path.to_str().unwrap()])
            .contains("unknown column `cc`; did you mean `c`?")
    );
}

#[test]
fn indexes_built_after_the_load_are_the_same() {
    let project = Project::new(
        "create table t (a int primary key, b text unique, c int);
         create index t_c on t (c desc) where c > 0; create index on t (lower(b)); comment on index t_c is 'it''s here'",
    );
    let indexes = "select i.indexrelid::regclass, pg_get_indexdef(i.indexrelid), obj_description(i.indexrelid) from pg_index i where indrelid = 't'::regclass order by 1::text";
    let before = project.query(indexes);
    let path = project.root.join("rows.csv");
    std::fs::write(&path, "a,b,c\n1,x,1\n2,y,2\n").unwrap();
    let from = ["--table", "t", "--from", path.to_str().unwrap(), "--defer-indexes"];
    let oid = project.query("select 't_c'::regclass::oid");
    project.seed(&from);
    assert_ne!(project.query("select 't_c'::regclass::oid"), oid, "it was built anew");
    assert_eq!(project.query(indexes), before);
    assert!(project.fails(&from).contains("t holds rows"));
    assert_eq!(project.query(indexes), before);
}
