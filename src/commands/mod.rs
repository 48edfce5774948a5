//! One file per command: its flags, and a `run` that reads as the steps it takes.

pub mod access;
pub mod audit;
pub mod baseline;
pub mod bench;
pub mod compile;
pub mod dev;
pub mod diagram;
pub mod docs;
pub mod drift;
pub mod import;
pub mod init;
pub mod jobs;
pub mod json_schema;
pub mod lint;
pub mod migrate;
pub mod plan;
pub mod report;
pub mod revert;
mod schema;
pub mod seed;
pub mod shell;
pub mod status;
pub mod subject;
pub mod verify;

use std::future::Future;

use tokio_postgres::Client;

use crate::cli::{Cli, Command, Target};
use crate::diagram::every_table;
use crate::error::{Outcome, Usage};
use crate::migration::Migration;
use crate::model::{QualifiedName, Schema};
use crate::pg::connection::{self, Settings};
use crate::pg::interrupt::Interruption;
use crate::pg::pooler::refuse_transaction_pooler;
use crate::pg::server::{local, supervisor};
use crate::pg::settings::{self, EnvironmentEntry, SettingsError};
use crate::project::Project;
use crate::ui::Ui;
use crate::yaml::closest;

/// How a result is shown: for a person, or for a script.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    #[default]
    Table,
    Json,
}

/// Runs the command that was asked for.
pub fn run(cli: Cli, ui: &Ui) -> anyhow::Result<Outcome> {
    match cli.command {
        Command::Init(command) => init::run(&command, &cli.global, ui),
        Command::Import(command) => import::run(&command, &cli.global, ui),
        Command::Compile(command) => compile::run(&command, &cli.global, ui),
        Command::Plan(command) => plan::run(&command, &cli.global, ui),
        Command::JsonSchema(command) => json_schema::run(&command, ui),
        Command::Migrate(command) => migrate::run(&command, &cli.global, ui),
        Command::Seed(command) => seed::run(&command, &cli.global, ui),
        Command::Status(command) => status::run(&command, &cli.global, ui),
        Command::Revert(command) => revert::run(&command, &cli.global, ui),
        Command::Baseline(command) => baseline::run(&command, &cli.global, ui),
        Command::Access(command) => access::run(&command, &cli.global, ui),
        Command::Audit(command) => audit::run(&command, &cli.global, ui),
        Command::Diagram(command) => diagram::run(&command, &cli.global, ui),
        Command::Bench(command) => bench::run(&command, &cli.global, ui),
        Command::Docs(command) => docs::run(&command, &cli.global, ui),
        Command::Lint(command) => lint::run(&command, &cli.global, ui),
        Command::Report(command) => report::run(&command, &cli.global, ui),
        Command::Subject(command) => subject::run(&command, &cli.global, ui),
        Command::Jobs(command) => jobs::run(&command, &cli.global, ui),
        Command::Purge(command) => jobs::kinds::purge(&command, &cli.global, ui),
        Command::Anonymize(command) => jobs::kinds::anonymize(&command, &cli.global, ui),
        Command::Archive(command) => jobs::archive::run(&command, &cli.global, ui),
        Command::Verify(command) => verify::run(&command, &cli.global, ui),
        Command::Drift(command) => drift::run(&command, &cli.global, ui),
        Command::Completions(command) => shell::completions(&command, ui),
        Command::Man(command) => shell::man(&command, ui),
        Command::Dev(command) => dev::run(&command, &cli.global, ui),
        Command::Supervise(command) => supervisor::run(&command).map(|()| Outcome::Done),
    }
}

/// Runs a command's asynchronous part, on this thread alone.
fn block_on<T>(future: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build()?.block_on(future)
}

/// Where to connect: settled from the flags, the environment and the project's files.
fn settings(target: &Target, project: &Project, ui: &Ui) -> anyhow::Result<Settings> {
    let environment = target.environment.as_deref().map(|name| environment(name, project)).transpose()?;
    let mut sources = settings::gather(target.database_url.clone(), environment, project.root())?;
    let mut settings = match settings::settle(&sources) {
        // Whether it is up is looked at only where it counts.
        Err(SettingsError::NoDatabase) => {
            sources.local_server_url = local::running(project.root())?.map(|server| server.url());
            settings::settle(&sources)?
        }
        settled => settled?,
    };
    if !settings.is_own_server && settings.is_local() {
        // `DATABASE_URL=$(canai-db dev url)` names it too.
        let own = local::find(project.root()).ok().flatten();
        settings.is_own_server = own.is_some_and(|own| settings.leads_to(own.socket(), own.port()));
    }
    settings.warnings.iter().for_each(|warning| ui.warn(warning));
    ui.detail(format!("connecting to {} ({})", settings.display(), settings.origin));
    Ok(settings)
}

/// A table's name on the command line.
fn table(text: &str) -> Result<QualifiedName, String> {
    QualifiedName::parse(text).ok_or_else(|| "write `name` or `schema.name`".to_owned())
}

/// Refuses a table on the command line that schema/ does not declare.
fn find_tables(schema: &Schema, names: &[QualifiedName]) -> Result<(), Usage> {
    let Some(unknown) = names.iter().find(|name| schema.table(name).is_none()) else { return Ok(()) };
    let known: Vec<String> = every_table(schema).map(|table| table.name.to_string()).collect();
    let near = closest(&unknown.to_string(), known.iter().map(String::as_str));
    let help = near.map(|it| format!("; did you mean `{it}`?")).unwrap_or_default();
    Err(Usage(format!("schema/ declares no table `{unknown}`{help}")))
}

/// An environment of canai-db.yaml.
fn environment(name: &str, project: &Project) -> anyhow::Result<EnvironmentEntry> {
    let known = project.settings()?.environments;
    match known.get(name) {
        Some(variable) => Ok(EnvironmentEntry { name: name.to_owned(), url_env: variable.clone() }),
        None => {
            let names: Vec<&str> = known.keys().map(String::as_str).collect();
            let names = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
            let help = format!("there is no environment `{name}`; canai-db.yaml names {names}");
            Err(Usage(help).into())
        }
    }
}

/// A connection to read from.
async fn connect(target: &Target, project: &Project, ui: &Ui) -> anyhow::Result<Client> {
    Ok(connection::connect(&settings(target, project, ui)?).await?)
}

/// A connection for migrations, whose lock needs a session that is nobody else's, and what stops them.
async fn connect_to_migrate(
    target: &Target,
    project: &Project,
    ui: &Ui,
) -> anyhow::Result<(Client, Interruption)> {
    let settings = settings(target, project, ui)?;
    let client = connect_to(&settings).await?;
    let interruption = Interruption::of(&client, settings)?;
    Ok((client, interruption))
}

/// A session that is nobody else's.
async fn connect_to(settings: &Settings) -> anyhow::Result<Client> {
    let client = connection::connect(settings).await?;
    refuse_transaction_pooler(&client, settings).await?;
    Ok(client)
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
