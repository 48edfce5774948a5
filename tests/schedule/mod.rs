//! Jobs that something else runs: `pg_cron`, the real one, by the procedures it calls; and the text for
//! schedulers outside of the database.

mod pg_cron;
mod procedure;
mod text;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use canai_db::pg::server::Throwaway;
use tokio_postgres::config::Host;

use crate::harness::{TestDatabase, canai_db, execute, start_server};

/// What ages are counted from.
const NOW: &str = "2026-06-01 00:00:00+00";

/// A table of a row a minute, the newest at [`NOW`], of which those of more than a day are old.
const EVENTS: &str = "
    create table events (id bigint primary key, note text, at timestamptz not null, unique (at, id));
    insert into events
    select i, 'note ' || i, timestamptz '2026-06-01 00:00:00+00' - i * interval '1 minute'
      from generate_series(1, 6000) i;
    analyze events";

const PURGE: &str =
    "job: purge-events\nkind: purge\nschedule: 0 2 1 * *\nby: at\nolder_than: 1 day\ntables:\n  events: {}\n";

/// A server with `pg_cron`, of these tests alone. Its list is in the database `postgres`.
fn server() -> &'static Throwaway {
    static SERVER: OnceLock<Throwaway> = OnceLock::new();
    SERVER.get_or_init(|| {
        let server = start_server();
        let config = server.config("postgres");
        execute(&config, "ALTER SYSTEM SET shared_preload_libraries = 'pg_cron'");
        server.restart().unwrap_or_else(|error| {
            panic!("pg_cron is missing: apt-get install -y postgresql-15-cron\n{error}")
        });
        let [Host::Unix(folder)] = config.get_hosts() else { panic!("a socket") };
        execute(&config, &format!("ALTER SYSTEM SET cron.host = '{}'", folder.display()));
        server.restart().unwrap();
        execute(&config, "CREATE EXTENSION pg_cron");
        server
    })
}

/// A project with jobs, and a database for it on that server.
struct Project {
    root: PathBuf,
    database: TestDatabase,
}

impl Drop for Project {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
        let name = &self.database.name;
        let list = server().config("postgres");
        execute(&list, &format!("SELECT cron.unschedule(jobid) FROM cron.job WHERE database = '{name}'"));
    }
}

impl Project {
    fn new(sql: &str, jobs: &[&str]) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let root = std::env::temp_dir().join(format!("canai-db-schedule-{}-{number}", std::process::id()));
        fs::create_dir_all(root.join("jobs")).unwrap();
        fs::write(root.join("canai-db.yaml"), "").unwrap();
        let project = Self { root, database: TestDatabase::create_on(server()) };
        for job in jobs {
            project.write(job);
        }
        project.database.execute(sql);
        project
    }

    /// Writes a job into the file of its name.
    fn write(&self, job: &str) {
        fs::write(self.file(job.lines().next().unwrap().trim_start_matches("job: ")), job).unwrap();
    }

    fn file(&self, job: &str) -> PathBuf {
        self.root.join("jobs").join(format!("{job}.yaml"))
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = canai_db();
        command.arg("-C").arg(&self.root).args(words).args(["--database-url", self.database.url.as_str()]);
        command
    }

    /// Runs and expects success; what goes to stdout.
    fn run(&self, words: &[&str]) -> String {
        let output = self.command(words).output().unwrap();
        assert!(output.status.success(), "{words:?}: {}", said(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Schedules all jobs; what became of each.
    fn schedule(&self) -> Vec<serde_json::Value> {
        serde_json::from_str(&self.run(&["jobs", "schedule", "--pg-cron", "--format", "json"])).unwrap()
    }

    /// Runs a job's procedure at [`NOW`].
    fn call(&self, procedure: &str) {
        self.database.execute(&format!("CALL canai_db.{procedure}('{NOW}')"));
    }

    fn query(&self, sql: &str) -> Vec<String> {
        self.database.query(sql)
    }

    /// One value.
    fn value(&self, sql: &str) -> String {
        self.query(sql).join("\n")
    }

    /// The entries of `pg_cron` for this database.
    fn entries(&self, columns: &str) -> Vec<String> {
        let name = &self.database.name;
        let sql = format!("SELECT {columns} FROM cron.job WHERE database = '{name}' ORDER BY jobname");
        crate::harness::query(&server().config("postgres"), &sql)
    }
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}
