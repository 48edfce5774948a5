//! Schemas of other shapes: numbers for keys, keys of several columns, odd names, partitions, trees, the
//! person's row deleted too.

use std::fs;
use std::path::PathBuf;
use std::process::Output;
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value, json};

use super::KEY;
use crate::harness::{TestDatabase, canai_db};

pub struct Small {
    pub root: PathBuf,
    pub database: TestDatabase,
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}

const PEOPLE: &str = "
subject: { root: People, on_erase: delete, functions: {} }
";

pub const TABLES: [(&str, &str); 7] = [
    (
        "people",
        "
table: People
columns:
  number: { type: bigint, primary_key: true, pii: identifier }
  Mail: { type: text, pii: contact }
",
    ),
    (
        "orders",
        "
table: orders
subject: person
on_erase: { retain: The law of orders }
columns:
  shop: { type: text, pii: none }
  number: { type: integer, pii: none }
  person: { type: bigint, references: { table: People, on_delete: cascade }, on_erase: set null, pii: identifier }
  \"it's\": { type: text, pii: free_text, not_null: true, on_erase: { mask: \"it's\\ngone\" } }
  note: { type: text, pii: free_text }
primary_key: [shop, number]
",
    ),
    (
        "lines",
        "
table: lines
subject: [person, { through: parent }]
columns:
  id: { type: bigint, identity: by_default, primary_key: true, pii: none }
  person: { type: bigint, references: { table: People }, pii: identifier }
  parent: { type: bigint, references: { table: threads, on_delete: cascade }, pii: none }
  text: { type: text, pii: free_text }
",
    ),
    (
        "threads",
        "
table: threads
subject: { column: mail, of: Mail }
columns:
  id: { type: bigint, identity: by_default, primary_key: true, pii: none }
  mail: { type: varchar(90), pii: contact }
  answer_to: { type: bigint, references: { table: threads, on_delete: cascade }, pii: none }
",
    ),
    (
        "visits",
        "
table: visits
subject: [person, { same: cookie }]
columns:
  at: { type: date, pii: none }
  id: { type: integer, pii: none }
  person: { type: bigint, pii: identifier }
  cookie: { type: uuid, pii: network }
primary_key: [at, id]
partition_by: { range: at }
",
    ),
    (
        "old_visits",
        "
table: old_visits
subject: { packed: rows, rows_of: visits }
columns:
  id: { type: bigint, identity: by_default, primary_key: true, pii: none }
  row_count: { type: integer, pii: none }
  rows: { type: jsonb, not_null: true, pii: free_text }
",
    ),
    (
        "visits_2026",
        "
table: visits_2026
partition_of: { table: visits, from: [2026-01-01], to: [2027-01-01] }
columns:
  at: { type: date, pii: none }
  id: { type: integer, pii: none }
  person: { type: bigint, pii: identifier }
  cookie: { type: uuid, pii: network }
",
    ),
];

pub const ROWS: &str = "
    INSERT INTO \"People\" VALUES (1, 'One@Example.com'), (2, 'two@example.com');
    INSERT INTO orders VALUES ('a', 1, 1, 'one wrote', 'to be kept: one@example.com'), ('a', 2, 2, 'two wrote', NULL);
    INSERT INTO threads (id, mail) VALUES (1, 'ONE@example.com'), (2, 'two@example.com');
    INSERT INTO threads (id, mail, answer_to) VALUES (3, 'two@example.com', 1);
    INSERT INTO lines (id, person, parent, text) VALUES (1, 1, 2, 'x'), (2, NULL, 1, 'y'), (3, 2, 1, 'z'), (4, 2, 2, 'w');
    INSERT INTO visits VALUES ('2026-01-02', 1, 1, '00000000-0000-0000-0000-00000000000a'),
        ('2026-01-02', 2, NULL, '00000000-0000-0000-0000-00000000000a'), ('2026-01-02', 3, 2, '00000000-0000-0000-0000-00000000000b'),
        ('2026-01-02', 4, NULL, '00000000-0000-0000-0000-00000000000b'), ('2026-01-02', 5, NULL, NULL);
    INSERT INTO old_visits (id, rows) VALUES
        (1, '[{\"id\": 6, \"person\": 1, \"cookie\": \"00000000-0000-0000-0000-00000000000c\"}, {\"id\": 7, \"person\": 2, \"cookie\": null}]'),
        (2, '[{\"id\": 8, \"person\": null, \"cookie\": \"00000000-0000-0000-0000-00000000000c\"}]'), (3, '[{\"id\": 9, \"person\": 2}]')";

impl Small {
    pub fn new(tables: &[(&str, &str)]) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let root = std::env::temp_dir().join(format!("canai-db-person-{}-{number}", std::process::id()));
        fs::create_dir_all(root.join("schema")).unwrap();
        fs::write(root.join("schema/subject.yaml"), PEOPLE).unwrap();
        for (name, text) in tables {
            fs::write(root.join("schema").join(format!("{name}.yaml")), text).unwrap();
        }
        let small = Self { root, database: TestDatabase::create() };
        small.ok(&["compile", "--name", "all"]);
        small.ok(&["migrate", "--database-url", &small.database.url]);
        small
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        let mut command = canai_db();
        command.arg("-C").arg(&self.root).args(arguments).env("CANAI_DB_SUBJECT_KEY", KEY);
        command.output().unwrap()
    }

    fn ok(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn subject(&self, arguments: &[&str]) -> Value {
        let url = ["--database-url", self.database.url.as_str()];
        serde_json::from_str(&self.ok(&[&["subject"], arguments, &url].concat())).unwrap()
    }

    pub fn call(&self, function: &str) -> Value {
        let rows = self.database.query(&format!("SELECT canai_db.{function}(1)"));
        serde_json::from_str(&rows.concat()).unwrap()
    }

    pub fn rows(&self, table: &str) -> Vec<String> {
        self.database.query(&format!("SELECT t::text FROM {table} AS t ORDER BY 1"))
    }
}

#[test]
fn every_shape_is_copied_and_erased() {
    let (small, other) = (Small::new(&TABLES), Small::new(&TABLES));
    for it in [&small, &other] {
        it.database.execute(ROWS);
    }
    let mut copy = small.subject(&["export", "--user", "1"]);
    let zip = small.root.join("one.zip");
    let arguments =
        ["subject", "export", "--user", "1", "--format", "zip", "--output", zip.to_str().unwrap()];
    small.ok(&[&arguments[..], &["--database-url", &small.database.url]].concat());
    assert_eq!(copy["tables"]["visits"].as_array().unwrap().len(), 2, "{copy:#}");
    assert_eq!(copy["tables"]["lines"].as_array().unwrap().len(), 2, "{copy:#}");
    assert_eq!(copy["tables"]["orders"][0]["it's"], json!("one wrote"));
    // Rows that are packed are the person's as they would be in their table.
    assert_eq!(copy["tables"]["old_visits"][0]["id"], json!(6));
    assert_eq!(copy["tables"]["old_visits"][1]["id"], json!(8));
    let mut called = other.call("export_subject");
    for it in [&mut copy, &mut called] {
        it.as_object_mut().unwrap().remove("exported_at");
    }
    assert_eq!(copy, called);

    let erase = ["erase", "--user", "1", "--format", "json"];
    let dry = small.subject(&[&erase[..], &["--dry-run"]].concat());
    let done = small.subject(&[&erase[..], &["--batch-rows", "1"]].concat());
    let called = other.call("erase_subject");
    for key in ["rows", "detached", "left"] {
        assert_eq!(dry[key], done[key], "{key}");
        assert_eq!(called[key], done[key], "{key}");
    }
    assert_eq!(
        done["rows"],
        json!({ "\"People\"": 1, "lines": 2, "old_visits": 2, "orders": 1, "threads": 1, "visits": 2 })
    );
    for it in [&small, &other] {
        assert_eq!(it.rows("\"People\""), ["(2,two@example.com)"]);
        assert_eq!(
            it.rows("orders"),
            ["(a,1,,\"it's\ngone\",\"to be kept: one@example.com\")", "(a,2,2,\"two wrote\",)"]
        );
        // What was another's and hung on it is there, and hangs on nothing.
        assert_eq!(it.rows("lines"), ["(3,2,,z)", "(4,2,2,w)"]);
        assert_eq!(it.rows("threads"), ["(2,two@example.com,)", "(3,two@example.com,)"]);
        let packed = it.database.query("SELECT id, rows::text, row_count FROM old_visits ORDER BY id");
        assert_eq!(
            packed,
            [
                "1|[{\"id\": 7, \"cookie\": null, \"person\": 2}]|1",
                "2|[]|0",
                "3|[{\"id\": 9, \"person\": 2}]|"
            ]
        );
        assert_eq!(
            it.rows("visits"),
            [
                "(2026-01-02,3,2,00000000-0000-0000-0000-00000000000b)",
                "(2026-01-02,4,,00000000-0000-0000-0000-00000000000b)",
                "(2026-01-02,5,,)"
            ]
        );
    }
}

#[test]
fn what_is_in_the_way_stops_it_before_anything_is_erased() {
    let mut tables = TABLES.to_vec();
    let lines = tables[2].1.replace(
        "references: { table: threads, on_delete: cascade }",
        "not_null: true, references: { table: threads, on_delete: cascade }",
    );
    tables[2].1 = &lines;
    let small = Small::new(&tables);
    small.database.execute(ROWS);
    let before = small.rows("visits");
    let output = small.run(&["subject", "erase", "--user", "1", "--database-url", &small.database.url]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("1 rows of lines.parent refer to rows of threads that would be erased"), "{said}");
    assert_eq!(small.rows("visits"), before);
    let refused = crate::harness::block_on(async {
        small.database.client().await.simple_query("SELECT canai_db.erase_subject(1)").await
    });
    let message = refused.unwrap_err().as_db_error().unwrap().message().to_owned();
    assert_eq!(message, "1 rows of lines.parent would go with rows of threads, and are not this person's");
    assert_eq!(small.rows("visits"), before);
}

const HITS: [(&str, &str); 6] = [
    TABLES[0],
    TABLES[3],
    (
        "hits",
        "
table: hits
subject: [person, { same: session }]
columns:
  id: { type: integer, primary_key: true, pii: none }
  person: { type: bigint, pii: identifier }
  session: { type: text, not_null: true, pii: network }
",
    ),
    (
        "old_hits",
        "
table: old_hits
subject: { packed: rows, rows_of: hits }
columns:
  id: { type: bigint, identity: by_default, primary_key: true, pii: none }
  row_count: { type: integer, pii: none }
  rows: { type: jsonb, not_null: true, pii: free_text }
",
    ),
    (
        "notes",
        "
table: notes
subject: author
columns:
  id: { type: integer, primary_key: true, pii: none }
  author: { type: bigint, pii: identifier }
  text: { type: text, pii: free_text }
  more: { type: jsonb, pii: free_text }
",
    ),
    // Its rows hang on a person's, and are nobody's.
    (
        "tags",
        "
table: tags
subject: none
columns:
  id: { type: integer, primary_key: true, pii: none }
  thread: { type: bigint, references: { table: threads, on_delete: cascade }, pii: none }
",
    ),
];

#[test]
fn what_is_blank_ties_nobody() {
    let (small, other) = (Small::new(&HITS), Small::new(&HITS));
    for it in [&small, &other] {
        it.database.execute(
            "INSERT INTO \"People\" VALUES (1, ' '), (2, '');
             INSERT INTO threads (id, mail) VALUES (1, ' '), (2, ''), (3, '  ');
             INSERT INTO hits VALUES (1, 1, ''), (2, NULL, ''), (3, 1, 's1'), (4, NULL, 's1'), (5, NULL, ' '), (6, 1, ' ');
             INSERT INTO old_hits (row_count, rows) VALUES (3, '[{\"id\": 7, \"person\": 1, \"session\": \"\"},
                 {\"id\": 8, \"person\": null, \"session\": \"\"}, {\"id\": 9, \"person\": null, \"session\": \"s1\"}]')",
        );
    }
    let copy = small.subject(&["export", "--user", "1"]);
    let ids = |table: &str| -> Vec<i64> {
        copy["tables"][table].as_array().unwrap().iter().filter_map(|it| it["id"].as_i64()).collect()
    };
    assert_eq!((ids("hits"), ids("old_hits"), ids("threads")), (vec![1, 3, 4, 6], vec![7, 9], vec![]));
    let done = small.subject(&["erase", "--user", "1", "--format", "json"]);
    assert_eq!(other.call("erase_subject")["rows"], done["rows"]);
    for it in [&small, &other] {
        assert_eq!(it.rows("hits"), ["(2,,\"\")", "(5,,\" \")"]);
        assert_eq!(it.rows("threads").len(), 3);
        assert_eq!(
            it.rows("old_hits"),
            ["(1,1,\"[{\"\"id\"\": 8, \"\"person\"\": null, \"\"session\"\": \"\"\"\"}]\")"]
        );
    }
}

#[test]
fn an_address_is_found_as_a_whole_and_nowhere_else() {
    let small = Small::new(&HITS);
    small.database.execute(
        r#"INSERT INTO "People" VALUES (1, 'al@x.io'), (2, 'pal@x.io'), (3, 'bo@x.io'), (4, 'a');
           INSERT INTO notes VALUES (1, 2, 'I am pal@x.io, not al@x.iota, x.al@x.io, al@x.io.uk or 3-al@x.io', '{"al": "pal@x.io"}'),
               (2, 2, 'bo@x.io', '{}'), (3, 2, 'ask BO@x.io.', '{}'), (4, 2, 'Bo <bo@x.io>', '{}'), (5, 2, '-bo@x.io', '{}'),
               (6, 2, E'first\nbo@x.io', '{}'), (7, 2, 'mailto:bo@x.io?subject=x', '{}'), (8, 2, 'https://x.io?to=a%20bo@x.io', '{}'),
               (9, 2, '', '{"mail": "bo@x.io"}'), (10, 2, '', '{"text": "first\nbo@x.io"}')"#,
    );
    let left = |user: &str| -> Value {
        let url = small.database.url.as_str();
        let output =
            small.run(&["subject", "erase", "--user", user, "--format", "json", "--database-url", url]);
        serde_json::from_slice::<Value>(&output.stdout).unwrap()["left"].clone()
    };
    assert_eq!(left("1"), json!({}));
    assert_eq!(left("3"), json!({ "notes.text": 7, "notes.more": 2 }));
    assert_eq!(left("4"), json!({}), "one letter tells nobody apart");
}
