//! `canai-db dev`: the project's own local PostgreSQL.

use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

use anyhow::Context as _;
use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;

use crate::cli::Global;
use crate::error::Outcome;
use crate::model::{Object, Schema};
use crate::pg::connection::{self, Settings};
use crate::pg::platform;
use crate::pg::server::Binaries;
use crate::pg::server::local::{self, LocalServer, Up, Wanted};
use crate::project::{Project, ProjectError};
use crate::ui::{FAINT, GOOD, STRONG, Ui};
use crate::yaml;

/// Run the project's own local PostgreSQL
///
/// A PostgreSQL server for this project alone, from the binaries that are installed on this machine.
/// Its data is in `.canai-db/`, which git ignores. Commands that are given no database use it when
/// it is up. It listens on a socket and on a port of 127.0.0.1, which asks for the password that is
/// in the URL.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  canai-db dev up                          start it; again: nothing happens
  canai-db dev psql -c 'select 1'          open psql, or run one statement
  export DATABASE_URL=$(canai-db dev url)  for sqlx-cli and other tools
  canai-db dev reset                       an empty database, in a moment")]
pub struct Dev {
    #[command(subcommand)]
    command: DevCommand,
}

#[derive(Debug, Subcommand)]
enum DevCommand {
    /// Start the server and create the project's database
    #[command(after_help = "Examples:
  canai-db dev up
  canai-db -C ../shop dev up")]
    Up,
    /// Stop the server; the data stays
    #[command(after_help = "Examples:
  canai-db dev down
  canai-db dev down --quiet")]
    Down,
    /// Show whether the server is up, and where it is
    #[command(after_help = "Examples:
  canai-db dev status
  canai-db dev status --format json")]
    Status {
        /// How to show it
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Throw the database away and give a clean one
    ///
    /// The roles that migrations made go too. When the server is not up, all its data is thrown away
    /// and it is started.
    #[command(after_help = "Examples:
  canai-db dev reset
  canai-db dev reset && canai-db migrate && canai-db seed")]
    Reset,
    /// Print the database's URL, with its password, and nothing else
    #[command(after_help = "Examples:
  canai-db dev url
  DATABASE_URL=$(canai-db dev url) sqlx migrate info")]
    Url,
    /// Open psql on the database
    #[command(after_help = "Examples:
  canai-db dev psql
  canai-db dev psql -c '\\d'
  canai-db dev psql -f query.sql")]
    Psql {
        /// What psql is given
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARG")]
        arguments: Vec<String>,
    },
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    #[default]
    Text,
    Json,
}

pub fn run(command: &Dev, global: &Global, ui: &Ui) -> anyhow::Result<Outcome> {
    // A folder that is no project yet may have its server all the same.
    let project = match Project::find(global.project.as_deref()) {
        Err(ProjectError::NotFound { start }) => start,
        found => found?.root().to_owned(),
    };
    match &command.command {
        DevCommand::Up => up(&project, ui)?,
        DevCommand::Down => down(&project, ui)?,
        DevCommand::Status { format } => status(&project, *format, ui)?,
        DevCommand::Reset => reset(&project, ui)?,
        DevCommand::Url => ui.line(the_running(&project)?.url()),
        DevCommand::Psql { arguments } => psql(&the_running(&project)?, arguments)?,
    }
    Ok(Outcome::Done)
}

fn up(project: &Path, ui: &Ui) -> anyhow::Result<()> {
    let spinner = ui.spinner("starting PostgreSQL");
    let schema = read(project)?;
    let (database, extensions) = (local::database_name(project)?, extensions(schema.as_ref()));
    let up = local::up(project, &Wanted { database: &database, extensions: &extensions })?;
    prepare(&up, schema.as_ref(), ui)?;
    spinner.finish_and_clear();
    if let Some(port) = up.moved_from {
        ui.warn(format!("port {port} is in use by another program; the URL has changed"));
    }
    let server = &up.server;
    let verb = if up.started { "started" } else { "already up" };
    ui.note(format!(
        "{GOOD}PostgreSQL {} {verb}{GOOD:#}, data in {}",
        server.version(),
        server.data().display()
    ));
    ui.line(server.url());
    ui.note(format!("{FAINT}stop it with{FAINT:#} canai-db dev down"));
    Ok(())
}

fn down(project: &Path, ui: &Ui) -> anyhow::Result<()> {
    let spinner = ui.spinner("stopping PostgreSQL");
    let stopped = local::down(project)?;
    spinner.finish_and_clear();
    match stopped {
        Some(server) => ui.note(format!("stopped; the data stays in {}", server.data().display())),
        None => ui.note("the local server was not up"),
    }
    Ok(())
}

fn reset(project: &Path, ui: &Ui) -> anyhow::Result<()> {
    let spinner = ui.spinner("making a clean database");
    let schema = read(project)?;
    let (database, extensions) = (local::database_name(project)?, extensions(schema.as_ref()));
    let reset = local::reset(project, &Wanted { database: &database, extensions: &extensions })?;
    prepare(&reset.up, schema.as_ref(), ui)?;
    spinner.finish_and_clear();
    if !reset.kept_roles.is_empty() {
        let roles = reset.kept_roles.join(", ");
        ui.warn(format!("roles that other databases of this server use were kept: {roles}"));
    }
    ui.note(format!(
        "{GOOD}clean{GOOD:#}: database {STRONG}{}{STRONG:#} is empty",
        reset.up.server.database()
    ));
    Ok(())
}

/// What schema/ says; none where it holds mistakes, which are for the commands that need it.
fn read(project: &Path) -> anyhow::Result<Option<Schema>> {
    let (schema, mistakes) = yaml::read(&Project::find(Some(project))?.sources()?);
    Ok(mistakes.is_empty().then_some(schema))
}

/// The platform's, which nobody but us makes here.
fn extensions(schema: Option<&Schema>) -> Vec<String> {
    let objects = schema.into_iter().flat_map(|it| it.platform.values());
    let extensions = objects.filter_map(|object| match object {
        Object::Extension(extension) => Some(extension.name.as_str().to_owned()),
        _ => None,
    });
    extensions.collect()
}

/// Creates what the platform would have put into the database.
fn prepare(up: &Up, schema: Option<&Schema>, ui: &Ui) -> anyhow::Result<()> {
    let Some(schema) = schema else {
        ui.warn("schema/ holds mistakes, so no platform object was created; see `canai-db plan`");
        return Ok(());
    };
    if schema.platform.is_empty() {
        return Ok(());
    }
    let settings = Settings::from(up.server.config());
    let left_out = super::block_on(async {
        let client = connection::connect(&settings).await?;
        Ok(platform::create_what_can_be(&client, schema).await?)
    })?;
    for it in left_out {
        ui.warn(format!(
            "{it}; what is installed is loaded at the next start, after `canai-db dev down`, and what is not is left out"
        ));
    }
    Ok(())
}

fn status(project: &Path, format: Format, ui: &Ui) -> anyhow::Result<()> {
    let server = local::find(project)?;
    let pid = server.as_ref().and_then(LocalServer::pid);
    match (format, server) {
        (Format::Json, Some(server)) => ui.line(serde_json::to_string_pretty(&json!({
            "state": if pid.is_some() { "up" } else { "down" },
            "database": server.database(),
            "version": server.version(),
            "port": server.port(),
            "socket": server.socket(),
            "pid": pid,
            "data": server.data(),
            "size_bytes": server.size(),
            "log": server.log(),
        }))?),
        (Format::Json, None) => ui.line(serde_json::to_string_pretty(&json!({ "state": "none" }))?),
        (Format::Text, Some(server)) => {
            let state = pid.map_or("down".to_owned(), |pid| format!("{GOOD}up{GOOD:#} (process {pid})"));
            let rows = [
                ("state", state),
                ("database", server.database().to_owned()),
                ("version", format!("PostgreSQL {}", server.version())),
                ("port", format!("{} on 127.0.0.1", server.port())),
                ("socket", server.socket().display().to_string()),
                ("data", format!("{} ({})", server.data().display(), megabytes(server.size()))),
                ("log", server.log().display().to_string()),
            ];
            for (name, value) in rows {
                ui.line(format!("{STRONG}{name:<9}{STRONG:#} {value}"));
            }
        }
        (Format::Text, None) => ui.line("no local server here; `canai-db dev up` makes one"),
    }
    Ok(())
}

fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes.div_ceil(1 << 20))
}

/// Becomes psql; returns only if it cannot be run.
fn psql(server: &LocalServer, arguments: &[String]) -> anyhow::Result<()> {
    // The server's own, or whatever is in PATH.
    let own = Binaries::find(None).ok().map(|binaries| binaries.program("psql")).filter(|it| it.is_file());
    let error = Command::new(own.unwrap_or_else(|| "psql".into()))
        .arg("--host")
        .arg(server.socket())
        .args(["--port", &server.port().to_string(), "--username", "postgres", "--dbname", server.database()])
        .args(arguments)
        .exec();
    Err(error).context("cannot run psql; install PostgreSQL's client programs (Debian: `apt-get install -y postgresql-client`)")
}

fn the_running(project: &Path) -> anyhow::Result<LocalServer> {
    local::running(project)?.context("the local server is not up; `canai-db dev up` starts it")
}
