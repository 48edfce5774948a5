//! Rules of a live server, through the reports that they read.

use serde_json::Value;

use super::command::Folder;
use crate::harness::{TestDatabase, block_on, start_server};

const SCHEMA: &str = "\
extensions:
  pg_trgm: {}
roles:
  lint_visitor: {}
";
const ORDERS: &str = "\
table: orders
columns:
  id:   { type: integer, primary_key: true, identity: always }
  code: { type: text, not_null: true }
indexes:
  orders_code: { on: [code], unique: true }
row_security: enabled
policies:
  everybody: { for: select, using: true }
";
const JOBS: &str = "\
table: jobs
columns:
  id:      { type: bigint, primary_key: true }
  payload: { type: text, not_null: true }
";

const SITUATION: &str = "
    CREATE EXTENSION pg_trgm VERSION '1.3';
    CREATE ROLE lint_visitor;
    CREATE TABLE orders (id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY, code text NOT NULL);
    ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
    GRANT ALL ON orders TO lint_visitor;
    INSERT INTO orders (code) VALUES ('same'), ('same');
    SELECT setval('orders_id_seq', 2040109465);
    CREATE TABLE jobs (id bigint PRIMARY KEY, payload text NOT NULL) WITH (autovacuum_enabled = false);
    GRANT SELECT ON jobs TO lint_visitor;
    INSERT INTO jobs SELECT i, repeat('y', 1000) FROM generate_series(1, 30000) i;
    ANALYZE jobs;
    DELETE FROM jobs WHERE id % 10 <> 0;
    ANALYZE jobs;";

fn project() -> Folder {
    Folder::new(&[("schema/other.yaml", SCHEMA), ("schema/orders.yaml", ORDERS), ("schema/jobs.yaml", JOBS)])
}

fn found(project: &Folder, database: &TestDatabase, words: &[&str]) -> Vec<Value> {
    let words: Vec<&str> =
        words.iter().copied().chain(["--format", "json", "--database-url", &database.url]).collect();
    let output = project.run(&words);
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
}

#[test]
fn a_server_is_looked_at_and_findings_stand_where_things_are_declared() {
    // The role belongs to the whole server.
    let server = start_server();
    let database = TestDatabase::create_on(&server);
    database.execute(SITUATION);
    let failed = block_on(async {
        let client = database.client().await;
        client.batch_execute("CREATE UNIQUE INDEX CONCURRENTLY orders_code ON orders (code)").await
    });
    assert!(failed.is_err());
    let project = project();
    let all = found(&project, &database, &[]);
    let of = |rule: &str| -> Vec<&Value> { all.iter().filter(|it| it["rule"] == rule).collect() };
    for (rule, file, line, message) in [
        ("invalid_index", "schema/orders.yaml", 6, "index orders_code of public.orders is invalid"),
        ("sequence_exhaustion", "schema/orders.yaml", 3, "95% of sequence public.orders_id_seq"),
        ("extension_outdated", "schema/other.yaml", 2, "extension pg_trgm is of version 1.3"),
        (
            "rls_bypassing_grant",
            "schema/orders.yaml",
            1,
            "lint_visitor holds TRIGGER, TRUNCATE on public.orders",
        ),
        ("bloat", "schema/jobs.yaml", 1, ""),
    ] {
        let found = of(rule);
        let one = found.first().unwrap_or_else(|| panic!("{rule}: {all:#?}"));
        assert!(one["message"].as_str().unwrap().contains(message), "{one}");
        assert_eq!((one["file"].as_str(), one["line"].as_u64()), (Some(file), Some(line)), "{one}");
    }
    // Not a day old, and of no size.
    assert_eq!(of("unused_index"), Vec::<&Value>::new());
    // What is granted on a table without row security is nobody's to hold back.
    assert_eq!(of("rls_bypassing_grant").len(), 1);

    // One alone, and mended.
    let one = found(&project, &database, &["extension_outdated"]);
    assert_eq!(one.len(), 1);
    database.execute("ALTER EXTENSION pg_trgm UPDATE; REVOKE TRUNCATE, TRIGGER ON orders FROM lint_visitor");
    assert_eq!(
        found(&project, &database, &["extension_outdated", "rls_bypassing_grant"]),
        Vec::<Value>::new()
    );
}

#[test]
fn what_cannot_be_reached_is_a_failure() {
    let output = project().run(&["--database-url", "postgresql://localhost:1/x"]);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn thresholds_of_the_project_count() {
    let database = TestDatabase::create();
    database.execute(
        "CREATE TABLE orders (id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY, code text NOT NULL);
         SELECT setval('orders_id_seq', 2040109465)",
    );
    let project = project();
    assert_eq!(found(&project, &database, &["sequence_exhaustion"]).len(), 1);
    let settings = "report:\n  thresholds:\n    sequences: { used_ratio: { warn: 0.99 } }\n";
    std::fs::write(project.0.join("canai-db.yaml"), settings).unwrap();
    assert_eq!(found(&project, &database, &["sequence_exhaustion"]), Vec::<Value>::new());
}
