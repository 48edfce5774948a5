//! Jobs on a real PostgreSQL: what they take, what they must leave, and what is left when somebody
//! pulls the plug.

mod anonymize;
mod archive;
mod document;
mod effects;
mod folder;
mod guards;
mod interrupted;
mod mistakes;
mod purge;
mod standby;
mod values;
mod refresh;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::harness::{TestDatabase, canai_db};

/// What ages are counted from in every test.
const NOW: &str = "2026-06-01 00:00:00+00";

/// A table of a row a minute, the newest at [`NOW`], of which those of more than a day are old.
const EVENTS: &str = "
    create table events (id bigint primary key, who int, note text, held boolean,
        at timestamptz not null, unique (at, id));
    insert into events
    select i, i % 10, 'note ' || i, i % 100 = 0, timestamptz '2026-06-01 00:00:00+00' - i * interval '1 minute'
      from generate_series(1, 6000) i;
    analyze events";

const PURGE: &str = "job: purge-events\nkind: purge\nby: at\nolder_than: 1 day\ntables:\n  events: {}\n";

/// A project with jobs, and a database for it.
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
    fn new(sql: &str, job: &str) -> Self {
        Self::on(TestDatabase::create(), sql, job)
    }

    fn on(database: TestDatabase, sql: &str, job: &str) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let root = std::env::temp_dir().join(format!("canai-db-jobs-{}-{number}", std::process::id()));
        fs::create_dir_all(root.join("jobs")).unwrap();
        fs::write(root.join("canai-db.yaml"), "").unwrap();
        fs::write(root.join("jobs/job.yaml"), job).unwrap();
        database.execute(sql);
        Self { root, database }
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = canai_db();
        command.arg("-C").arg(&self.root).args(words).args(["--database-url", self.database.url.as_str()]);
        command
    }

    /// A command that runs jobs, at [`NOW`].
    fn at_now(&self, words: &[&str]) -> Command {
        let mut command = self.command(words);
        command.args(["--now", NOW]);
        command
    }

    /// Runs and expects success; the reports.
    fn run(&self, words: &[&str]) -> Vec<serde_json::Value> {
        let output = self.at_now(&[words, &["--format", "json"]].concat()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Runs and expects failure: what is said.
    fn fails(&self, words: &[&str]) -> String {
        let output = self.at_now(words).output().unwrap();
        let said = said(&output);
        assert_eq!(output.status.code(), Some(1), "{said}");
        said
    }

    fn query(&self, sql: &str) -> Vec<String> {
        self.database.query(sql)
    }

    /// One value.
    fn value(&self, sql: &str) -> String {
        self.query(sql).join("\n")
    }
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}
