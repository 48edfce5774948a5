//! One file per command: its flags, and a `run` that reads as the steps it takes.

pub mod baseline;
pub mod compile;
pub mod dev;
pub mod json_schema;
pub mod migrate;
pub mod plan;
pub mod revert;
mod schema;
pub mod status;

use std::future::Future;
use std::path::{Path, PathBuf};

use tokio_postgres::Client;

use crate::cli::{Cli, Command, Global, Target};
use crate::error::{Outcome, Usage};
use crate::migrate::folder;
use crate::migration::Migration;
use crate::pg::connection::{self, Settings};
use crate::pg::pooler::refuse_transaction_pooler;
use crate::pg::server::{local, supervisor};
use crate::pg::settings;
use crate::ui::Ui;

/// Runs the command that was asked for.
pub fn run(cli: Cli, ui: &Ui) -> anyhow::Result<Outcome> {
    match cli.command {
        Command::Compile(command) => compile::run(&command, &cli.global, ui),
        Command::Plan(command) => plan::run(&command, &cli.global, ui),
        Command::JsonSchema(command) => json_schema::run(&command, ui),
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

/// Where to connect: settled from the flags, the environment and the project's files.
fn settings(target: &Target, global: &Global, ui: &Ui) -> anyhow::Result<Settings> {
    if let Some(name) = &target.environment {
        return Err(Usage(format!("there is no environment `{name}`: canai-db.yaml names none")).into());
    }
    let project = project(global);
    let is_told = target.database_url.is_some() || std::env::var_os("DATABASE_URL").is_some();
    let local = if is_told { None } else { local::running(project)?.map(|server| server.url()) };
    let sources = settings::gather(target.database_url.clone(), None, project, local)?;
    let settings = settings::settle(&sources)?;
    settings.warnings.iter().for_each(|warning| ui.warn(warning));
    Ok(settings)
}

/// A connection to read from.
async fn connect(target: &Target, global: &Global, ui: &Ui) -> anyhow::Result<Client> {
    Ok(connection::connect(&settings(target, global, ui)?).await?)
}

/// A connection for migrations: their lock needs a session that is nobody else's.
async fn connect_to_migrate(target: &Target, global: &Global, ui: &Ui) -> anyhow::Result<Client> {
    let settings = settings(target, global, ui)?;
    let client = connection::connect(&settings).await?;
    refuse_transaction_pooler(&client, &settings).await?;
    Ok(client)
}

/// The project's folder.
fn project(global: &Global) -> &Path {
    global.project.as_deref().unwrap_or_else(|| Path::new("."))
}

/// The folder of the project's migrations.
fn migrations_folder(global: &Global) -> PathBuf {
    match &global.project {
        Some(project) => project.join(folder::NAME),
        None => PathBuf::from(folder::NAME),
    }
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
