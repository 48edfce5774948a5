//! `canai-db jobs`: what jobs there are, and running one of them; `purge`, `anonymize` and `archive`
//! run all of a kind.

pub mod archive;
mod forecast;
mod list;
pub mod kinds;
mod run;
mod schedule;

use clap::{Args, Subcommand};

use super::schema::{self, Format as Mistakes};
use crate::cli::{Global, Target};
use crate::commands::Format;
use crate::error::{Outcome, Usage};
use crate::job::{Facts, Job};
use crate::jobs::ledger;
use crate::project::Project;
use crate::ui::Ui;
use crate::yaml::{self, check::closest};

use run::RunFlags;

/// See and run the jobs of jobs/: retention, anonymisation, archives, views
///
/// A job says what becomes of rows that have reached an age, or which views are made anew. It works in short batches that hold up
/// nobody, may be stopped at any time, and goes on where it was; what it did is in the ledger
/// `canai_db.job_runs`. docs/jobs.md tells how to write one.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  canai-db jobs list
  canai-db jobs show purge-old-data
  canai-db jobs run purge-old-data --dry-run
  canai-db jobs history purge-old-data --env production
  canai-db purge -v                      what cron runs at night: all jobs that delete")]
pub struct Jobs {
    #[command(subcommand)]
    command: JobsCommand,
}

#[derive(Debug, Subcommand)]
enum JobsCommand {
    /// List the jobs, their tables, ages and schedules
    #[command(after_help = "\
Examples:
  canai-db jobs list
  canai-db jobs list --format json | jq '.[].job'")]
    List(Listing),
    /// Show what a job does, with its SQL
    #[command(after_help = "\
Examples:
  canai-db jobs show purge-old-data
  canai-db jobs show anonymize-old-feedback")]
    Show(Named),
    /// Run one job
    #[command(after_help = "\
Examples:
  canai-db jobs run purge-old-data --dry-run
  canai-db jobs run purge-old-data --max-duration 10m
  canai-db jobs run purge-old-data --now 2026-06-01")]
    Run(Run),
    /// Show what runs did, newest first
    #[command(after_help = "\
Examples:
  canai-db jobs history
  canai-db jobs history purge-old-data --limit 5 --format json")]
    History(History),
    /// Show when cron runs which job next
    #[command(after_help = "\
Examples:
  canai-db jobs next
  canai-db jobs next --limit 3 --format json")]
    Next(Next),
    /// Have a scheduler run the jobs: `pg_cron`, cron, systemd or Kubernetes
    Schedule(schedule::Schedule),
}

#[derive(Debug, Args)]
struct Listing {
    /// How to show them
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Args)]
struct Named {
    /// The job
    #[arg(value_name = "JOB")]
    job: String,
}

#[derive(Debug, Args)]
struct Run {
    /// The job
    #[arg(value_name = "JOB")]
    job: String,

    #[command(flatten)]
    flags: RunFlags,
}

#[derive(Debug, Args)]
struct History {
    /// The job [default: all]
    #[arg(value_name = "JOB")]
    job: Option<String>,

    /// How many runs
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(i64).range(1..=10_000))]
    limit: i64,

    /// How to show them
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    #[command(flatten)]
    target: Target,
}

#[derive(Debug, Args)]
struct Next {
    /// How many runs
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    limit: u32,

    /// How to show them
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub fn run(command: &Jobs, global: &Global, ui: &Ui) -> anyhow::Result<Outcome> {
    let project = Project::find(global.project.as_deref())?;
    match &command.command {
        JobsCommand::List(listing) => list::list(&declared(&project, ui)?.0, listing.format, ui),
        JobsCommand::Show(named) => {
            let (jobs, facts) = declared(&project, ui)?;
            list::show(find(&jobs, &named.job)?, &facts, ui);
            Ok(Outcome::Done)
        }
        JobsCommand::Next(next) => list::next(&declared(&project, ui)?.0, next.limit, next.format, ui),
        JobsCommand::Schedule(command) => schedule::run(command, &project, ui),
        JobsCommand::Run(one) => {
            let names = [one.job.clone()];
            run::run(&one.flags, &project, &run::Wanted { names: &names, kinds: &[] }, ui)
        }
        JobsCommand::History(history) => {
            let entries = super::block_on(async {
                let client = super::connect(&history.target, &project, ui).await?;
                Ok(ledger::history(&client, history.job.as_deref(), history.limit).await?)
            })?;
            // A job that is no more may have a history.
            if let Some(name) = history.job.as_deref().filter(|_| entries.is_empty()) {
                find(&yaml::job::jobs(&project.job_sources()?, None).0, name)?;
            }
            list::history(&entries, history.job.as_deref(), history.format, ui)
        }
    }
}

/// The jobs as they are declared, held against schema/.
fn declared(project: &Project, ui: &Ui) -> anyhow::Result<(Vec<Job>, Facts)> {
    let (schema, jobs) = schema::read_files(project, Mistakes::Text, ui)?;
    Ok((jobs, Facts::of(&schema)))
}

/// The job of a name.
fn find<'j>(jobs: &'j [Job], name: &str) -> Result<&'j Job, Usage> {
    let names = || jobs.iter().map(|job| job.name.it.as_str());
    jobs.iter().find(|job| job.name.it == *name).ok_or_else(|| {
        Usage(match closest(name, names()) {
            Some(close) => format!("there is no job `{name}`; did you mean `{close}`?"),
            None if jobs.is_empty() => {
                "there are no jobs: jobs/ is empty or not there; docs/jobs.md tells how to write one"
                    .to_owned()
            }
            None => format!("there is no job `{name}`; there are {}", names().collect::<Vec<_>>().join(", ")),
        })
    })
}
