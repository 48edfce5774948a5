//! `canai-db archive`: the jobs that move rows away, and the way back.

use clap::{Args, Subcommand};

use super::run::{RunFlags, Wanted, run as run_jobs, shown};
use crate::cli::{Global, Target};
use crate::commands::Format;
use crate::commands::{block_on, connect_to, settings, table};
use crate::error::{Outcome, Usage};
use crate::job::Kind;
use crate::jobs::{self, restore};
use crate::model::QualifiedName;
use crate::project::Project;
use crate::ui::Ui;

/// Run the jobs that move rows into an archive, or bring rows back
///
/// A row is in its table or in the archive, whatever happens in between: a file is on the disk and was
/// read again before its rows are deleted.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
#[command(after_help = "\
Examples:
  canai-db archive --env production
  canai-db archive compress-old-logs --dry-run
  canai-db archive restore compress-old-logs --from 2026-01-01 --until 2026-02-01")]
pub struct Archive {
    #[command(subcommand)]
    command: Option<ArchiveCommand>,

    /// The jobs [default: all of this kind]
    #[arg(value_name = "JOB")]
    jobs: Vec<String>,

    #[command(flatten)]
    flags: RunFlags,
}

#[derive(Debug, Subcommand)]
enum ArchiveCommand {
    Restore(Restore),
}

/// Bring back what a job moved
///
/// Rows that are in the table already stay as they are. What comes back leaves the archive, unless it
/// goes into another table. Files and chunks come back as a whole. A checksum is held against the
/// manifest first.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  canai-db archive restore compress-old-logs
  canai-db archive restore compress-old-logs --from 2026-01-01 --until 2026-02-01
  canai-db archive restore compress-old-logs --into session_logs_of_may")]
struct Restore {
    /// The job of kind archive
    #[arg(value_name = "JOB")]
    job: String,

    /// Only rows of this time and later
    #[arg(long, value_name = "TIME")]
    from: Option<String>,

    /// Only rows before this time
    #[arg(long, value_name = "TIME")]
    until: Option<String>,

    /// A table of the same columns that gets a copy
    #[arg(long, value_name = "TABLE", value_parser = table)]
    into: Option<QualifiedName>,

    /// How to show what was done
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    #[command(flatten)]
    target: Target,
}

pub fn run(command: &Archive, global: &Global, ui: &Ui) -> anyhow::Result<Outcome> {
    let project = Project::find(global.project.as_deref())?;
    match &command.command {
        Some(ArchiveCommand::Restore(command)) => restore(command, &project, ui),
        None => {
            let wanted = Wanted { names: &command.jobs, kinds: &[Kind::Archive] };
            run_jobs(&command.flags, &project, &wanted, ui)
        }
    }
}

fn restore(command: &Restore, project: &Project, ui: &Ui) -> anyhow::Result<Outcome> {
    let sources = project.job_sources()?;
    let settings = settings(&command.target, project, ui)?;
    let wanted = restore::Wanted {
        from: command.from.clone(),
        until: command.until.clone(),
        into: command.into.clone(),
    };
    let restored = block_on(async {
        let client = connect_to(&settings).await?;
        let is_wanted = |job: &crate::job::Job| job.name.it == command.job && job.kind == Kind::Archive;
        let (jobs, facts) =
            jobs::load(&client, &sources, is_wanted).await.map_err(|error| shown(error, ui))?;
        let Some(job) = jobs.iter().find(|job| is_wanted(job)) else {
            let help = format!(
                "there is no job `{}` of kind `archive`; `canai-db jobs list` shows the jobs",
                command.job
            );
            return Err(Usage(help).into());
        };
        Ok(jobs::restore_job(&client, job, &facts, project.root(), &wanted).await?)
    })?;
    if command.format == Format::Json {
        ui.line(serde_json::to_string_pretty(&restored)?);
        return Ok(Outcome::Done);
    }
    let Some(restored) = restored else {
        anyhow::bail!("{}: a run of the job is at it; try again when it has ended", command.job);
    };
    for it in restored {
        let there = if it.there > 0 { format!("; {} were there already", it.there) } else { String::new() };
        ui.line(format!("Restored {} rows into {}{there}", it.rows, it.table));
    }
    Ok(Outcome::Done)
}
