//! `migrate`, `status`, `revert` and `baseline` on a real server.

mod basics;
mod interop;
mod interrupted;
mod locks;
mod problems;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use tokio::runtime::Runtime;
use tokio_postgres::Client;

use crate::harness::{TestDatabase, canai_db, connect};

/// A project folder with migrations, and an empty database for it.
struct Project {
    folder: PathBuf,
    database: TestDatabase,
}

impl Project {
    /// `files` are names and texts.
    fn new(files: &[(&str, &str)]) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("canai-db-migrate-{}-{number}", std::process::id()));
        std::fs::create_dir_all(folder.join("migrations")).unwrap();
        let project = Self { folder, database: TestDatabase::create() };
        for (name, text) in files {
            project.write(name, text);
        }
        project
    }

    fn migrations(&self) -> PathBuf {
        self.folder.join("migrations")
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.migrations().join(name), text).unwrap();
    }

    fn remove(&self, name: &str) {
        std::fs::remove_file(self.migrations().join(name)).unwrap();
    }

    /// The program in this project; the arguments separated by blanks.
    fn command(&self, arguments: &str) -> Command {
        let mut command = canai_db();
        command
            .args(arguments.split_whitespace())
            .current_dir(&self.folder)
            .env("DATABASE_URL", &self.database.url)
            .stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &str) -> Run {
        Run::of(&self.command(arguments).output().unwrap())
    }

    fn spawn(&self, arguments: &str) -> Child {
        self.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// Runs and expects exit code 0.
    fn ok(&self, arguments: &str) -> Run {
        let run = self.run(arguments);
        assert_eq!(run.code, Some(0), "{arguments}: {run:?}");
        run
    }

    /// Runs and expects the exit code.
    fn fails(&self, arguments: &str, code: i32) -> Run {
        let run = self.run(arguments);
        assert_eq!(run.code, Some(code), "{arguments}: {run:?}");
        run
    }

    /// The rows of a query, columns separated by `|`.
    fn query(&self, sql: &str) -> Vec<String> {
        self.database.query(sql)
    }

    fn execute(&self, sql: &str) {
        self.database.execute(sql);
    }

    /// What sqlx locks for this database.
    fn lock_key(&self) -> i64 {
        0x3d32_ad9e * i64::from(crc32fast::hash(self.database.name.as_bytes()))
    }

    /// The versions in the ledger.
    fn ledger(&self) -> Vec<String> {
        self.query("SELECT version FROM _sqlx_migrations ORDER BY version")
    }

    /// What the migrations made and what the ledger says about it, without times.
    fn fingerprint(&self) -> Vec<String> {
        self.query(include_str!("fingerprint.sql"))
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// A session that stays open, with its transaction and its locks, until it is dropped.
struct Session {
    runtime: Runtime,
    client: Client,
}

impl Session {
    fn open(project: &Project, sql: &str) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let client = runtime.block_on(connect(&project.database.config));
        let session = Self { runtime, client };
        session.execute(sql);
        session
    }

    fn execute(&self, sql: &str) {
        self.try_execute(sql).unwrap();
    }

    fn try_execute(&self, sql: &str) -> Result<(), tokio_postgres::Error> {
        self.runtime.block_on(self.client.batch_execute(sql))
    }
}

/// What a program said.
#[derive(Debug, PartialEq, Eq)]
struct Run {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Run {
    fn of(output: &Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// The files that were finished, in order.
    fn applied(&self) -> Vec<&str> {
        self.out.lines().filter_map(|line| line.strip_prefix("Applied ")?.split(' ').next()).collect()
    }
}

/// Waits for a program's end.
fn finish(child: Child) -> Run {
    Run::of(&child.wait_with_output().unwrap())
}

/// A program of another project: from the environment variable, or the PATH.
pub fn tool(variable: &str, name: &str, install: &str) -> PathBuf {
    if let Some(path) = std::env::var_os(variable) {
        return PathBuf::from(path);
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|path: &PathBuf| Path::is_file(path))
        .unwrap_or_else(|| panic!("{name} is missing: install it with `{install}`, or name it in {variable}"))
}
