//! What the tests share: one throwaway PostgreSQL per run, a database per test, the program itself.
//!
//! Nothing is skipped: without PostgreSQL a test fails with the command that installs it.

use std::future::Future;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use canai_db::pg::server::{Binaries, Throwaway};
use tokio_postgres::{Client, Config, NoTls};

/// The `canai-db` program that was built for this run.
const PROGRAM: &str = env!("CARGO_BIN_EXE_canai-db");

/// The server of this run. It is never dropped: its supervisor stops it when this process ends.
pub fn server() -> &'static Throwaway {
    static SERVER: OnceLock<Throwaway> = OnceLock::new();
    SERVER.get_or_init(start_server)
}

/// A server of one's own, for a test that kills or restarts it.
pub fn start_server() -> Throwaway {
    let binaries = Binaries::find(None).unwrap_or_else(|error| panic!("{error}"));
    Throwaway::start(&binaries, Path::new(PROGRAM)).unwrap_or_else(|error| panic!("{error}"))
}

/// The program with an environment that says nothing about databases, colours or terminals.
pub fn canai_db() -> Command {
    let mut command = Command::new(PROGRAM);
    let said = std::env::vars_os().map(|(name, _)| name);
    for name in said.filter(|name| name.to_str().is_some_and(|name| name.starts_with("PG"))) {
        command.env_remove(name);
    }
    command
        .env_remove("DATABASE_URL")
        .env_remove("CLICOLOR_FORCE")
        .env("NO_COLOR", "1")
        .env("COLUMNS", "100");
    command
}

/// An empty database of the run's server, made from template0 and dropped with this value.
pub struct TestDatabase {
    pub name: String,
    pub url: String,
    pub config: Config,
}

impl TestDatabase {
    pub fn create() -> Self {
        Self::create_on(server())
    }

    /// The same on another server.
    pub fn create_on(server: &Throwaway) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        let name = format!("test_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        execute(&server.config("postgres"), &format!("CREATE DATABASE {name} TEMPLATE template0"));
        Self { url: server.url(&name), config: server.config(&name), name }
    }

    /// A connection; only inside [`block_on`].
    pub async fn client(&self) -> Client {
        connect(&self.config).await
    }

    /// Runs SQL, any number of statements.
    pub fn execute(&self, sql: &str) {
        execute(&self.config, sql);
    }

    /// The rows of a query as text, columns separated by `|`, NULL empty: like `psql -At`.
    pub fn query(&self, sql: &str) -> Vec<String> {
        query(&self.config, sql)
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        // After a failed test the server may be gone, and a panic here would hide why.
        let name = &self.name;
        let mut config = self.config.clone();
        config.dbname("postgres");
        block_on(async {
            if let Ok((client, connection)) = config.connect(NoTls).await {
                tokio::spawn(connection);
                let _ = client.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
            }
        });
    }
}

/// Runs async code to its end.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// Opens a connection; only inside [`block_on`].
pub async fn connect(config: &Config) -> Client {
    let (client, connection) = config.connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

/// Runs SQL, any number of statements, on any database.
pub fn execute(config: &Config, sql: &str) {
    block_on(async { connect(config).await.batch_execute(sql).await.unwrap() });
}

/// [`TestDatabase::query`] on any database.
pub fn query(config: &Config, sql: &str) -> Vec<String> {
    let messages = block_on(async { connect(config).await.simple_query(sql).await.unwrap() });
    let row = |row: &tokio_postgres::SimpleQueryRow| {
        (0..row.len()).map(|column| row.get(column).unwrap_or_default()).collect::<Vec<_>>().join("|")
    };
    messages
        .iter()
        .filter_map(|message| match message {
            tokio_postgres::SimpleQueryMessage::Row(found) => Some(row(found)),
            _ => None,
        })
        .collect()
}

/// Waits for something that has to happen, for a generous time.
pub fn eventually(what: &str, mut happened: impl FnMut() -> bool) {
    let since = Instant::now();
    while !happened() {
        assert!(since.elapsed() < Duration::from_mins(1), "{what}: did not happen");
        thread::sleep(Duration::from_millis(50));
    }
}

/// Whether a process runs (one that ended and was not waited for does not).
pub fn runs(pid: u32) -> bool {
    let facts = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    facts.rsplit(')').next().is_some_and(|rest| !rest.trim().is_empty() && !rest.trim().starts_with('Z'))
}

/// Kills a process with -9.
pub fn kill(pid: u32) {
    assert!(Command::new("kill").args(["-9", &pid.to_string()]).status().unwrap().success());
}
