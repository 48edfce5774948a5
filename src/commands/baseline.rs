//! `canai-db baseline`: takes over a database that already has what the migrations make.

use clap::Args;

use super::migrate::{Teller, migrations};
use super::{block_on, check_version, connect_to_migrate};
use crate::cli::{Global, Target};
use crate::error::{Outcome, Usage};
use crate::migrate::{self, Event, Survey};
use crate::project::Project;
use crate::ui::Ui;

/// Record migrations as applied without running them
///
/// For a database that has the tables already, made by hand or by another tool. Nothing but the
/// ledger is written; whether the database really is at that version is for `drift` to say.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  canai-db baseline 20260101120000      record everything up to this version
  canai-db baseline --latest --dry-run  show what would be recorded")]
pub struct Baseline {
    /// The version that the database is at, unless `--latest` says so
    #[arg(value_name = "VERSION", required_unless_present = "latest")]
    version: Option<i64>,

    /// The database is at the last version in the folder
    #[arg(long, conflicts_with = "version")]
    latest: bool,

    /// Show what would be recorded; change nothing
    #[arg(long)]
    dry_run: bool,

    #[command(flatten)]
    target: Target,
}

pub fn run(command: &Baseline, global: &Global, ui: &Ui) -> anyhow::Result<Outcome> {
    let project = Project::find(global.project.as_deref())?;
    let files = project.migrations()?;
    let version = match (command.version, files.last()) {
        (Some(version), _) => version,
        (None, Some(last)) => last.version,
        (None, None) => {
            return Err(Usage(format!(
                "there are no migrations in {} to record",
                project.migrations_folder().display()
            ))
            .into());
        }
    };
    check_version(&files, version)?;
    block_on(async {
        let (client, interruption) = connect_to_migrate(&command.target, &project, ui).await?;
        if command.dry_run {
            let chosen = Survey::read(&client).await?.to_record(&files, version)?;
            for migration in &chosen {
                ui.line(format!("Would record {}", migration.up.file));
            }
            ui.line(format!("{} to record; nothing was changed.", migrations(chosen.len())));
            return Ok(Outcome::Done);
        }
        let teller = Teller::new(ui, "Recorded");
        let tell = |event: Event<'_>| teller.tell(event);
        let report = interruption.stops(migrate::baseline(client, &files, version, &tell)).await?;
        drop(teller);
        ui.line(format!("{} recorded as applied; {} in place.", migrations(report.changed), report.in_place));
        Ok(Outcome::Done)
    })
}
