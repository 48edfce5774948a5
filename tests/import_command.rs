//! `canai-db import`: a live database becomes a project, and that project is the database.

use std::fs;
use std::path::{Path, PathBuf};

use canai_db::pg::catalog;
use canai_db::pg::server::Throwaway;

use crate::harness::{TestDatabase, block_on, canai_db, start_server};

/// What the platform brings, as far as the document refers to it, and who works on the database. The
/// roles belong to the server, so each test here has one of its own.
const PLATFORM: &str = "
    CREATE ROLE anon; CREATE ROLE authenticated; CREATE ROLE platform; CREATE ROLE developer LOGIN;
    CREATE SCHEMA auth AUTHORIZATION platform;
    CREATE TABLE auth.users (id uuid PRIMARY KEY, email text NOT NULL, secret text);
    CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS 'select null::uuid';
    GRANT USAGE ON SCHEMA auth TO developer;
    GRANT REFERENCES, SELECT ON auth.users TO developer;";

/// A server with the platform's roles, and one database on it with the document's tables.
struct Live {
    server: Throwaway,
    database: TestDatabase,
}

impl Live {
    fn with_the_document() -> Self {
        let live = Self::empty();
        live.database.execute(&format!(
            "SET ROLE developer; SET check_function_bodies = off; {}",
            include_str!("document/canai.sql")
        ));
        live
    }

    fn empty() -> Self {
        let server = start_server();
        let database = TestDatabase::create_on(&server);
        database.execute(PLATFORM);
        database.execute(&format!("ALTER DATABASE {} OWNER TO developer", database.name));
        Self { server, database }
    }

    /// Another database that has nothing but what the platform brings.
    fn another(&self) -> TestDatabase {
        let database = TestDatabase::create_on(&self.server);
        database.execute(PLATFORM.split_once("LOGIN;").unwrap().1);
        database.execute(&format!("ALTER DATABASE {} OWNER TO developer", database.name));
        database
    }
}

/// The URL for the one who works on the database and owns nothing else.
fn url(database: &TestDatabase) -> String {
    database.url.replace("user=postgres", "user=developer")
}

/// A folder that is removed with this value.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("canai-db-import-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// Runs the program here: exit code, stdout, stderr.
    fn run(&self, args: &[&str]) -> (Option<i32>, String, String) {
        let output = canai_db().arg("-C").arg(&self.0).args(args).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    }

    /// Runs it with success and returns both streams.
    #[track_caller]
    fn expect(&self, args: &[&str]) -> String {
        let (code, out, err) = self.run(args);
        assert_eq!(code, Some(0), "{args:?}: {out}{err}");
        out + &err
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.0.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
    }

    /// Every file with its content.
    fn all(&self) -> Vec<(PathBuf, String)> {
        fn collect(folder: &Path, files: &mut Vec<(PathBuf, String)>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    collect(&path, files);
                } else {
                    files.push((path.clone(), fs::read_to_string(&path).unwrap()));
                }
            }
        }
        let mut files = Vec::new();
        collect(&self.0, &mut files);
        files.sort();
        files
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn catalog(database: &TestDatabase) -> catalog::Catalog {
    let mut catalog = block_on(async { catalog::read(&database.client().await).await.unwrap() });
    catalog.objects.retain(|object, _| !object.contains("_sqlx_migrations"));
    catalog
}

#[test]
fn the_document_becomes_a_project_that_is_the_database() {
    let live = Live::with_the_document();
    let folder = Folder::new("document");
    let (code, out, err) = folder.run(&["import", "--database-url", &url(&live.database)]);
    assert_eq!(
        (code, out.as_str()),
        (
            Some(0),
            "Wrote schema/platform/platform.yaml\n\
             Wrote schema/tables/comparisons.yaml\n\
             Wrote schema/tables/error_logs.yaml\n\
             Wrote schema/tables/feedback_logs.yaml\n\
             Wrote schema/tables/initial_prompt_logs.yaml\n\
             Wrote schema/tables/payment_logs.yaml\n\
             Wrote schema/tables/pricing.yaml\n\
             Wrote schema/tables/prompt_logs.yaml\n\
             Wrote schema/tables/session_logs.yaml\n\
             Wrote schema/tables/share_logs.yaml\n\
             Wrote schema/tables/spark_cache.yaml\n\
             Wrote schema/tables/spark_logs.yaml\n\
             Wrote schema/tables/support_requests.yaml\n\
             Wrote schema/tables/trust_indicators.yaml\n\
             Wrote schema/tables/usage_logs.yaml\n"
        ),
        "{err}"
    );
    assert_eq!(
        err,
        "15 files written.\n\
         Left out, since others own them: auth; `--schema NAME` imports one.\n\
         Next: review schema/, then canai-db compile --name initial, then canai-db baseline --latest on this database, which has it all already.\n"
    );
    assert_eq!(folder.read("schema/platform/platform.yaml"), PLATFORM_YAML);
    assert_eq!(folder.read("schema/tables/pricing.yaml"), PRICING_YAML);
    for file in ["canai-db.yaml", ".gitignore", "schema/schema.json"] {
        assert!(folder.0.join(file).is_file(), "{file}");
    }

    folder.expect(&["compile", "--name", "initial"]);
    assert!(folder.expect(&["compile", "--check"]).contains("Nothing to compile"));
    let verified = folder.expect(&["verify"]);
    assert!(verified.contains("gives what schema/ says"), "{verified}");

    let built = live.another();
    folder.expect(&["migrate", "--database-url", &url(&built)]);
    let (document, built) = (catalog(&live.database), catalog(&built));
    assert!(document.objects.len() > 100, "{}", document.objects.len());
    assert_eq!(catalog::compare(&document, &built), vec![]);

    folder.expect(&["baseline", "--latest", "--database-url", &url(&live.database)]);
    let applied = folder.expect(&["migrate", "--database-url", &url(&live.database)]);
    assert!(applied.contains("Nothing to apply: 1 migration is in place"), "{applied}");
    folder.expect(&["drift", "--database-url", &url(&live.database)]);

    // Once more: nothing is different, the ledger included.
    let before = folder.all();
    let (code, out, err) = folder.run(&["import", "--database-url", &url(&live.database)]);
    assert_eq!((code, out.as_str()), (Some(0), ""), "{err}");
    assert!(err.starts_with("Nothing to write: schema/ is as the database is.\n"), "{err}");
    assert_eq!(folder.all(), before);
}

const PLATFORM_YAML: &str = "\
# yaml-language-server: $schema=../schema.json
platform:
  roles:
    anon:
    authenticated:

  schemas:
    auth:

  tables:
    auth.users:
      columns:
        id: { type: uuid, primary_key: true }

  functions:
    auth.uid:
      returns: uuid
      language: sql
      volatility: stable
      body: select null::uuid
";

const PRICING_YAML: &str = r#"# yaml-language-server: $schema=../schema.json
table: pricing
columns:
  id:                 { type: uuid, primary_key: true, default_sql: gen_random_uuid() }
  product_track:      { type: text, not_null: true, one_of: [business_builder, social_email, site_audit] }
  tier:               { type: text, default: standard, one_of: [standard, premium] }
  price:              { type: "numeric(10,2)", not_null: true, range: { min: 0 } }
  currency:           { type: text, default: USD, one_of: [USD] }
  description:        { type: text, not_null: true }
  features:           { type: jsonb, not_null: true, default: [] }
  word_count_range:   { type: text }
  emotional_benefits: { type: jsonb, default: [] }
  active:             { type: boolean, default: true }
  valid_from:         { type: timestamptz, default_sql: now() }
  valid_until:        { type: timestamptz }
  created_at:         { type: timestamptz, default_sql: now() }
  updated_at:         { type: timestamptz, default_sql: now() }
indexes:
  idx_pricing_product_track_active: [product_track, active, valid_from]
  idx_pricing_tier:                 [tier, active]
row_security: enabled
policies:
  pricing_public_read:
    for: select
    to: [anon]
    using: active = true and valid_from <= now() and (valid_until is null or valid_until > now())
"#;

const SHOP: &str = "
    SET ROLE developer;
    CREATE TABLE orders (id bigint PRIMARY KEY, note text);
    CREATE TABLE notes (id bigint PRIMARY KEY);
    CREATE SCHEMA sales AUTHORIZATION developer;
    CREATE TABLE sales.regions (id bigint PRIMARY KEY);";

#[test]
fn what_a_person_wrote_is_not_replaced_by_accident() {
    let live = Live::empty();
    live.database.execute(SHOP);
    let folder = Folder::new("replace");
    let url = url(&live.database);
    folder.expect(&["import", "--database-url", &url]);
    let ours = "# Ours.\ntable: orders\ncolumns:\n  id:   { type: bigint, primary_key: true }\n  note: { type: text, pii: free_text }\n";
    fs::write(folder.0.join("schema/tables/orders.yaml"), ours).unwrap();

    let (code, out, err) = folder.run(&["import", "--database-url", &url]);
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert_eq!(
        err,
        "error: nothing was written, since a file exists with other content:\n  \
           schema/tables/orders.yaml\n\
         `--overwrite` replaces them, YAML comments included; `--dry-run` shows what they would become\n"
    );
    assert_eq!(folder.read("schema/tables/orders.yaml"), ours);

    let (code, out, _) = folder.run(&["import", "--overwrite", "--database-url", &url]);
    assert_eq!((code, out.as_str()), (Some(0), "Replaced schema/tables/orders.yaml\n"));
    // What no database knows stays.
    assert!(folder.read("schema/tables/orders.yaml").contains("note: { type: text, pii: free_text }"));
    assert!(!folder.read("schema/tables/orders.yaml").contains("Ours"));

    // What the database has no longer is told, and left to a person.
    live.database.execute("DROP TABLE notes");
    let (code, _, err) = folder.run(&["import", "--database-url", &url]);
    assert_eq!(code, Some(0), "{err}");
    assert!(
        !err.contains("has it all already")
            && err.contains("warning: schema/ declares what the database does not have:\n  table notes\n"),
        "{err}"
    );
    assert!(folder.0.join("schema/tables/notes.yaml").is_file());
}

#[test]
fn what_is_taken_out_of_a_file_is_told() {
    let live = Live::empty();
    live.database.execute(
        "SET ROLE developer;
         CREATE FUNCTION lost() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end';
         CREATE FUNCTION kept() RETURNS integer LANGUAGE sql AS 'select 1';
         CREATE TABLE orders (id bigint PRIMARY KEY);",
    );
    let folder = Folder::new("taken_out");
    let url = url(&live.database);
    folder.expect(&["import", "--database-url", &url]);
    live.database.execute("DROP FUNCTION lost()");
    let told = "warning: the files that the import writes no longer declare what it does not have:\n  function lost()\n";
    let (code, _, err) = folder.run(&["import", "--dry-run", "--overwrite", "--database-url", &url]);
    assert!(code == Some(0) && err.contains(told), "{err}");

    // A table that only the project has still calls it.
    let orders = "table: notes\ncolumns: { id: { type: bigint } }\n\
                  triggers: { t: { before: insert, for_each: row, execute: lost } }\n";
    fs::write(folder.0.join("schema/tables/notes.yaml"), orders).unwrap();
    let (code, _, err) = folder.run(&["import", "--overwrite", "--database-url", &url]);
    assert_eq!(code, Some(1));
    let declared = "warning: schema/ declares what the database does not have:\n  table notes\n";
    assert!(err.contains("unknown function `lost`") && err.ends_with(&format!("{declared}{told}")), "{err}");

    fs::remove_file(folder.0.join("schema/tables/notes.yaml")).unwrap();
    let (code, out, err) = folder.run(&["import", "--overwrite", "--database-url", &url]);
    assert_eq!((code, out.as_str()), (Some(0), "Replaced schema/functions.yaml\n"));
    assert!(err.contains(told), "{err}");
    assert!(!folder.read("schema/functions.yaml").contains("lost"));
}

#[test]
fn what_stands_in_another_file_is_not_declared_twice() {
    let live = Live::empty();
    live.database.execute(SHOP);
    let folder = Folder::new("twice");
    fs::create_dir_all(folder.0.join("schema")).unwrap();
    let ours = "table: orders\ncolumns: { id: { type: bigint, primary_key: true } }\n";
    fs::write(folder.0.join("schema/shop.yaml"), ours).unwrap();
    let (code, out, err) = folder.run(&["import", "--overwrite", "--database-url", &url(&live.database)]);
    assert_eq!((code, out.as_str()), (Some(1), ""), "{err}");
    assert!(err.contains("table `orders` is declared twice"), "{err}");
    assert!(err.ends_with("nothing was written: the files of the import do not go together with those of schema/ that stay\n"), "{err}");
    assert_eq!(folder.all().len(), 1);
}

#[test]
fn what_the_project_says_of_the_platform_stays() {
    let live = Live::empty();
    live.database.execute(SHOP);
    live.database.execute("SET ROLE developer; GRANT SELECT ON orders TO anon, authenticated");
    let folder = Folder::new("platform");
    fs::create_dir_all(folder.0.join("schema/platform")).unwrap();
    let platform = "# Ours.\nplatform:\n  roles:\n    anon: { inherit: false }\n  tables:\n    sales.regions: { columns: { id: { type: bigint } } }\n  schemas: { sales: }\n";
    fs::write(folder.0.join("schema/platform/ours.yaml"), platform).unwrap();
    fs::write(folder.0.join("schema/roles.yaml"), "roles: { authenticated: { login: true } }\n").unwrap();
    let text = folder.expect(&["import", "--overwrite", "--database-url", &url(&live.database)]);
    assert!(
        text.starts_with("Replaced schema/roles.yaml\nWrote schema/tables/notes.yaml\nWrote schema/tables/orders.yaml\n3 files"),
        "{text}"
    );
    assert_eq!(folder.read("schema/platform/ours.yaml"), platform);
    assert_eq!(folder.read("schema/roles.yaml"), "roles:\n  authenticated:\n");
}

/// Files that stay, and migrations, name roles that the import has no need of.
#[test]
fn what_the_file_of_the_platform_says_stays_in_it() {
    let live = Live::empty();
    live.database.execute(
        "SET ROLE developer;
         CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'select 1';
         GRANT EXECUTE ON FUNCTION f() TO anon;
         CREATE TABLE orders (id bigint PRIMARY KEY);",
    );
    let folder = Folder::new("platform_file");
    let url = url(&live.database);
    folder.expect(&["import", "--database-url", &url]);
    live.database.execute("SET ROLE developer; GRANT UPDATE ON orders TO authenticated");
    folder.expect(&["import", "--overwrite", "--database-url", &url]);
    let file = folder.read("schema/platform/platform.yaml");
    assert!(file.ends_with("platform:\n  roles:\n    anon:\n    authenticated:\n"), "{file}");

    live.database.execute(
        "SET ROLE developer; REVOKE ALL ON FUNCTION f() FROM anon; GRANT UPDATE ON orders TO platform",
    );
    folder.expect(&["import", "--overwrite", "--database-url", &url]);
    assert!(folder.read("schema/platform/platform.yaml").contains("    anon:\n"));
}

#[test]
fn a_dry_run_writes_nothing_and_shows_all() {
    let live = Live::empty();
    live.database.execute(SHOP);
    let folder = Folder::new("dry");
    let arguments = ["import", "--dry-run", "--schema", "sales", "--database-url", &url(&live.database)];
    let (code, out, err) = folder.run(&arguments);
    assert_eq!(
        (code, out.as_str(), err.as_str()),
        (
            Some(0),
            "# ==> schema/schemas.yaml\n\
             # yaml-language-server: $schema=schema.json\n\
             schemas:\n\
             \x20 sales:\n\
             \n\
             # ==> schema/tables/sales.regions.yaml\n\
             # yaml-language-server: $schema=../schema.json\n\
             table: sales.regions\n\
             columns:\n\
             \x20 id: { type: bigint, primary_key: true }\n\
             \n",
            "2 files would be written.\n"
        )
    );
    assert_eq!(folder.all(), vec![]);
    let (code, _, err) = folder.run(&["import", "--schema", "sale", "--database-url", &url(&live.database)]);
    assert_eq!(
        (code, err.as_str()),
        (Some(64), "error: there is no schema sale; write the name as the catalog has it, without quotes\n")
    );
}

#[test]
fn what_yaml_cannot_say_is_told() {
    let live = Live::empty();
    live.database.execute(SHOP);
    live.database.execute(
        "CREATE FOREIGN DATA WRAPPER nowhere; CREATE SERVER there FOREIGN DATA WRAPPER nowhere;
         GRANT USAGE ON FOREIGN SERVER there TO developer; SET ROLE developer;
         CREATE FOREIGN TABLE far (id integer) SERVER there",
    );
    let folder = Folder::new("unsupported");
    let url = url(&live.database);
    let (code, _, err) = folder.run(&["import", "--database-url", &url]);
    assert_eq!(code, Some(2), "{err}");
    let expected = "warning: 3 things cannot be said in YAML:\n  \
        foreign tables cannot be written in YAML yet:\n    \
          foreign table far\n  \
        objects of this kind cannot be written in YAML yet:\n    \
          foreign data wrapper nowhere\n    \
          foreign server there\n";
    assert!(err.contains(expected), "{err}");

    let (code, out, _) = folder.run(&["import", "--format", "json", "--dry-run", "--database-url", &url]);
    assert_eq!(code, Some(2));
    let found: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(found["dry_run"], true);
    assert_eq!(found["left_out"], serde_json::json!(["auth"]));
    assert_eq!(found["only_declared"], serde_json::json!([]));
    assert_eq!(
        found["unsupported"][2],
        serde_json::json!({
            "object": "foreign table far",
            "reason": "foreign tables cannot be written in YAML yet",
        })
    );
    let file = &found["files"][0];
    assert_eq!((&file["path"], &file["state"]), (&"schema/schemas.yaml".into(), &"same".into()));
    assert_eq!(file["text"], folder.read("schema/schemas.yaml"));
}

#[test]
fn odd_things_are_written_or_told() {
    let live = Live::empty();
    live.database.execute(
        "SET ROLE developer;
         CREATE TYPE \"Mood (x)\" AS ENUM ('', 'a, b', E'two\\nlines', 'null');
         CREATE FUNCTION mixed(a integer, integer) RETURNS integer LANGUAGE sql AS 'select 1';
         CREATE FUNCTION \"odd(integer)\"(text, integer) RETURNS integer LANGUAGE sql AS 'select 1';
         CREATE FUNCTION \"ends \"(integer) RETURNS integer LANGUAGE sql AS 'select 1';
         CREATE FUNCTION ends(integer) RETURNS integer LANGUAGE sql AS 'select 2';
         CREATE TYPE public.date AS (year integer);
         CREATE FUNCTION year_of(public.date) RETURNS integer LANGUAGE sql AS 'select 1';
         CREATE FUNCTION year_of(pg_catalog.date) RETURNS pg_catalog.date LANGUAGE sql AS 'select null::pg_catalog.date';
         CREATE TABLE dotted (\"a.b\" integer, theirs pg_catalog.date DEFAULT '2026-01-01', ours public.date);
         CREATE SEQUENCE of_dotted OWNED BY dotted.\"a.b\";
         CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end';
         CREATE SCHEMA \"we.ird\";
         CREATE TABLE \"we.ird\".\"ta.b\"\"le\" (\"a b,c\" integer PRIMARY KEY, \"yes\" \"Mood (x)\" DEFAULT 'a, b');
         CREATE TRIGGER t BEFORE UPDATE OF \"a b,c\", \"yes\" ON \"we.ird\".\"ta.b\"\"le\" FOR EACH ROW EXECUTE FUNCTION touch('', E'x\\ny');
         CREATE TABLE mixed_rights (id integer);
         CREATE TABLE was_serial (id serial);
         ALTER TABLE was_serial ALTER id DROP DEFAULT, ALTER id ADD GENERATED ALWAYS AS IDENTITY;
         GRANT SELECT ON mixed_rights TO anon WITH GRANT OPTION; GRANT INSERT ON mixed_rights TO anon",
    );
    let folder = Folder::new("odd");
    let url = url(&live.database);
    let (code, _, err) = folder.run(&["import", "--database-url", &url]);
    assert_eq!(code, Some(0), "{err}");
    let rights = "  anon: { privileges: [select, insert], with_grant_option: [select] }\n";
    assert!(folder.read("schema/tables/mixed_rights.yaml").contains(rights));
    let identity = "id: { type: integer, identity: { generated: always, sequence: was_serial_id_seq1 } }";
    assert!(folder.read("schema/tables/was_serial.yaml").contains(identity));
    assert_eq!(
        folder.read("schema/tables/we_ird.ta_b_le.yaml"),
        "# yaml-language-server: $schema=../schema.json\n\
         table: '\"we.ird\".\"ta.b\"\"le\"'\n\
         columns:\n\
         \x20 a b,c: { type: integer, primary_key: true }\n\
         \x20 \"yes\": { type: '\"Mood (x)\"', default: \"a, b\" }\n\
         triggers:\n\
         \x20 t:\n\
         \x20   before: update of \"a b,c\", yes\n\
         \x20   for_each: row\n\
         \x20   execute: touch\n\
         \x20   arguments:\n\
         \x20     - ''\n\
         \x20     - |-\n\
         \x20       x\n\
         \x20       y\n"
    );
    let built = live.another();
    folder.expect(&["compile", "--name", "odd"]);
    folder.expect(&["migrate", "--database-url", &self::url(&built)]);
    let (found, built) = (catalog(&live.database), catalog(&built));
    assert_eq!(catalog::compare(&found, &built), vec![]);
}
