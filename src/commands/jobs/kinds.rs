//! `canai-db purge` and `canai-db anonymize`: all jobs of a kind, as cron runs them.

use clap::Args;

use super::run::{RunFlags, Wanted, run};
use crate::cli::Global;
use crate::error::Outcome;
use crate::job::Kind;
use crate::project::Project;
use crate::ui::Ui;

/// Run the jobs that end rows: those of kind purge, and of kind expire
///
/// Says nothing when all is well, unless on a terminal or with -v: for cron. What is old is deleted in
/// short batches, each a transaction of its own. Stop it at any time: the next run goes on.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  canai-db purge --env production              every night, from cron
  canai-db purge --dry-run                     count what would go, and what goes along
  canai-db purge purge-old-data -v --max-duration 1h
  canai-db purge --now 2026-06-01 --format json")]
pub struct Purge {
    /// The jobs [default: all of these kinds]
    #[arg(value_name = "JOB")]
    jobs: Vec<String>,

    #[command(flatten)]
    flags: RunFlags,
}

pub fn purge(command: &Purge, global: &Global, ui: &Ui) -> anyhow::Result<Outcome> {
    let project = Project::find(global.project.as_deref())?;
    let wanted = Wanted { names: &command.jobs, kinds: &[Kind::Purge, Kind::Expire] };
    run(&command.flags, &project, &wanted, ui)
}

/// Run the jobs that take out of rows what tells about a person
///
/// A second run changes nothing: a row tells by its values, or by its mark, that it is done.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  canai-db anonymize --env production
  canai-db anonymize anonymize-old-feedback --dry-run")]
pub struct Anonymize {
    /// The jobs [default: all of this kind]
    #[arg(value_name = "JOB")]
    jobs: Vec<String>,

    #[command(flatten)]
    flags: RunFlags,
}

pub fn anonymize(command: &Anonymize, global: &Global, ui: &Ui) -> anyhow::Result<Outcome> {
    let project = Project::find(global.project.as_deref())?;
    let wanted = Wanted { names: &command.jobs, kinds: &[Kind::Anonymize] };
    run(&command.flags, &project, &wanted, ui)
}
