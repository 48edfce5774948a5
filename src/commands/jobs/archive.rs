//! `canai-db archive`: the jobs that move rows away, and the way back.

use clap::Args;

use super::run::{RunFlags, Wanted, run as run_jobs};
use crate::cli::Global;
use crate::error::Outcome;
use crate::job::Kind;
use crate::project::Project;
use crate::ui::Ui;

/// Run the jobs that move rows into an archive
///
/// A row is in its table or in the archive, whatever happens in between: a file is on the disk and was
/// read again before its rows are deleted.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  canai-db archive --env production
  canai-db archive compress-old-logs --dry-run")]
pub struct Archive {
    /// The jobs [default: all of this kind]
    #[arg(value_name = "JOB")]
    jobs: Vec<String>,

    #[command(flatten)]
    flags: RunFlags,
}

pub fn run(command: &Archive, global: &Global, ui: &Ui) -> anyhow::Result<Outcome> {
    let project = Project::find(global.project.as_deref())?;
    let wanted = Wanted { names: &command.jobs, kinds: &[Kind::Archive] };
    run_jobs(&command.flags, &project, &wanted, ui)
}
