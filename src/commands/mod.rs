//! One file per command: its flags, and a `run` that reads as the steps it takes.

pub mod baseline;
pub mod dev;
pub mod migrate;
pub mod revert;
pub mod status;

use std::future::Future;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use tokio_postgres::Client;

use crate::cli::{Cli, Command, Global, Target};
use crate::error::{Outcome, Usage};
use crate::migration::Migration;
use crate::pg::connection::{self, Settings};
use crate::pg::server::supervisor;
use crate::ui::Ui;

/// Runs the command that was asked for.
pub fn run(cli: Cli, ui: &Ui) -> anyhow::Result<Outcome> {
    match cli.command {
        Command::Migrate(command) => migrate::run(&command, &cli.global, ui),
        Command::Status(command) => status::run(&command, &cli.global, ui),
        Command::Revert(command) => revert::run(&command, &cli.global, ui),
        Command::Baseline(command) => baseline::run(&command, &cli.global, ui),
        Command::Dev(command) => dev::run(&command, &cli.global, ui),
        Command::Supervise(command) => supervisor::run(&command).map(|()| Outcome::Done),
    }
}

/// Runs a command's asynchronous part, on this thread alone.
fn block_on<T>(future: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build()?.block_on(future)
}

/// Connects to the database that the flags and the environment name.
async fn connect(target: &Target, _global: &Global) -> anyhow::Result<Client> {
    let url = target.database_url.clone().or_else(|| std::env::var("DATABASE_URL").ok());
    let url = url.ok_or_else(|| Usage("no database: give --database-url or set DATABASE_URL".to_owned()))?;
    let mut config: tokio_postgres::Config = url.parse().context("the database's URL cannot be read")?;
    config.application_name("canai-db");
    connection::connect(&Settings { config }).await.context("cannot connect to the database")
}

/// The folder of the project's migrations.
fn migrations_folder(global: &Global) -> PathBuf {
    global.project.as_deref().unwrap_or_else(|| Path::new("")).join("migrations")
}

/// Refuses a version on the command line that no file has.
fn check_version(files: &[Migration], version: i64) -> Result<(), Usage> {
    if files.iter().any(|file| file.version == version) {
        return Ok(());
    }
    let nearest = files.iter().min_by_key(|file| file.version.abs_diff(version));
    let help = nearest.map(|file| format!("; the nearest is {}", file.version)).unwrap_or_default();
    Err(Usage(format!("there is no migration with version {version}{help}")))
}
