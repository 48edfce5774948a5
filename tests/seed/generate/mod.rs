//! `canai-db seed --generate` on a real PostgreSQL, which judges: every constraint holds, or nothing
//! is written.

mod judged;
mod property;
mod sound;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::harness::{TestDatabase, canai_db, start_server};

const PROJECT: &str = env!("CARGO_MANIFEST_DIR");

/// A project with a schema, and a database that has it.
struct Project {
    root: PathBuf,
    database: TestDatabase,
}

impl Drop for Project {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}

impl Project {
    /// One file of the schema for each text.
    fn new(tables: &[&str]) -> Self {
        let project = Self::on(TestDatabase::create());
        for (at, text) in tables.iter().enumerate() {
            project.write(&format!("schema/{at}.yaml"), text);
        }
        project.command(&["compile", "--name", "all"]);
        project.command(&["migrate", "--database-url", &project.database.url]);
        project
    }

    fn on(database: TestDatabase) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let root = std::env::temp_dir().join(format!("canai-db-generate-{}-{number}", std::process::id()));
        fs::create_dir_all(root.join("schema")).unwrap();
        Self { root, database }
    }

    fn write(&self, name: &str, text: &str) -> &Self {
        let path = self.root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    fn command(&self, arguments: &[&str]) {
        let output = canai_db().arg("-C").arg(&self.root).args(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let url = ["--database-url", self.database.url.as_str()];
        let mut command = canai_db();
        command.arg("-C").arg(&self.root).args(["seed", "--generate"]).args(arguments).args(url);
        command.output().unwrap()
    }

    fn generate(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn fails(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(!output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        String::from_utf8(output.stderr).unwrap()
    }

    fn query(&self, sql: &str) -> Vec<String> {
        self.database.query(sql)
    }

    /// All rows of a table as one number.
    fn digest(&self, table: &str) -> String {
        self.query(&format!("select md5(string_agg(t::text, ',' order by t::text)) from {table} t"))[0]
            .clone()
    }
}

const AUTHORS: &str = "table: authors
columns:
  id: { type: bigint, identity: by_default, primary_key: true }
  email: { type: text, not_null: true, unique: true, length: { max: 60 } }
  name: { type: varchar(12), not_null: true }
  created_at: { type: timestamptz, not_null: true, default_sql: now() }
";
const POSTS: &str = "table: posts
columns:
  id: { type: uuid, primary_key: true, default_sql: gen_random_uuid() }
  author_id: { type: bigint, not_null: true, references: { table: authors, column: id } }
  status: { type: text, not_null: true, default: draft, one_of: [review, draft, public] }
  details: { type: jsonb, default: {} }
  created_at: { type: timestamptz, not_null: true, default_sql: now() }
  updated_at: { type: timestamptz, not_null: true, default_sql: now(), check: updated_at > created_at }
indexes:
  posts_author: [author_id, created_at desc]
  posts_status: [status]
";

/// The fourteen tables of this project and the platform's, at a scale of 10,000.
#[test]
fn every_constraint_of_this_project_holds() {
    // A server of its own: the roles belong to the whole of it.
    let server = start_server();
    let project = Project::on(TestDatabase::create_on(&server));
    for folder in ["schema", "migrations"] {
        copy(&Path::new(PROJECT).join(folder), &project.root.join(folder));
    }
    project.write(
        "seeds/generate.yaml",
        &fs::read_to_string(Path::new(PROJECT).join("seeds/generate.yaml")).unwrap(),
    );
    let url = project.database.url.clone();
    let platform = canai_db().arg("-C").arg(&project.root).args(["migrate", "--database-url", &url]).output();
    let output = platform.unwrap();
    if !output.status.success() {
        // The platform's objects are there where the project is at home.
        let sources = sources(&project.root.join("schema"));
        let (schema, _) = canai_db::yaml::read(&sources);
        crate::harness::block_on(async {
            canai_db::pg::platform::create(&project.database.client().await, &schema).await.unwrap();
        });
        project.command(&["migrate", "--database-url", &url]);
    }
    let said = project.generate(&["--scale", "10k", "--defer-indexes"]);
    assert!(said.contains("in 15 tables"), "{said}");
    assert_eq!(project.query("select count(*) from session_logs"), ["10000"]);
    assert_eq!(project.query("select count(*) from auth.users"), ["100"]);
    // A few are heavy users, and most are seen.
    let [heavy, seen] = [
        "select count(*) > 300 from session_logs where user_id is not null group by user_id order by count(*) desc limit 1",
        "select count(distinct user_id) > 60 from session_logs",
    ];
    assert_eq!([project.query(heavy), project.query(seen)], [["t"], ["t"]]);
    // A retention of 24 months has work, and not on all, at the time that the rows go up to.
    let old = "select count(*) filter (where created_at < timestamptz '2026-01-01' - interval '24 months') between 1000 and 4000 from session_logs";
    assert_eq!(project.query(old), ["t"]);
    let order = "select bool_and(p.created_at >= s.created_at and p.updated_at >= p.created_at), bool_and(p.user_id is not distinct from s.user_id)
                 from payment_logs p join spark_logs s on s.id = p.spark_log_id";
    assert_eq!(project.query(order), ["t|t"]);
    let json =
        "select bool_and(jsonb_typeof(emotional_resonance -> 'arousal') = 'number') from initial_prompt_logs";
    assert_eq!(project.query(json), ["t"]);
    // The indexes that were put off are there.
    assert_eq!(project.query("select count(*) from pg_indexes where tablename = 'session_logs'"), ["5"]);
    // After the reference data: what is there stays, and the others are filled around it.
    let tables = "select string_agg(format('%I.%I', schemaname, tablename), ', ') from pg_tables
                   where schemaname = 'public' and tablename !~ '^_'";
    let tables = project.query(tables)[0].clone();
    project.database.execute(&format!("truncate auth.users, {tables} cascade"));
    copy(&Path::new(PROJECT).join("seeds/reference"), &project.root.join("seeds/reference"));
    project.command(&["seed", "reference", "--database-url", &url]);
    let output = project.run(&["--scale", "100"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("pricing holds rows already and is left as it is"), "{said}");
    assert_eq!(
        project.query("select (select count(*) from pricing), (select count(*) from session_logs)"),
        ["3|100"]
    );
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

fn sources(folder: &Path) -> Vec<canai_db::diagnostic::Source> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|it| it == "yaml") {
            found.push(canai_db::diagnostic::Source { text: fs::read_to_string(&path).unwrap(), path });
        }
    }
    found
}

#[test]
fn the_same_seed_gives_the_same_rows() {
    let [one, other] = [(), ()].map(|()| Project::new(&[AUTHORS, POSTS]));
    for project in [&one, &other] {
        project.write("seeds/generate.yaml", "until: 2026-01-31\n");
    }
    one.generate(&["--scale", "500", "--random-seed", "7"]);
    other.generate(&["--scale", "500", "--random-seed", "7", "--defer-indexes"]);
    for table in ["authors", "posts"] {
        assert_eq!(one.digest(table), other.digest(table), "{table}");
    }
    // Written down once: on any machine, with any version.
    assert_eq!(
        one.query("select id, email, name from authors order by id limit 1"),
        ["1|basket-hd@example.com|rain harbors"]
    );
    let latest = "select max(created_at) < '2026-01-31', min(created_at) > '2023-07-01' from posts";
    assert_eq!(one.query(latest), ["t|t"]);
    other.database.execute("truncate authors, posts");
    other.generate(&["--scale", "500", "--random-seed", "8"]);
    assert_ne!(one.digest("posts"), other.digest("posts"));
    // The sequence goes on.
    assert_eq!(one.query("insert into authors (email, name) values ('a', 'b') returning id"), ["501"]);
}

#[test]
fn one_table_brings_those_that_it_needs() {
    let project =
        Project::new(&[AUTHORS, POSTS, "table: other\ncolumns: { id: { type: int, primary_key: true } }\n"]);
    project.write("seeds/generate.yaml", "tables: { authors: { share: 0.1 } }\n");
    let dry = project.generate(&["--table", "posts=1k", "--dry-run"]);
    assert!(dry.contains("Would generate 1,100 rows in 2 tables"), "{dry}");
    assert_eq!(project.query("select count(*) from posts"), ["0"]);
    let json: serde_json::Value =
        serde_json::from_str(&project.generate(&["--table", "posts=1k", "--format", "json"])).unwrap();
    assert_eq!(
        json["tables"],
        serde_json::json!([{ "table": "authors", "rows": 100 }, { "table": "posts", "rows": 1000 }])
    );
    assert_eq!(
        project.query("select (select count(*) from posts), (select count(*) from other)"),
        ["1000|0"]
    );
    let said = project.fails(&["--table", "posts=10"]);
    assert!(said.contains("posts holds rows already"), "{said}");
    let output = project.run(&["--scale", "10"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.success() && said.contains("authors holds rows already and is left as it is"),
        "{said}"
    );
    assert_eq!(
        project.query("select (select count(*) from posts), (select count(*) from other)"),
        ["1000|10"]
    );
    let said = project.fails(&["--scale", "10"]);
    assert!(said.contains("authors, other, posts hold rows already"), "{said}");
}

#[test]
fn wishes_are_kept() {
    let project = Project::new(&[AUTHORS, POSTS]);
    project.write(
        "seeds/generate.yaml",
        "until: 2026-01-01
months: 12
tables:
  authors:
    rows: 20
    columns:
      name: { examples: ['a {row}'] }
  posts:
    columns:
      author_id: { skew: 0 }
      status: { values: { public: 9, review: 1 } }
      details: { examples: [{ seconds: '{5..7}', who: '{a|b}-{row}', on: true, list: [1.50, null] }], distinct: 3 }
",
    );
    project.generate(&["--scale", "2k"]);
    assert_eq!(project.query("select name from authors order by id limit 2"), ["a 1", "a 2"]);
    let shares = "select count(*) filter (where status = 'public') between 1700 and 1900, count(*) filter (where status = 'draft') from posts";
    assert_eq!(project.query(shares), ["t|0"]);
    let shapes = "select count(distinct details), bool_and((details ->> 'seconds')::int between 5 and 7),
                  bool_and(details ->> 'who' ~ '^[ab]-[0-9]+$'), bool_and(details -> 'list' = '[1.50, null]') from posts";
    assert_eq!(project.query(shapes), ["3|t|t|t"]);
    let even = "select max(n) < 150 from (select count(*) as n from posts group by author_id) q";
    assert_eq!(project.query(even), ["t"]);
    let span = "select min(created_at) >= '2024-12-31' from posts";
    assert_eq!(project.query(span), ["t"]);
}

#[test]
fn mistakes_in_the_wishes_are_shown_where_they_are() {
    let project = Project::new(&[AUTHORS, POSTS]);
    project.write(
        "seeds/generate.yaml",
        "tables:
  author: { rows: 1 }
  posts:
    columns:
      titel: { nulls: 1 }
      status: { values: [draft, gone] }
      author_id: { values: [1] }
      details: { examples: ['{nothing}'] }
",
    );
    let said = project.fails(&["--scale", "10"]);
    for expected in [
        "unknown table `author`; did you mean `authors`?",
        "seeds/generate.yaml:5:7",
        "unknown column `titel`",
        "`gone` is none of",
        "`author_id` refers to authors, whose rows give its values",
        "`{nothing}` fills in nothing",
    ] {
        assert!(said.contains(expected), "{expected}\n{said}");
    }
}

#[test]
fn what_cannot_be_kept_is_refused_before_anything_is_written() {
    let project = Project::new(&["table: strange
columns:
  id: { type: int, primary_key: true }
  a: { type: int, not_null: true, check: a % 7 = 3 }
  b: { type: text, check: \"b ilike 'x%'\" }
  c: { type: text, matches: '^(a)\\1$' }
  d: { type: regclass }
"]);
    let said = project.fails(&["--scale", "10"]);
    for expected in [
        "strange.a, strange_a_check: rows that keep `a % 7 = 3` cannot be made by it alone",
        "strange.b, strange_b_check",
        "strange.c: its regular expression cannot be followed: `\\1` is not handled",
        "strange.d: values of the type regclass cannot be made up",
        "say in seeds/generate.yaml what a holds: `tables: { strange: { columns: { a: { values: [...] } } } }`",
    ] {
        assert!(said.contains(expected), "{expected}\n{said}");
    }
    assert_eq!(project.query("select count(*) from strange"), ["0"]);
    let output = project.run(&["--scale", "10", "--format", "json"]);
    let found: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found[0]["constraint"], "strange_a_check");
    // What the file says is kept.
    project.write(
        "seeds/generate.yaml",
        "tables: { strange: { columns: { a: { values: [3, 10] }, b: { examples: ['x-{word}'] }, c: { matches: '^aa$' }, d: { nulls: 1 } } } }",
    );
    project.generate(&["--scale", "10"]);
    assert_eq!(project.query("select count(*), count(d) from strange where c = 'aa' or c is null"), ["10|0"]);
}

#[test]
fn a_key_permits_only_so_many_rows() {
    let flags = "table: flags
columns:
  name: { type: text, not_null: true, one_of: [a, b, c] }
  on: { type: boolean, not_null: true }
primary_key: [name, on]
";
    let project = Project::new(&[flags]);
    let said = project.fails(&["--table", "flags=7"]);
    assert!(said.contains("flags, flags_pkey: it permits 6 rows at the most, and 7 are wanted"), "{said}");
    let output = project.run(&["--scale", "1k"]);
    assert!(output.status.success());
    assert!(
        String::from_utf8_lossy(&output.stderr).contains("flags gets 6 rows: flags_pkey permits no more")
    );
    assert_eq!(project.query("select count(*) from flags"), ["6"]);
}

#[test]
fn only_a_local_database_is_filled_unasked() {
    let server = start_server();
    let project = Project::on(TestDatabase::create_on(&server));
    project.write("schema/a.yaml", "table: a\ncolumns: { id: { type: int, primary_key: true } }\n");
    project.command(&["compile", "--name", "all"]);
    project.command(&["migrate", "--database-url", &project.database.url]);
    // Loopback may be the end of a tunnel.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    tunnel(listener, &project.database);
    let far = format!("postgresql://postgres@127.0.0.1:{port}/{}", project.database.name);
    let run = |more: &[&str]| {
        let mut command = canai_db();
        command.arg("-C").arg(&project.root).args([
            "seed",
            "--generate",
            "--scale",
            "5",
            "--database-url",
            &far,
        ]);
        command.args(more).output().unwrap()
    };
    let output = run(&[]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(64), "{said}");
    assert!(said.contains("is not known to be local"), "{said}");
    let output = run(&["--i-know-this-is", "another"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("--i-know-this-is says `another`"), "{said}");
    assert_eq!(project.query("select count(*) from a"), ["0"]);
    let output = run(&["--i-know-this-is", &project.database.name]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(project.query("select count(*) from a"), ["5"]);
}

/// Lets a port of this machine lead to a server's socket, as ssh would.
fn tunnel(listener: std::net::TcpListener, database: &TestDatabase) {
    let socket = database.config.get_hosts().iter().find_map(|host| match host {
        tokio_postgres::config::Host::Unix(folder) => {
            Some(folder.join(format!(".s.PGSQL.{}", database.config.get_ports()[0])))
        }
        tokio_postgres::config::Host::Tcp(_) => None,
    });
    let socket = socket.unwrap();
    std::thread::spawn(move || {
        for here in listener.incoming().flatten() {
            let there = std::os::unix::net::UnixStream::connect(&socket).unwrap();
            let (mut from, mut to) = (here.try_clone().unwrap(), there.try_clone().unwrap());
            std::thread::spawn(move || {
                let _ = std::io::copy(&mut from, &mut to);
                let _ = to.shutdown(std::net::Shutdown::Both);
            });
            std::thread::spawn(move || {
                let (mut from, mut to) = (there, here);
                let _ = std::io::copy(&mut from, &mut to);
                let _ = to.shutdown(std::net::Shutdown::Both);
            });
        }
    });
}
