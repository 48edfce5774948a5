//! `canai-db archive`: the jobs that move rows away, and the way back.

use clap::{Args, Subcommand};

use super::run::{RunFlags, Wanted, run as run_jobs, shown};
use crate::cli::{Global, Target};
use crate::commands::Format;
use crate::commands::{block_on, connect_to, settings, table};
use crate::error::{Outcome, Usage};
use crate::job::{Job, Kind};
use crate::jobs::{self, JobError, restore};
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
  canai-db archive restore compress-old-logs --from 2026-01-01 --until 2026-02-01
  canai-db archive forget compress-old-logs --dry-run")]
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
    Forget(Forget),
}

/// Bring back what a job moved
///
/// What comes back leaves the archive, unless it goes into another table. Files and chunks come back as a
/// whole. A checksum is held against the manifest first. Where another row has the key of an archived one
/// by now, or a file is missing that the ledger names, nothing comes back.
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

/// Say that files which the ledger names are lost
///
/// A restore, and an export or erasure of a person, refuse to do a part of their work while a file is
/// missing. Files that are there are left alone.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  canai-db archive forget compress-old-logs --dry-run
  canai-db archive forget compress-old-logs")]
struct Forget {
    /// The job of kind archive
    #[arg(value_name = "JOB")]
    job: String,

    /// Show which files that would be
    #[arg(long)]
    dry_run: bool,

    #[command(flatten)]
    target: Target,
}

pub fn run(command: &Archive, global: &Global, ui: &Ui) -> anyhow::Result<Outcome> {
    let project = Project::find(global.project.as_deref())?;
    match &command.command {
        Some(ArchiveCommand::Restore(command)) => restore(command, &project, ui),
        Some(ArchiveCommand::Forget(command)) => forget(command, &project, ui),
        None => {
            let wanted = Wanted { names: &command.jobs, kinds: &[Kind::Archive] };
            run_jobs(&command.flags, &project, &wanted, ui)
        }
    }
}

/// The archive job of that name.
fn named<'j>(jobs: &'j [Job], name: &str) -> anyhow::Result<&'j Job> {
    jobs.iter().find(|job| is_named(job, name)).ok_or_else(|| {
        let help = format!("there is no job `{name}` of kind `archive`; `canai-db jobs list` shows the jobs");
        Usage(help).into()
    })
}

fn is_named(job: &Job, name: &str) -> bool {
    job.name.it == name && job.kind == Kind::Archive
}

fn running(job: &str) -> anyhow::Error {
    anyhow::anyhow!("{job}: a run of the job is at it; try again when it has ended")
}

fn forget(command: &Forget, project: &Project, ui: &Ui) -> anyhow::Result<Outcome> {
    let sources = project.job_sources()?;
    let settings = settings(&command.target, project, ui)?;
    let lost = block_on(async {
        let client = connect_to(&settings).await?;
        let loaded = jobs::load(&client, &sources, |job| is_named(job, &command.job)).await;
        let (jobs, _) = loaded.map_err(|error| shown(error, ui))?;
        let job = named(&jobs, &command.job)?;
        let lost = jobs::archive::lose(&client, job, project.root(), !command.dry_run).await?;
        lost.ok_or_else(|| running(&command.job))
    })?;
    for it in &lost {
        ui.line(format!("{} of {}, written to {}", it.file, it.table, it.folder));
    }
    let files = format!("{} {}", lost.len(), if lost.len() == 1 { "file" } else { "files" });
    ui.note(if command.dry_run {
        format!("{files} would be given up for lost; nothing was changed.")
    } else {
        format!("{files} given up for lost.")
    });
    Ok(Outcome::Done)
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
        let loaded = jobs::load(&client, &sources, |job| is_named(job, &command.job)).await;
        let (jobs, facts) = loaded.map_err(|error| shown(error, ui))?;
        let job = named(&jobs, &command.job)?;
        if let Some(own) =
            wanted.into.as_ref().filter(|into| job.rules.iter().any(|it| it.table.it == **into))
        {
            return Err(
                Usage(format!("rows come back into {own} without --into, which is for copies")).into()
            );
        }
        let restored = jobs::restore_job(&client, job, &facts, project.root(), &wanted).await;
        let restored = restored.map_err(|error| match error {
            JobError::NoTime { .. } | JobError::Reversed { .. } => Usage(error.to_string()).into(),
            error => anyhow::Error::from(error),
        })?;
        restored.ok_or_else(|| running(&command.job))
    })?;
    if command.format == Format::Json {
        ui.line(serde_json::to_string_pretty(&restored)?);
        return Ok(Outcome::Done);
    }
    for it in restored {
        let there = if it.there > 0 { format!("; {} were there already", it.there) } else { String::new() };
        ui.line(format!("Restored {} rows into {}{there}", it.rows, it.table));
    }
    Ok(Outcome::Done)
}
