//! `canai-db migrate`: applies what is pending.

use std::time::Duration;

use clap::Args;
use indicatif::ProgressBar;

use super::{block_on, check_version, connect_to_migrate};
use crate::cli::{Global, Target};
use crate::duration::{format_duration, parse_duration};
use crate::error::Outcome;
use crate::migrate::{self, Event, Survey, Wanted};
use crate::migration::decide::Order;
use crate::project::Project;
use crate::ui::{FAINT, GOOD, Ui};

/// Apply the migrations that the database lacks
///
/// Each file runs with its ledger row in one transaction; a `-- no-transaction` file holds one
/// statement and is recorded after it. One runner works at a time, the others wait. After an
/// interruption at any point, run it again: it goes on from what is recorded.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  canai-db migrate                       apply all that is pending
  canai-db migrate --dry-run             show what would be applied
  canai-db migrate --to 20260101120000   stop after this version
  canai-db migrate --lock-timeout 500ms  on a busy database")]
pub struct Migrate {
    /// Show what would be applied; change nothing
    #[arg(long)]
    dry_run: bool,

    /// The last version to apply
    #[arg(long, value_name = "VERSION")]
    to: Option<i64>,

    #[command(flatten)]
    patience: Patience,

    /// Refuse a pending migration that is below the last applied one
    #[arg(long)]
    strict_order: bool,

    #[command(flatten)]
    target: Target,
}

/// How long a command may wait for locks.
#[derive(Debug, Args)]
pub struct Patience {
    /// How long one attempt may wait for a lock before it makes way for others and is tried again,
    /// up to ten times. A concurrent index build, which holds up nobody, waits 200 times as long
    #[arg(long, value_name = "TIME", default_value = "3s", value_parser = parse_duration)]
    pub lock_timeout: Duration,
}

pub fn run(command: &Migrate, global: &Global, ui: &Ui) -> anyhow::Result<Outcome> {
    let project = Project::find(global.project.as_deref())?;
    let files = project.migrations()?;
    if let Some(to) = command.to {
        check_version(&files, to)?;
    }
    let order = if command.strict_order { Order::Strict } else { Order::Any };
    let wanted = Wanted { order, to: command.to };
    block_on(async {
        let (client, interruption) = connect_to_migrate(&command.target, &project, ui).await?;
        if command.dry_run {
            let survey = Survey::read(&client).await?;
            let pending = survey.pending(&files, wanted)?;
            for migration in &pending {
                ui.line(format!("Would apply {}", migration.up.file));
            }
            ui.line(match pending.len() {
                0 => nothing_to_apply(survey.applied.len()),
                count => format!("{} to apply; nothing was changed.", migrations(count)),
            });
            return Ok(Outcome::Done);
        }
        let teller = Teller::new(ui, "Applied");
        let tell = |event: Event<'_>| teller.tell(event);
        let work = migrate::apply(client, &files, wanted, command.patience.lock_timeout, &tell);
        let report = interruption.stops(work).await?;
        drop(teller);
        ui.line(match report.changed {
            0 => nothing_to_apply(report.in_place),
            count => format!("{} applied; {} in place.", migrations(count), report.in_place),
        });
        Ok(Outcome::Done)
    })
}

fn nothing_to_apply(in_place: usize) -> String {
    match in_place {
        0 => "Nothing to apply: there are no migrations.".to_owned(),
        1 => "Nothing to apply: 1 migration is in place.".to_owned(),
        count => format!("Nothing to apply: {count} migrations are in place."),
    }
}

/// A number of migrations in words.
pub fn migrations(count: usize) -> String {
    if count == 1 { "1 migration".to_owned() } else { format!("{count} migrations") }
}

/// Words the events of a run: a line for each file, remarks, and a bar where there are many files.
pub struct Teller<'a> {
    ui: &'a Ui,
    done: &'static str,
    /// Hidden until it is known how long it is.
    bar: ProgressBar,
}

impl<'a> Teller<'a> {
    /// `done` is what has been done with a finished file, e.g. `Applied`.
    pub fn new(ui: &'a Ui, done: &'static str) -> Self {
        Self { ui, done, bar: ui.progress("migrations") }
    }

    pub fn tell(&self, event: Event<'_>) {
        let Self { ui, done, bar } = self;
        match event {
            Event::Waiting(holder) => {
                let by = holder.map(|holder| format!(" ({}, pid {})", holder.application, holder.pid));
                ui.note(format!("Waiting for another migration run to end{}.", by.unwrap_or_default()));
            }
            Event::Planned(count) => ui.begin(bar, count as u64),
            Event::Started { file } => {
                bar.set_message(file.to_owned());
                ui.detail(format!("Running {file}"));
            }
            Event::Retrying { file, attempt, attempts, pause } => bar.suspend(|| {
                let pause = format_duration(pause);
                ui.note(format!("{file}: no lock yet, attempt {attempt} of {attempts}; again in {pause}."));
            }),
            Event::DroppedUnfinished { file, index } => {
                bar.suspend(|| ui.note(format!("{file}: dropped the unfinished index {index}.")));
            }
            Event::InPlace { file } => bar.suspend(|| {
                ui.note(format!("{file}: in place already, from a run that was interrupted; recorded."));
            }),
            Event::Finished { file, took } => {
                bar.inc(1);
                let took = format_duration(took);
                bar.suspend(|| ui.line(format!("{GOOD}{done}{GOOD:#} {file} {FAINT}({took}){FAINT:#}")));
            }
        }
    }
}

impl Drop for Teller<'_> {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
