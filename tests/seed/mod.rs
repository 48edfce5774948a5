//! `canai-db seed` on a real PostgreSQL: rows by key, references, files at fault, other formats.

mod data_files;
mod faults;
mod formats;
mod from;
mod generate;
mod merge;
mod references;
mod sets;

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::Output;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::harness::{TestDatabase, canai_db};

/// A project with seeds, and a database for it.
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
    fn new(sql: &str) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let root = std::env::temp_dir().join(format!("canai-db-seed-{}-{number}", std::process::id()));
        fs::create_dir_all(root.join("seeds/s")).unwrap();
        fs::write(root.join("canai-db.yaml"), "environments:\n  ci: { url_env: CI_URL }\n").unwrap();
        let database = TestDatabase::create();
        database.execute(sql);
        Self { root, database }
    }

    /// Writes a file of the set `s`.
    fn file(&self, name: &str, text: impl AsRef<[u8]>) -> &Self {
        fs::write(self.root.join("seeds/s").join(name), text).unwrap();
        self
    }

    /// Writes a file of another set.
    fn other(&self, set: &str, name: &str, text: &str) -> &Self {
        fs::create_dir_all(self.root.join("seeds").join(set)).unwrap();
        fs::write(self.root.join("seeds").join(set).join(name), text).unwrap();
        self
    }

    /// Writes a file beside the sets' folder; the flags that append it to the table `t`.
    fn from(&self, name: &str, text: impl AsRef<[u8]>) -> [String; 4] {
        let path = self.root.join(name);
        fs::write(&path, text).unwrap();
        ["--table".to_owned(), "t".to_owned(), "--from".to_owned(), path.to_str().unwrap().to_owned()]
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let url = ["--database-url", self.database.url.as_str()];
        canai_db().arg("-C").arg(&self.root).arg("seed").args(arguments).args(url).output().unwrap()
    }

    /// Runs and expects success: what is printed.
    fn seed(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Inserted, updated, unchanged, pruned of each table.
    fn counts(&self, arguments: &[&str]) -> Vec<(String, [u64; 4])> {
        let text = self.seed(&[arguments, &["--format", "json"]].concat());
        let done: serde_json::Value = serde_json::from_str(&text).unwrap();
        let rows = done["tables"].as_array().unwrap();
        let count = |row: &serde_json::Value| {
            ["inserted", "updated", "unchanged", "pruned"].map(|name| row[name].as_u64().unwrap())
        };
        rows.iter().map(|row| (row["table"].as_str().unwrap().to_owned(), count(row))).collect()
    }

    /// Runs and expects failure: what is said.
    fn fails(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{said}");
        said
    }

    fn query(&self, sql: &str) -> Vec<String> {
        self.database.query(sql)
    }
}

/// The messages with their places.
fn told(said: &str) -> Vec<String> {
    let lines: Vec<&str> = said.lines().collect();
    let pairs = lines.windows(2).filter(|pair| pair[0].starts_with("error: "));
    pairs.map(|pair| format!("{} {}", pair[1].trim().trim_start_matches("--> "), &pair[0][7..])).collect()
}

/// What `gzip` makes of it.
fn gzipped(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

/// What `zstd` makes of it.
fn zstandard(text: &str) -> Vec<u8> {
    zstd::stream::encode_all(text.as_bytes(), 3).unwrap()
}

#[test]
fn a_set_goes_where_it_may() {
    let project = Project::new("create table t (a int primary key)");
    project.file("t.yaml", "table: t\nrows: [{ a: 1 }]\n").file("set.yaml", "environments: [local, ci]\n");
    let refused = project.run(&["s"]);
    assert_eq!(refused.status.code(), Some(64));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("set `s` was not loaded: it is only for local, ci"), "{said}");
    // Without a name the set is left out.
    assert!(project.seed(&[]).contains("Nothing to load"));
    assert_eq!(project.query("select count(*) from t"), ["0"]);
    let mut command = canai_db();
    command
        .arg("-C")
        .arg(&project.root)
        .args(["seed", "s", "--env", "ci"])
        .env("CI_URL", &project.database.url);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(project.query("select count(*) from t"), ["1"]);
}

#[test]
fn a_role_that_row_security_keeps_rows_from_is_refused() {
    let project = Project::new(
        "create table t (a int primary key, b text); alter table t enable row level security;
         create policy p on t using (b = 'seen'); insert into t values (1, 'hidden')",
    );
    project.file("t.yaml", "table: t\nrows: [{ a: 1, b: x }]\n");
    let name = format!("seeder_{}", project.database.name);
    project.database.execute(&format!(
        "create role {name} login; grant all on t to {name}; grant create on schema public to {name}"
    ));
    let url = project.database.url.replacen("user=postgres", &format!("user={name}"), 1);
    let url = if url == project.database.url { format!("{url}&user={name}") } else { url };
    let run = |url: &str| {
        canai_db().arg("-C").arg(&project.root).args(["seed", "--database-url", url]).output().unwrap()
    };
    let output = run(&url);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains(&format!("row security hides rows of t from `{name}`")), "{said}");
    // Its owner, who is no superuser either, sees all rows.
    project.database.execute(&format!("alter table t owner to {name}"));
    let output = run(&url);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(project.query("select * from t"), ["1|x"]);
    project.database.execute(&format!("drop owned by {name}; drop role {name}"));
}
