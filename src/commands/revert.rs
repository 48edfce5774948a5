//! `canai-db revert`: runs down files.

use clap::Args;

use super::migrate::{Patience, Teller, migrations};
use super::{block_on, check_version, connect_to_migrate};
use crate::cli::{Global, Target};
use crate::error::Outcome;
use crate::migrate::{self, Event, Survey};
use crate::migration::decide::Back;
use crate::project::Project;
use crate::ui::Ui;

/// Undo applied migrations with their down files, the newest first
///
/// Stops before anything is changed if one of them has no down file, or one that says it cannot be
/// undone.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  canai-db revert                       undo the last migration
  canai-db revert --steps 3 --dry-run   show which three would be undone
  canai-db revert --to 20260101120000   undo everything above this version
  canai-db revert --to 0                undo everything")]
pub struct Revert {
    /// How many migrations to undo
    #[arg(long, value_name = "N", default_value_t = 1, conflicts_with = "to",
          value_parser = clap::value_parser!(u32).range(1..))]
    steps: u32,

    /// Undo everything above this version; 0 undoes everything
    #[arg(long, value_name = "VERSION")]
    to: Option<i64>,

    /// Show what would be undone; change nothing
    #[arg(long)]
    dry_run: bool,

    #[command(flatten)]
    patience: Patience,

    #[command(flatten)]
    target: Target,
}

pub fn run(command: &Revert, global: &Global, ui: &Ui) -> anyhow::Result<Outcome> {
    let project = Project::find(global.project.as_deref())?;
    let files = project.migrations()?;
    let back = match command.to {
        Some(to) => Back::To(to),
        None => Back::Steps(usize::try_from(command.steps)?),
    };
    if let Some(to) = command.to
        && to != 0
    {
        check_version(&files, to)?;
    }
    block_on(async {
        let (client, interruption) = connect_to_migrate(&command.target, &project, ui).await?;
        if command.dry_run {
            let chosen = Survey::read(&client).await?.to_revert(&files, back)?;
            for (_, down) in &chosen {
                ui.line(format!("Would run {}", down.file));
            }
            ui.line(match chosen.len() {
                0 => "Nothing to revert.".to_owned(),
                count => format!("{} to revert; nothing was changed.", migrations(count)),
            });
            return Ok(Outcome::Done);
        }
        let teller = Teller::new(ui, "Reverted");
        let tell = |event: Event<'_>| teller.tell(event);
        let work = migrate::revert(client, &files, back, command.patience.lock_timeout, &tell);
        let report = interruption.stops(work).await?;
        drop(teller);
        ui.line(match report.changed {
            0 => "Nothing to revert.".to_owned(),
            count => format!("{} reverted; {} in place.", migrations(count), report.in_place),
        });
        Ok(Outcome::Done)
    })
}
