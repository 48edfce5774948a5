//! `drift`: what is changed by hand is found, by object and attribute; what differs legitimately is not.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use canai_db::pg::catalog;
use serde_json::Value;

use crate::harness::{TestDatabase, block_on, canai_db, connect, start_server};

/// One of each kind of thing that somebody changes by hand.
const FIRST: &str = "\
CREATE SCHEMA shop;
CREATE TYPE shop.state AS ENUM ('open', 'paid');
CREATE TABLE shop.people (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, mail text NOT NULL);
CREATE TABLE shop.orders (
    id bigint PRIMARY KEY,
    person bigint REFERENCES shop.people (id),
    state shop.state NOT NULL DEFAULT 'open',
    total numeric(12, 2) DEFAULT 0 CHECK (total >= 0),
    doubled numeric GENERATED ALWAYS AS (total * 2) STORED
);
COMMENT ON TABLE shop.orders IS 'What was ordered.';
COMMENT ON COLUMN shop.orders.total IS 'In euros.';
CREATE INDEX orders_person ON shop.orders (person, id DESC) WHERE total > 0;
CREATE INDEX orders_sum ON shop.orders ((total + 1));
CREATE STATISTICS shop.total_of ON state, total FROM shop.orders;
CREATE FUNCTION shop.touch() RETURNS trigger LANGUAGE plpgsql AS $$
begin
    new.total := coalesce(new.total, 0);
    return new;
end
$$;
CREATE TRIGGER touch BEFORE INSERT ON shop.orders FOR EACH ROW EXECUTE FUNCTION shop.touch();
CREATE CONSTRAINT TRIGGER late AFTER UPDATE ON shop.people DEFERRABLE FOR EACH ROW EXECUTE FUNCTION shop.touch();
CREATE VIEW shop.open_orders WITH (security_invoker = true) AS SELECT id, total FROM shop.orders WHERE state = 'open';
ALTER TABLE shop.orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON shop.orders USING (person = current_setting('app.person')::bigint);
GRANT SELECT ON shop.people TO PUBLIC;
";

/// Migrations in a folder of their own, and a database.
struct Project {
    root: PathBuf,
    database: TestDatabase,
}

impl Project {
    fn new(name: &str, files: &[(&str, &str)]) -> Self {
        Self::with(name, files, TestDatabase::create())
    }

    fn with(name: &str, files: &[(&str, &str)], database: TestDatabase) -> Self {
        let root = std::env::temp_dir().join(format!("canai-db-drift-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        fs::create_dir_all(root.join("migrations")).unwrap();
        let project = Self { root, database };
        for (name, text) in files {
            project.write(name, text);
        }
        project
    }

    /// With `FIRST` applied.
    fn applied(name: &str) -> Self {
        let project = Self::new(name, &[("migrations/1_first.up.sql", FIRST)]);
        project.expect(&["migrate"], 0);
        project
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = canai_db();
        command.arg("-C").arg(&self.root).args(args).args(["--database-url", &self.database.url]);
        command
    }

    /// Runs a command that ends with this exit code, and returns both its streams.
    fn expect(&self, args: &[&str], code: i32) -> String {
        both(&self.command(args).output().unwrap(), code)
    }

    /// Changes something by hand; each difference as `object: attribute`.
    fn drifted_by(&self, sql: &str) -> Vec<String> {
        self.database.execute(sql);
        self.differences()
    }

    fn differences(&self) -> Vec<String> {
        let output = self.command(&["drift", "--format", "json"]).output().unwrap();
        let report: Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
        let differences = report["differences"].as_array().unwrap();
        assert_eq!(output.status.code(), Some(if differences.is_empty() { 0 } else { 2 }));
        let told = differences.iter().map(|it| {
            let (object, attribute) = (it["object"].as_str().unwrap(), it["attribute"].as_str());
            match (attribute, it["expected"].as_str()) {
                (Some(attribute), _) => format!("{object}: {attribute}"),
                (None, Some(_)) => format!("{object}: missing"),
                (None, None) => format!("{object}: not expected"),
            }
        });
        told.collect()
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}

fn both(output: &Output, code: i32) -> String {
    let text =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{text}");
    text
}

#[test]
fn every_kind_of_change_by_hand_is_found() {
    let project = Project::applied("kinds");
    assert!(project.expect(&["drift"], 0).contains("No drift: schema shop as 1 migration made it."));
    // Each is undone again, so that the next stands alone.
    for (change, undo, found) in [
        (
            "ALTER TABLE shop.people ADD COLUMN nick text",
            "ALTER TABLE shop.people DROP COLUMN nick",
            &["column shop.people.nick: not expected", "table shop.people: columns"][..],
        ),
        (
            "DROP INDEX shop.orders_person",
            "CREATE INDEX orders_person ON shop.orders (person, id DESC) WHERE total > 0",
            &["index shop.orders_person: missing"],
        ),
        (
            "DROP INDEX shop.orders_person; CREATE INDEX orders_person ON shop.orders (person, id) WHERE total > 1",
            "DROP INDEX shop.orders_person; CREATE INDEX orders_person ON shop.orders (person, id DESC) WHERE total > 0",
            &["index shop.orders_person: keys", "index shop.orders_person: where"],
        ),
        (
            "ALTER POLICY mine ON shop.orders USING (true)",
            "ALTER POLICY mine ON shop.orders USING (person = current_setting('app.person')::bigint)",
            &["policy shop.orders.mine: using"],
        ),
        (
            "ALTER POLICY mine ON shop.orders TO CURRENT_USER",
            "ALTER POLICY mine ON shop.orders TO PUBLIC",
            &["policy shop.orders.mine: roles"],
        ),
        (
            "CREATE OR REPLACE FUNCTION shop.touch() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS \
             'begin return new; end'",
            &FIRST[FIRST.find("CREATE FUNCTION").unwrap()..FIRST.find("CREATE TRIGGER").unwrap()]
                .replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"),
            &["function shop.touch(): security", "function shop.touch(): body"],
        ),
        (
            "ALTER TABLE shop.orders DISABLE ROW LEVEL SECURITY",
            "ALTER TABLE shop.orders ENABLE ROW LEVEL SECURITY",
            &["table shop.orders: row security"],
        ),
        (
            "ALTER TABLE shop.people SET (toast.autovacuum_enabled = off)",
            "ALTER TABLE shop.people RESET (toast.autovacuum_enabled)",
            &["table shop.people: options"],
        ),
        (
            "ALTER INDEX shop.orders_sum ALTER COLUMN 1 SET STATISTICS 77",
            "ALTER INDEX shop.orders_sum ALTER COLUMN 1 SET STATISTICS -1",
            &["index shop.orders_sum: statistics"],
        ),
        (
            "ALTER STATISTICS shop.total_of SET STATISTICS 77",
            "ALTER STATISTICS shop.total_of SET STATISTICS -1",
            &["statistics shop.total_of: definition"],
        ),
        (
            "GRANT INSERT ON shop.people TO PUBLIC",
            "REVOKE INSERT ON shop.people FROM PUBLIC",
            &["table shop.people: grants"],
        ),
        (
            "GRANT UPDATE (mail) ON shop.people TO PUBLIC",
            "REVOKE UPDATE (mail) ON shop.people FROM PUBLIC",
            &["column shop.people.mail: grants"],
        ),
        (
            "REVOKE EXECUTE ON FUNCTION shop.touch() FROM PUBLIC",
            "GRANT EXECUTE ON FUNCTION shop.touch() TO PUBLIC",
            &["function shop.touch(): grants"],
        ),
        (
            "ALTER TABLE shop.orders ALTER total SET DEFAULT 1, ALTER person SET NOT NULL",
            "ALTER TABLE shop.orders ALTER total SET DEFAULT 0, ALTER person DROP NOT NULL",
            &["column shop.orders.person: not null", "column shop.orders.total: default"],
        ),
        (
            "ALTER TABLE shop.people ALTER mail TYPE varchar(80)",
            "ALTER TABLE shop.people ALTER mail TYPE text",
            &["column shop.people.mail: type"],
        ),
        (
            "ALTER TABLE shop.orders DISABLE TRIGGER touch",
            "ALTER TABLE shop.orders ENABLE TRIGGER touch",
            &["trigger shop.orders.touch: enabled"],
        ),
        (
            "ALTER TABLE shop.orders DISABLE TRIGGER ALL",
            "ALTER TABLE shop.orders ENABLE TRIGGER ALL",
            &["constraint shop.orders.orders_person_fkey: triggers", "trigger shop.orders.touch: enabled"],
        ),
        (
            "COMMENT ON TABLE shop.orders IS 'x'; COMMENT ON COLUMN shop.orders.total IS NULL",
            "COMMENT ON TABLE shop.orders IS 'What was ordered.'; COMMENT ON COLUMN shop.orders.total IS 'In euros.'",
            &["column shop.orders.total: comment", "table shop.orders: comment"],
        ),
        (
            "ALTER VIEW shop.open_orders RESET (security_invoker)",
            "ALTER VIEW shop.open_orders SET (security_invoker = true)",
            &["view shop.open_orders: options"],
        ),
        (
            "CREATE OR REPLACE VIEW shop.open_orders WITH (security_invoker = true) AS SELECT id, total FROM shop.orders",
            "CREATE OR REPLACE VIEW shop.open_orders WITH (security_invoker = true) AS \
             SELECT id, total FROM shop.orders WHERE state = 'open'",
            &["view shop.open_orders: definition"],
        ),
        (
            "CREATE TABLE shop.extra (id int PRIMARY KEY); CREATE TABLE public.elsewhere (id int)",
            "DROP TABLE shop.extra, public.elsewhere",
            // Its parts go without saying, and public is not ours.
            &["table shop.extra: not expected"],
        ),
        (
            "ALTER TABLE shop.orders DROP CONSTRAINT orders_total_check, ADD CONSTRAINT orders_total_check CHECK (total > 0) NOT VALID",
            "ALTER TABLE shop.orders DROP CONSTRAINT orders_total_check, ADD CONSTRAINT orders_total_check CHECK (total >= 0)",
            &[
                "constraint shop.orders.orders_total_check: definition",
                "constraint shop.orders.orders_total_check: not valid",
            ],
        ),
        (
            "CREATE RULE nothing AS ON DELETE TO shop.people DO INSTEAD NOTHING",
            "DROP RULE nothing ON shop.people",
            &["rule shop.people.nothing: not expected"],
        ),
        (
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'shop.orders_person'::regclass",
            "UPDATE pg_index SET indisvalid = true WHERE indexrelid = 'shop.orders_person'::regclass",
            &["index shop.orders_person: invalid"],
        ),
        (
            "ALTER DEFAULT PRIVILEGES IN SCHEMA shop GRANT SELECT ON TABLES TO PUBLIC",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA shop REVOKE SELECT ON TABLES FROM PUBLIC",
            &["default privileges in shop on tables: not expected"],
        ),
        ("ALTER TYPE shop.state ADD VALUE 'gone' BEFORE 'paid'", "", &["type shop.state: values"]),
    ] {
        assert_eq!(project.drifted_by(change), found, "{change}");
        project.database.execute(undo);
    }
}

#[test]
fn a_difference_is_shown_so_that_a_person_sees_it() {
    let project = Project::applied("shown");
    project.database.execute(
        "CREATE OR REPLACE FUNCTION shop.touch() RETURNS trigger LANGUAGE plpgsql AS $$
begin
    new.total := 100;
    return new;
end
$$; ALTER TABLE shop.orders ALTER total SET DEFAULT 5",
    );
    let text = project.expect(&["drift"], 2);
    let expected = "\
drift  column shop.orders.total: default
    expected  0
    found     5
drift  function shop.touch(): body  (- expected, + found)
      begin
    -     new.total := coalesce(new.total, 0);
    +     new.total := 100;
          return new;
      end
2 differences of 2 objects in schema shop (expected: 1 migration replayed; found: the database).
";
    assert_eq!(text, expected);
    let text = project.expect(&["drift", "--format", "github"], 2);
    assert!(
        text.starts_with(
            "::error title=drift::column shop.orders.total: default%0A    expected  0%0A    found     5\n"
        ),
        "{text}"
    );
}

#[test]
fn what_is_pending_is_not_drift_and_what_does_not_fit_is_told() {
    let project = Project::applied("pending");
    project.write("migrations/2_second.up.sql", "CREATE TABLE shop.later (id int);\n");
    let text = project.expect(&["drift"], 0);
    assert!(text.contains("1 migration pending: 2_second.up.sql"), "{text}");
    project.database.execute("CREATE TABLE shop.later (id int)");
    assert_eq!(project.differences(), ["table shop.later: not expected"]);
    project.database.execute("DROP TABLE shop.later");

    project.write("migrations/1_first.up.sql", "SELECT 1;\n");
    assert!(project.expect(&["drift"], 1).contains("1_first.up.sql: was changed after it had been applied"));
    fs::remove_file(project.root.join("migrations/1_first.up.sql")).unwrap();
    assert!(
        project
            .expect(&["drift"], 1)
            .contains("version 1 (first) is applied in the database, but its file is missing")
    );
}

#[test]
fn a_migration_that_came_late_comes_late_in_the_replay() {
    let project = Project::new(
        "late",
        &[
            ("migrations/1_a.up.sql", "CREATE TABLE t (a int);\n"),
            ("migrations/3_c.up.sql", "ALTER TABLE t ADD COLUMN c int;\n"),
        ],
    );
    project.expect(&["migrate"], 0);
    project.write("migrations/2_b.up.sql", "ALTER TABLE t ADD COLUMN b int;\n");
    project.expect(&["migrate"], 0);
    assert_eq!(project.database.query("SELECT * FROM t"), Vec::<String>::new());
    assert_eq!(project.differences(), Vec::<String>::new());
}

#[test]
fn a_replay_is_remembered_and_needs_no_server_then() {
    let project = Project::applied("cache");
    let nowhere = |project: &Project, args: &[&str]| {
        // Over TCP there is no certainty that the server is this machine's; here there is none of ours.
        let mut command = project.command(args);
        command.env("PATH", "/nowhere").env("CANAI_PG_BIN", "/nowhere");
        // The socket alone would do for a scratch database beside it.
        command.output().unwrap()
    };
    let before = databases(&project);
    project.expect(&["drift"], 0);
    let files = || {
        let folder = fs::read_dir(project.root.join(".canai-db/drift")).unwrap();
        folder.map(|entry| entry.unwrap().path()).collect::<Vec<PathBuf>>()
    };
    assert_eq!(files().len(), 1);
    assert_eq!(fs::read_to_string(project.root.join(".canai-db/.gitignore")).unwrap(), "*\n");
    let output = nowhere(&project, &["drift", "--verbose"]);
    assert!(both(&output, 0).contains("against a replay done before"));

    // A file that is not whole, or somebody else's, is written anew.
    let whole = fs::read_to_string(&files()[0]).unwrap();
    for broken in
        [&whole[..whole.len() / 2], "", "{}", &whole.replacen("\"type\",\"text\"", "\"type\",\"uuid\"", 1)]
    {
        fs::write(&files()[0], broken).unwrap();
        assert!(project.expect(&["drift", "--verbose"], 0).contains("against a replay done now"));
        assert_eq!(fs::read_to_string(&files()[0]).unwrap(), whole);
    }
    // Another state is another replay.
    project.write("migrations/2_second.up.sql", "CREATE TABLE shop.later (id int);\n");
    project.expect(&["migrate"], 0);
    assert!(project.expect(&["drift", "--verbose"], 0).contains("against a replay done now"));
    assert_eq!(files().len(), 2);
    assert_eq!(databases(&project), before);
}

fn databases(project: &Project) -> Vec<String> {
    project.database.query("SELECT datname FROM pg_database WHERE datname LIKE 'canai%' ORDER BY 1")
}

#[test]
fn where_there_is_no_scratch_server_the_ways_to_one_are_told() {
    let project = Project::applied("no-server");
    // A role that may not create databases, and no programs.
    let role = format!("reader_{}", project.database.name);
    project.database.execute(&format!(
        "CREATE ROLE {role} LOGIN; GRANT USAGE ON SCHEMA public TO {role}; GRANT SELECT ON _sqlx_migrations TO {role}"
    ));
    let url = project.database.url.replace("user=postgres", &format!("user={role}"));
    let drift = |extra: &[&str]| {
        let mut command = canai_db();
        command.arg("-C").arg(&project.root).args(["drift", "--database-url", &url]).args(extra);
        command
    };
    let output = drift(&[]).env("PATH", "/nowhere").env("CANAI_PG_BIN", "/nowhere").output().unwrap();
    let text = both(&output, 1);
    for way in [
        "--shadow-url postgresql://",
        "--shadow same-server",
        "its role may not create databases",
        "docker run",
    ] {
        assert!(text.contains(way), "{way}: {text}");
    }
    // A server that is named will do; so will the same one, if that is asked for.
    let shadow = &project.database.url;
    let nowhere = |command: &mut Command| {
        both(&command.env("PATH", "/nowhere").env("CANAI_PG_BIN", "/nowhere").output().unwrap(), 0)
    };
    nowhere(&mut drift(&["--shadow-url", shadow]));
    fs::remove_dir_all(project.root.join(".canai-db")).unwrap();
    nowhere(&mut project.command(&["drift", "--shadow", "same-server"]));
    let left = "SELECT datname FROM pg_database WHERE datname LIKE 'canai_db_scratch%drift'";
    assert_eq!(project.database.query(left), Vec::<String>::new());
    project.database.execute(&format!("DROP OWNED BY {role}; DROP ROLE {role}"));
}

#[test]
fn a_role_that_may_read_the_ledger_is_enough() {
    let project = Project::applied("role");
    let role = format!("looker_{}", project.database.name);
    project.database.execute(&format!("CREATE ROLE {role} LOGIN; REVOKE ALL ON SCHEMA public FROM PUBLIC"));
    let url = project.database.url.replace("user=postgres", &format!("user={role}"));
    let drift = |code| {
        let output = canai_db().arg("-C").arg(&project.root).args(["drift", "--database-url", &url]).output();
        both(&output.unwrap(), code)
    };
    let text = drift(1);
    assert!(text.contains("there is public._sqlx_migrations, but the connection's search_path"), "{text}");
    project.database.execute(&format!("GRANT USAGE ON SCHEMA public TO {role}"));
    let text = drift(1);
    assert!(text.contains(&format!("GRANT SELECT ON _sqlx_migrations TO {role}")), "{text}");
    project.database.execute(&format!("GRANT SELECT ON _sqlx_migrations TO {role}"));
    drift(0);
    project.database.execute("ALTER TABLE _sqlx_migrations ENABLE ROW LEVEL SECURITY");
    let text = drift(1);
    assert!(text.contains("row security on _sqlx_migrations decides"), "{text}");
    project.database.execute(&format!("DROP OWNED BY {role}; DROP ROLE {role}"));
}

#[test]
fn names_are_found_where_the_roles_sessions_find_them() {
    let database = TestDatabase::create();
    let (name, role) = (database.name.clone(), format!("owner_{}", database.name));
    database.execute(&format!(
        "CREATE ROLE {role} LOGIN CREATEDB; ALTER DATABASE {name} OWNER TO {role}; GRANT ALL ON SCHEMA public TO {role};
         ALTER DATABASE {name} SET search_path = nothing;
         ALTER ROLE {role} IN DATABASE {name} SET search_path = \"$user\", public, \"Extra\""
    ));
    let schema = format!(
        "roles: {{ {role}: {{ login: true, createdb: true }} }}\nschemas: {{ Extra: }}\nfunctions:\n  \
         Extra.made: {{ arguments: [integer], returns: text, language: sql, body: \"select 'x'\" }}\n  \
         leaning: {{ returns: text, language: sql, body: select made(1) }}\n\
         domains: {{ phone: {{ type: text, checks: [\"value ~ '^\\\\+[0-9]+$'\"] }} }}\n"
    );
    let mut database = database;
    database.url = database.url.replace("user=postgres", &format!("user={role}"));
    let (table, kept) = (
        "table: t\ncolumns: { c: { type: text } }\n",
        "platform: { views: { kept: { definition: select c from t } } }\n",
    );
    let files = [("schema/all.yaml", &*schema), ("schema/t.yaml", table), ("schema/kept.yaml", kept)];
    let project = Project::with("path", &files, database);
    let alone = |args: &[&str], code| {
        both(&canai_db().arg("-C").arg(&project.root).args(args).output().unwrap(), code)
    };
    alone(&["compile", "--name", "first"], 0);
    // The role is there, and may make none.
    project.expect(&["migrate"], 0);
    // A view of ours that others keep is in no replay; a schema that was made again has no comment.
    project.database.execute(&format!(
        "CREATE VIEW public.kept AS SELECT c FROM public.t; COMMENT ON SCHEMA public IS NULL;
         ALTER ROLE {role} SET standard_conforming_strings = off"
    ));
    assert_eq!(project.differences(), Vec::<String>::new());
    let text = alone(&["verify"], 0);
    assert!(
        text.contains("only made where the search_path leads") && text.contains("made(integer)"),
        "{text}"
    );

    // What no schema has is no matter of where one looks.
    project.write("schema/all.yaml", &schema.replace("made(1)", "unmade(1)"));
    alone(&["compile", "--name", "second"], 0);
    assert!(alone(&["verify"], 1).contains("function unmade(integer) does not exist"));
    // A platform that cannot be built leaves no database behind.
    project.write(
        "schema/platform.yaml",
        "platform: { functions: { x: { returns: void, language: no, body: no } } }\n",
    );
    let shadow = project.database.url.clone();
    assert!(alone(&["verify", "--shadow-url", &shadow], 1).contains("language \"no\" does not exist"));
    let left =
        format!("SELECT datname FROM pg_database WHERE datdba = '{role}'::regrole AND datname <> '{name}'");
    assert_eq!(project.database.query(&left), Vec::<String>::new());
    project.database.execute(&format!(
        "ALTER DATABASE {name} OWNER TO postgres; DROP OWNED BY {role} CASCADE; DROP ROLE {role}"
    ));
}

const PLATFORM: &str = "\
platform:
  roles:
    anon: {}
    authenticated: {}
  default_privileges:
    - { in: public, tables: { anon: [all], authenticated: [all] } }
  schemas:
    auth: { grants: { anon: [usage], authenticated: [usage] } }
  tables:
    auth.users: { columns: { id: { type: uuid, primary_key: true } } }
  functions:
    auth.uid: { returns: uuid, language: sql, volatility: stable, body: select null::uuid }
";

#[test]
fn on_a_platform_only_what_is_ours_counts() {
    // The roles are the whole server's.
    let server = start_server();
    let database = TestDatabase::create_on(&server);
    database.execute(
        "CREATE ROLE anon; CREATE ROLE authenticated; CREATE ROLE platform_admin SUPERUSER; CREATE ROLE app LOGIN;
         GRANT ALL ON SCHEMA public TO app; GRANT platform_admin TO app;
         SET ROLE platform_admin;
         CREATE SCHEMA auth;
         GRANT USAGE ON SCHEMA auth TO anon, authenticated, app;
         CREATE TABLE auth.users (id uuid PRIMARY KEY, mail text, secret text);
         CREATE TABLE auth.sessions (id uuid PRIMARY KEY, person uuid REFERENCES auth.users (id));
         CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS 'select current_setting(''jwt'')::uuid';
         GRANT ALL ON auth.users TO app; ALTER TABLE auth.users ENABLE ROW LEVEL SECURITY;
         CREATE SCHEMA storage; CREATE TABLE storage.objects (id int);
         ALTER DEFAULT PRIVILEGES FOR ROLE platform_admin IN SCHEMA public GRANT ALL ON TABLES TO anon;
         ALTER DEFAULT PRIVILEGES FOR ROLE app IN SCHEMA public GRANT ALL ON TABLES TO anon, authenticated;
         CREATE EXTENSION pgcrypto SCHEMA storage;",
    );
    let first = "\
CREATE TABLE notes (id uuid PRIMARY KEY, person uuid REFERENCES auth.users (id), body text);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON notes TO authenticated USING (auth.uid() = person);
REVOKE TRUNCATE ON notes FROM anon;
GRANT SELECT ON notes TO app;
CREATE FUNCTION signed_up() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end';
CREATE TRIGGER on_sign_up AFTER INSERT ON auth.users FOR EACH ROW EXECUTE FUNCTION signed_up();
CREATE POLICY own ON auth.users FOR SELECT TO authenticated USING (auth.uid() = id);
";
    let files = [("schema/platform.yaml", PLATFORM), ("migrations/1_first.up.sql", first)];
    let mut database = database;
    database.url = database.url.replace("user=postgres", "user=app");
    let project = Project::with("platform", &files, database);
    project.expect(&["migrate"], 0);
    assert_eq!(project.differences(), Vec::<String>::new());

    // The same privilege by another grantor is the same privilege.
    project.database.execute(
        "GRANT SELECT ON notes TO platform_admin WITH GRANT OPTION; SET ROLE platform_admin; GRANT SELECT ON notes TO anon; \
         RESET ROLE; REVOKE ALL ON notes FROM platform_admin CASCADE; \
         ALTER TABLE auth.users ADD COLUMN more text; CREATE TABLE auth.more (id int)",
    );
    assert_eq!(project.differences(), Vec::<String>::new());
    // What a migration took away from the defaults, and what it put on the platform's table, is ours.
    assert_eq!(project.drifted_by("GRANT TRUNCATE ON notes TO anon"), ["table public.notes: grants"]);
    project.database.execute("REVOKE TRUNCATE ON notes FROM anon");
    assert_eq!(
        project.drifted_by("ALTER TABLE auth.users DISABLE TRIGGER on_sign_up"),
        ["trigger auth.users.on_sign_up: enabled"]
    );
    // Beside a policy of ours another one counts, and that it has any effect.
    project.database.execute("ALTER TABLE auth.users ENABLE TRIGGER on_sign_up");
    assert_eq!(
        project.drifted_by(
            "CREATE POLICY extra ON auth.users USING (true); CREATE POLICY free ON auth.sessions"
        ),
        ["policy auth.users.extra: not expected"]
    );
    assert_eq!(
        project
            .drifted_by("DROP POLICY extra ON auth.users; ALTER TABLE auth.users DISABLE ROW LEVEL SECURITY"),
        ["table auth.users: row security"]
    );
    project.database.execute("ALTER TABLE auth.users ENABLE ROW LEVEL SECURITY");
    assert_eq!(
        project.drifted_by("DROP TRIGGER on_sign_up ON auth.users"),
        ["trigger auth.users.on_sign_up: missing"]
    );
    // Another owner is no difference.
    let owned = "ALTER TABLE notes OWNER TO platform_admin; GRANT ALL ON notes TO app";
    assert_eq!(project.drifted_by(owned), ["trigger auth.users.on_sign_up: missing"]);
}

#[test]
fn an_extension_that_the_scratch_server_lacks_is_named_with_what_needs_it() {
    let project = Project::new(
        "extension",
        &[("migrations/1_first.up.sql", "CREATE EXTENSION hstore;\nCREATE TABLE t (h hstore);\n")],
    );
    project.expect(&["migrate"], 0);
    assert_eq!(project.differences(), Vec::<String>::new());
    fs::remove_dir_all(project.root.join(".canai-db")).unwrap();
    // As if the file had always asked for what no server has.
    let text = "CREATE EXTENSION hstore VERSION '99';\nCREATE TABLE t (h hstore);\n";
    project.write("migrations/1_first.up.sql", text);
    let sum: String = canai_db::migration::checksum(text).iter().map(|byte| format!("{byte:02x}")).collect();
    project.database.execute(&format!("UPDATE _sqlx_migrations SET checksum = '\\x{sum}'"));
    let text = project.expect(&["drift"], 1);
    for part in [
        "for want of extensions",
        "hstore: extension \"hstore\" has no",
        "needed by column h of table t",
        "--shadow-url",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn the_servers_limits_are_kept_and_running_changes_harm_nobody() {
    let project = Project::applied("limits");
    project.expect(&["drift"], 0);
    let name = &project.database.name;
    // A table that is being changed is only waited for where a view reads it.
    let held = |sql: &str| {
        let (config, sql) = (project.database.config.clone(), format!("BEGIN; {sql}"));
        let (held, is_held) = std::sync::mpsc::channel();
        let (release, is_released) = std::sync::mpsc::channel::<()>();
        let holder = std::thread::spawn(move || {
            crate::harness::block_on(async {
                let client = crate::harness::connect(&config).await;
                client.batch_execute(&sql).await.unwrap();
                held.send(()).unwrap();
                is_released.recv().unwrap();
                client.batch_execute("ROLLBACK").await.unwrap();
            });
        });
        is_held.recv().unwrap();
        (holder, release)
    };
    let (holder, release) = held(
        "LOCK TABLE shop.people, _sqlx_migrations IN SHARE MODE; LOCK TABLE shop.people IN ACCESS EXCLUSIVE MODE",
    );
    project.expect(&["drift"], 0);
    release.send(()).unwrap();
    holder.join().unwrap();

    let (holder, release) = held("LOCK TABLE shop.orders IN ACCESS EXCLUSIVE MODE");
    let import =
        project.command(&["import", "--dry-run"]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
    let text = project.expect(&["drift"], 1);
    assert!(text.contains("shop.orders in ACCESS EXCLUSIVE mode") && text.contains("lock timeout"), "{text}");
    let text = both(&import.unwrap().wait_with_output().unwrap(), 1);
    assert!(text.contains("shop.orders in ACCESS EXCLUSIVE mode"), "{text}");
    release.send(()).unwrap();
    holder.join().unwrap();

    // What is gone when its definition is printed is looked for again, and not for ever.
    let type_of = |it: &str| {
        project.database.execute(&format!("UPDATE pg_proc SET prorettype = {it} WHERE proname = 'touch'"));
    };
    type_of("4000000000");
    for command in [&["drift"][..], &["import", "--dry-run"]] {
        let text = project.expect(command, 1);
        assert!(text.contains("dropped each of the 8 times") && text.contains("cache lookup"), "{text}");
    }
    type_of("2279");

    // The server's own limit stands, and where it has none there is one.
    project.database.execute(
        "DO $$ begin for i in 1..300 loop execute format('CREATE VIEW shop.v%s AS SELECT id FROM shop.orders', i); \
         end loop; end $$",
    );
    let limit =
        || project.database.query(&format!("{}; SHOW statement_timeout", canai_db::pg::catalog::BEGIN));
    assert_eq!(limit().last().unwrap(), "1min");
    let allow = |time: &str| {
        project.database.execute(&format!("ALTER DATABASE {name} SET statement_timeout = '{time}'"));
    };
    allow("50s");
    assert_eq!(limit().last().unwrap(), "50s");
    allow("2ms");
    let text = project.expect(&["drift"], 1);
    assert!(text.contains("statement timeout"), "{text}");
}

#[test]
fn what_takes_the_drift_back_does() {
    let project = Project::applied("fix");
    let revert = || project.command(&["drift", "--fix", "revert", "--quiet"]).output().unwrap();
    assert!(both(&revert(), 0).is_empty());
    project.database.execute(
        "ALTER TABLE shop.people ADD COLUMN nick text; ALTER TABLE shop.orders ALTER total SET DEFAULT 5;
         ALTER TABLE shop.orders DISABLE ROW LEVEL SECURITY; DROP INDEX shop.orders_person;
         ALTER POLICY mine ON shop.orders USING (true); GRANT DELETE ON shop.orders TO PUBLIC;
         CREATE TABLE shop.extra (id int); COMMENT ON TABLE shop.orders IS 'x';
         ALTER VIEW shop.open_orders RESET (security_invoker)",
    );
    let found = project.differences();
    assert_eq!(found.len(), 10, "{found:?}");

    let sql = both(&revert(), 2);
    assert!(sql.contains("-- DELETES_DATA:shop.people.nick"), "{sql}");
    assert_eq!(project.differences(), found, "nothing was changed");
    assert!(sql.contains("\nBEGIN;\nSET LOCAL lock_timeout") && sql.contains("\nCOMMIT;\n"), "{sql}");
    // As psql runs it: a statement at a time.
    for statement in sql.split(";\n") {
        project.database.execute(statement);
    }
    assert_eq!(project.differences(), Vec::<String>::new(), "{sql}");
    // A column in the middle takes a table that is built anew.
    project.database.execute("ALTER TABLE shop.orders DROP COLUMN person CASCADE");
    let sql = both(&revert(), 2);
    assert!(sql.contains("-- TABLE_REWRITE:shop.orders: ") && !sql.contains("By hand"), "{sql}");
    project.database.execute(&sql);
    assert_eq!(project.differences(), Vec::<String>::new(), "{sql}");
    // What the format cannot say is not taken for absent.
    project.database.execute(
        "ALTER TABLE shop.people DISABLE TRIGGER ALL; ALTER VIEW shop.open_orders ALTER total SET DEFAULT 1;
         DROP TRIGGER late ON shop.people;
         CREATE CONSTRAINT TRIGGER late AFTER UPDATE ON shop.people FROM shop.orders FOR EACH ROW EXECUTE FUNCTION shop.touch()",
    );
    let sql = both(&revert(), 2);
    assert!(sql.contains("By hand") && sql.contains("`ALTER TABLE shop.people ENABLE TRIGGER ALL`"), "{sql}");
    project.database.execute(&sql);
    let left = project.differences();
    assert_eq!(left.len(), 2, "the foreign key's triggers and the default of the view: {left:?}");
    project.database.execute(
        "ALTER TABLE shop.people ENABLE TRIGGER ALL; ALTER VIEW shop.open_orders ALTER total DROP DEFAULT",
    );
    assert_eq!(project.differences(), Vec::<String>::new(), "{sql}");
    // What cannot be taken back does not keep the rest from it.
    project.database.execute(
        "ALTER TABLE shop.orders FORCE ROW LEVEL SECURITY; ALTER TABLE shop.orders DROP COLUMN person CASCADE; \
         ALTER TABLE shop.people ADD COLUMN nick text",
    );
    let sql = both(&revert(), 2);
    assert!(sql.contains("DROP COLUMN nick;"), "{sql}");
    assert!(
        sql.contains("-- By hand, with all else of table shop.orders: column shop.orders.person: "),
        "{sql}"
    );
}

/// The files have comments and notations of their own, and keep them.
#[test]
fn what_accepts_the_drift_applies_to_the_files_as_they_stand() {
    let project = Project::new("accept", &[]);
    project.database.execute(FIRST);
    project.database.execute(
        "CREATE TABLE shop.gone (id int); CREATE FUNCTION shop.one() RETURNS int LANGUAGE sql AS 'select 1'",
    );
    fs::remove_dir_all(project.root.join("migrations")).unwrap();
    project.expect(&["import"], 0);
    let record = |name: &str| {
        let output = canai_db()
            .arg("-C")
            .arg(&project.root)
            .args(["compile", "--name", name, "--allow", "all"])
            .output();
        both(&output.unwrap(), 0);
        project.expect(&["baseline", "--latest"], 0);
        assert_eq!(project.differences(), Vec::<String>::new());
    };
    let rewritten = |file: &str, pairs: &[(&str, &str)]| {
        let text = fs::read_to_string(project.root.join(file)).unwrap();
        let text = pairs.iter().fold(text, |text, (from, to)| {
            assert!(text.contains(from), "{from}: {text}");
            text.replacen(from, to, 1)
        });
        project.write(file, &text);
        text
    };
    let people = rewritten(
        "schema/tables/shop.people.yaml",
        &[("columns:\n", "# Who buys.\ncolumns:\n  # By number.\n"), ("\n", " # for editors\n")],
    );
    rewritten(
        "schema/functions.yaml",
        &[("functions:\n", "functions: # all\n"), ("  shop.touch:", "  # Before each write.\n  shop.touch:")],
    );
    record("first");
    project.database.execute(
        "ALTER TABLE shop.people ADD COLUMN nick text; ALTER TABLE shop.orders ALTER total SET DEFAULT 5;
         ALTER TABLE shop.orders DISABLE ROW LEVEL SECURITY; DROP INDEX shop.orders_person;
         ALTER POLICY mine ON shop.orders USING (true); GRANT DELETE ON shop.orders TO PUBLIC;
         CREATE TABLE shop.extra (id int); COMMENT ON TABLE shop.orders IS 'x'; DROP TABLE shop.gone;
         ALTER VIEW shop.open_orders RESET (security_invoker); DROP FUNCTION shop.one(); CREATE DOMAIN shop.word AS text;
         CREATE OR REPLACE FUNCTION shop.touch() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end';
         CREATE FUNCTION shop.two() RETURNS int LANGUAGE sql AS E'\\n  select 2;\\n  select 3;\\n';
         ALTER TYPE shop.state ADD VALUE 'sent'",
    );
    let found = project.differences();
    let output = project.command(&["drift", "--fix", "accept"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!said.contains("yours to change"), "{said}");
    assert_eq!(project.differences(), found, "nothing was changed");
    fs::write(project.root.join("accept.diff"), &output.stdout).unwrap();
    let mut git = Command::new("git");
    both(&git.args(["apply", "accept.diff"]).current_dir(&project.root).output().unwrap(), 0);
    let read = |file: &str| fs::read_to_string(project.root.join(file)).unwrap();
    assert_eq!(
        read("schema/tables/shop.people.yaml"),
        people.replace("triggers:", "  nick: { type: text }\ntriggers:")
    );
    let functions = read("schema/functions.yaml");
    assert!(
        functions.contains("functions: # all\n")
            && functions.contains("  # Before each write.\n  shop.touch:"),
        "{functions}"
    );
    assert!(read("schema/tables/shop.extra.yaml").contains("table: shop.extra\n"));
    assert!(!project.root.join("schema/tables/shop.gone.yaml").exists());
    record("accept");
    // A folder without a project is none without drift.
    for folder in ["schema", "migrations"] {
        fs::remove_dir_all(project.root.join(folder)).unwrap();
    }
    assert!(project.expect(&["drift"], 1).contains("has no migrations/, schema/ or jobs/"));
}

#[test]
fn a_plan_is_weighed_with_the_databases_own_statistics() {
    let people = |extra: &str| {
        format!(
            "table: people\ncolumns:\n  id: {{ type: bigint, primary_key: true }}\n  mail: {{ type: text }}\n{extra}"
        )
    };
    let project = Project::new("weigh", &[("schema/people.yaml", &people(""))]);
    both(&canai_db().arg("-C").arg(&project.root).arg("compile").output().unwrap(), 0);
    project.expect(&["migrate"], 0);
    project.database.execute(
        "INSERT INTO people SELECT n, md5(n::text) FROM generate_series(1, 20000) AS n; ANALYZE people",
    );
    project
        .write("schema/people.yaml", &people("  note: { type: text }\nindexes: { people_mail: [mail] }\n"));
    project.write("schema/new.yaml", "table: new\ncolumns: { id: { type: bigint } }\n");
    // Without a database there is nothing to weigh with.
    let output = canai_db().arg("-C").arg(&project.root).arg("plan").output().unwrap();
    assert!(!both(&output, 0).contains("rows"));
    let text = project.expect(&["plan"], 0);
    let weighed = "20 thousand rows, no writes now: instant, once no other transaction holds the table; \
                   no transaction is in its way now\n";
    assert!(text.contains(weighed), "{text}");
    assert!(text.contains(" MB, under a second; reads and writes go on"), "{text}");
    assert!(text.contains("create table new\n"), "{text}");

    let output = project.command(&["plan", "--format", "json"]).output().unwrap();
    let plan: Value = serde_json::from_slice(&output.stdout).unwrap();
    let steps = plan["files"].as_array().unwrap().iter().flat_map(|file| file["steps"].as_array().unwrap());
    let works: Vec<&str> = steps.filter_map(|step| step["weight"]["work"].as_str()).collect();
    assert_eq!(works, ["none", "index_build"]);

    // Whoever may not see another's transaction does not take it for none.
    let role = format!("looker_{}", project.database.name);
    project.database.execute(&format!("CREATE ROLE {role} LOGIN"));
    let mut project = project;
    block_on(async {
        let other = connect(&project.database.config).await;
        other.batch_execute("BEGIN; SELECT pg_current_xact_id()").await.unwrap();
        project.database.url = project.database.url.replace("user=postgres", &format!("user={role}"));
        let text = project.expect(&["plan"], 0);
        assert!(text.contains("whose age only a role with pg_read_all_stats sees"), "{text}");
    });
    project.database.execute(&format!("DROP ROLE {role}"));
}

/// Names are put to the numbers of keys as PostgreSQL itself would.
#[test]
fn keys_are_told_in_the_words_of_postgresql() {
    let database = TestDatabase::create();
    database.execute(
        "CREATE SCHEMA shop;
         CREATE TABLE shop.people (a int, b int, c int UNIQUE, PRIMARY KEY (b, a), UNIQUE (a, b) DEFERRABLE);
         CREATE TABLE shop.orders (
             id int, x int, y int, z int,
             PRIMARY KEY (id) DEFERRABLE INITIALLY DEFERRED,
             FOREIGN KEY (x, y) REFERENCES shop.people,
             FOREIGN KEY (y, x) REFERENCES shop.people (a, b) MATCH FULL ON UPDATE CASCADE ON DELETE RESTRICT,
             FOREIGN KEY (z) REFERENCES shop.people (c) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
             FOREIGN KEY (z) REFERENCES shop.people (c) ON UPDATE SET NULL ON DELETE SET DEFAULT DEFERRABLE,
             FOREIGN KEY (x, y) REFERENCES shop.people ON UPDATE SET DEFAULT ON DELETE SET NULL (y),
             FOREIGN KEY (x) REFERENCES shop.people (c) ON UPDATE RESTRICT,
             CHECK (x > 0)
         );",
    );
    let wanted = database.query(
        "SET search_path = pg_catalog; SELECT pg_get_constraintdef(oid) FROM pg_constraint
         WHERE connamespace = 'shop'::regnamespace ORDER BY 1",
    );
    let catalog = block_on(async { catalog::read(&database.client().await).await }).unwrap();
    let constraints = catalog.objects.iter().filter(|(name, _)| name.starts_with("constraint "));
    let mut found: Vec<_> = constraints.map(|(_, it)| it.fact("definition").unwrap().to_owned()).collect();
    found.sort();
    assert_eq!(found, wanted);
}
