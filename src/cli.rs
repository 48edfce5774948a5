//! The command line: one enum of commands, the flags all of them share. Every command's own flags
//! stand beside its code in `commands/`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::commands;
use crate::pg::server::supervisor;
use crate::ui::Color;

/// A PostgreSQL database kept in YAML: compiled to SQL migrations, migrated, verified
#[derive(Debug, Parser)]
#[command(name = "canai-db", version, about, max_term_width = 100, disable_help_subcommand = true)]
#[command(after_help = "\
Examples:
  canai-db init shop && cd shop          start a project
  canai-db dev up && canai-db migrate    a local database with nothing to set up
  canai-db plan && canai-db compile      after a change of schema/

Exit codes: 0 done, 1 failure, 2 a difference was found, 64 wrong usage.")]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// Flags that every command takes.
#[derive(Debug, Args)]
pub struct Global {
    /// The project's folder [default: the nearest parent with a canai-db.yaml or a schema/]
    #[arg(short = 'C', long, global = true, value_name = "DIR", help_heading = "Global options")]
    pub project: Option<PathBuf>,

    /// When to colour the output
    #[arg(long, global = true, value_enum, default_value_t, help_heading = "Global options")]
    pub color: Color,

    /// Leave the remarks out; results and errors stay
    #[arg(short, long, global = true, help_heading = "Global options")]
    pub quiet: bool,

    /// Say more about what is done
    #[arg(short, long, global = true, help_heading = "Global options")]
    pub verbose: bool,
}

/// Which database a command talks to; shared by every command that connects.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Connection")]
pub struct Target {
    /// The database's URL or libpq connection string; a password is better kept in .pgpass
    /// [default: `DATABASE_URL`, .env, PG* variables, the local server]
    #[arg(long, value_name = "URL")]
    pub database_url: Option<String>,

    /// An environment of canai-db.yaml, e.g. `production`
    #[arg(long = "env", value_name = "NAME", conflicts_with = "database_url")]
    pub environment: Option<String>,
}

/// The commands, in the order of a project's life.
#[derive(Debug, Subcommand)]
pub enum Command {
    Init(commands::init::Init),
    Import(commands::import::Import),
    Dev(commands::dev::Dev),
    Plan(commands::plan::PlanCommand),
    Compile(commands::compile::Compile),
    Verify(commands::verify::Verify),
    Migrate(commands::migrate::Migrate),
    Seed(commands::seed::Seed),
    Status(commands::status::Status),
    Revert(commands::revert::Revert),
    Baseline(commands::baseline::Baseline),
    Drift(commands::drift::Drift),
    Jobs(commands::jobs::Jobs),
    Purge(commands::jobs::kinds::Purge),
    Anonymize(commands::jobs::kinds::Anonymize),
    Archive(commands::jobs::archive::Archive),
    Lint(commands::lint::Lint),
    Access(commands::access::AccessCommand),
    Diagram(commands::diagram::DiagramCommand),
    Docs(commands::docs::Docs),
    Report(commands::report::ReportCommand),
    Bench(commands::bench::Bench),
    Subject(commands::subject::SubjectCommand),
    Audit(commands::audit::AuditCommand),
    JsonSchema(commands::json_schema::JsonSchema),
    Completions(commands::shell::Completions),
    Man(commands::shell::Man),
    /// Not for people: watches over one throwaway server
    #[command(name = supervisor::SUBCOMMAND, hide = true)]
    Supervise(supervisor::Supervise),
}
