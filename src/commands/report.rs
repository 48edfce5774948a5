//! `canai-db report`: what a live server's statistics say.

mod advise;
mod targets;

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args, ValueEnum};
use tokio_postgres::Client;

use self::targets::Asked;
use super::{block_on, connect};
use crate::cli::{Global, Target};
use crate::error::{Outcome, Usage};
use crate::project::Project;
use crate::report::compare::{Earlier, compare, keep_changes};
use crate::report::definition::{Limits, Report};
use crate::report::judge::{self, Overrides};
use crate::report::read::read;
use crate::report::render::{Format, State, nagios, render, unknown};
use crate::report::snapshot::{Content, Severity, Snapshot};
use crate::report::targets::Targets;
use crate::report::{REPORTS, nearest};
use crate::ui::Ui;

/// Look at a live server: health, queries, locks, indexes, bloat and more
///
/// Changes nothing: one read-only transaction with short limits. Works for any role; what it cannot see
/// it says. Thresholds are in canai-db.yaml.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  canai-db report
  canai-db report blocking long-running
  canai-db report indexes --advise
  canai-db report targets --fail-on crit       the queries of targets/ on this server
  canai-db report --all --format html > report.html
  canai-db report --all --fail-on crit
  canai-db report queries --sort mean_ms --limit 5")]
pub struct ReportCommand {
    /// Which reports [default: health]
    #[arg(value_name = "NAME", value_parser = names(), conflicts_with = "all")]
    names: Vec<String>,

    /// All of them
    #[arg(long)]
    all: bool,

    /// How to write them
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    /// Show the largest of a column first, e.g. `mean_ms`
    #[arg(long, value_name = "COLUMN")]
    sort: Option<String>,

    /// With `indexes`: say which ones are lacking, as YAML for the tables' files (or JSON)
    #[arg(long, conflicts_with_all = ["all", "sort", "limit", "fail_on", "baseline", "watch", "nagios"])]
    advise: bool,

    /// At most so many rows of each report [default: 20 in a table or markdown, 100 in html]
    #[arg(long, value_name = "N")]
    limit: Option<usize>,

    /// Exit with 2 if anything is at least so bad
    #[arg(long, value_enum, value_name = "SEVERITY")]
    fail_on: Option<FailOn>,

    /// Show what changed since this file, which `--format json` wrote
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,

    /// Go on, every so many seconds, with rates between the samples
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..),
          conflicts_with_all = ["baseline", "format", "fail_on", "nagios"])]
    watch: Option<u32>,

    /// One line and exit codes for Nagios, Icinga and the like
    #[arg(long, conflicts_with_all = ["format", "fail_on", "sort", "limit"])]
    nagios: bool,

    #[command(flatten)]
    target: Target,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum FailOn {
    Warn,
    Crit,
}

/// The registry's names, with what they are about.
fn names() -> PossibleValuesParser {
    PossibleValuesParser::new(REPORTS.iter().map(|it| PossibleValue::new(it.name).help(it.about)))
}

pub fn run(command: &ReportCommand, global: &Global, ui: &Ui) -> anyhow::Result<Outcome> {
    let looked = look(command, global, ui);
    match looked {
        // A plugin that could not look says so in the way that its caller reads.
        Err(error) if command.nagios => {
            let chain: Vec<String> = error.chain().map(ToString::to_string).collect();
            ui.line(unknown(&chain.join(": ")));
            Ok(Outcome::Plugin(State::Unknown as u8))
        }
        looked => looked,
    }
}

fn look(command: &ReportCommand, global: &Global, ui: &Ui) -> anyhow::Result<Outcome> {
    let project = Project::find(global.project.as_deref())?;
    if command.advise {
        return advise::run(command, &project, ui);
    }
    let reports = chosen(command)?;
    let overrides = overrides(&project)?;
    let earlier = command.baseline.as_ref().map(|path| {
        let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let wrong = |error| anyhow::anyhow!("{} cannot be compared with: {error}", path.display());
        Earlier::from_json(&text).map_err(wrong)
    });
    let earlier = earlier.transpose()?;
    block_on(async {
        let client = connect(&command.target, &project, ui).await?;
        let asked = Asked::of(&reports, &command.names);
        let targets = targets::targets(&client, asked, &project, ui).await?;
        if let Some(seconds) = command.watch {
            return watch(&client, &reports, (&overrides, &targets), command, seconds, ui).await;
        }
        let mut snapshot = read(&client, &reports, &overrides, &targets).await?;
        if let Some(earlier) = &earlier {
            if earlier.database() != snapshot.database {
                ui.warn(format!("the baseline is of database {}", earlier.database()));
            }
            compare(&mut snapshot, earlier, false);
            keep_changes(&mut snapshot);
        }
        show(snapshot, command, ui)
    })
}

/// Which reports were asked for, in the registry's order.
fn chosen(command: &ReportCommand) -> Result<Vec<&'static Report>, Usage> {
    let is_chosen = |report: &&&Report| match command.names.as_slice() {
        _ if command.all => true,
        [] => report.name == "health",
        names => names.iter().any(|name| name == report.name),
    };
    let reports: Vec<&'static Report> = REPORTS.iter().filter(is_chosen).copied().collect();
    if let Some(sort) = &command.sort {
        let mut columns = reports.iter().flat_map(|it| it.columns).map(|it| it.name);
        if !columns.clone().any(|it| it == sort) {
            let close = nearest(sort, &mut columns);
            return Err(Usage(format!("no chosen report has a column `{sort}`{close}")));
        }
    }
    Ok(reports)
}

/// The project's own thresholds.
pub fn overrides(project: &Project) -> anyhow::Result<Overrides> {
    let settings = project.settings()?;
    let limits = settings.thresholds.into_iter().map(|(report, columns)| {
        let columns = columns.into_iter();
        let columns = columns.map(|(column, it)| (column, Limits { warn: it.warn, crit: it.crit }));
        (report, columns.collect())
    });
    let overrides = limits.collect();
    judge::check(&overrides).map_err(|wrong| anyhow::anyhow!("canai-db.yaml, report.thresholds: {wrong}"))?;
    Ok(overrides)
}

fn show(mut snapshot: Snapshot, command: &ReportCommand, ui: &Ui) -> anyhow::Result<Outcome> {
    let severity = snapshot.severity();
    if command.nagios {
        ui.line(nagios(&snapshot));
        return Ok(Outcome::Plugin(State::of(&snapshot) as u8));
    }
    arrange(&mut snapshot, command);
    ui.raw(&render(command.format, &snapshot)?);
    if command.format != Format::Table {
        for section in &snapshot.sections {
            if let Content::Skipped { reason } = &section.content {
                ui.note(format!("{} skipped: {reason}", section.report.name));
            }
            section.notes.iter().for_each(|note| ui.note(format!("{}: {note}", section.report.name)));
        }
    }
    let is_met = match command.fail_on {
        None => false,
        Some(FailOn::Warn) => severity >= Severity::Warn,
        Some(FailOn::Crit) => severity >= Severity::Crit,
    };
    Ok(if is_met { Outcome::Difference } else { Outcome::Done })
}

/// Puts the rows in the order and number that were asked for.
fn arrange(snapshot: &mut Snapshot, command: &ReportCommand) {
    if let Some(sort) = &command.sort {
        snapshot.sort(sort);
    }
    if let Some(limit) = command.limit.or(command.format.limit()) {
        snapshot.limit(limit);
    }
}

/// Samples until it is interrupted; a terminal shows the last one only.
async fn watch(
    client: &Client,
    reports: &[&'static Report],
    project: (&Overrides, &Targets),
    command: &ReportCommand,
    seconds: u32,
    ui: &Ui,
) -> anyhow::Result<Outcome> {
    const CLEAR: &str = "\x1b[H\x1b[2J\x1b[3J";
    let mut ticks = tokio::time::interval(Duration::from_secs(seconds.into()));
    let mut before: Option<Earlier> = None;
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            interrupted = tokio::signal::ctrl_c() => return Ok(interrupted.map(|()| Outcome::Done)?),
        }
        let mut snapshot = read(client, reports, project.0, project.1).await?;
        let now = Earlier::from(&snapshot);
        if let Some(before) = before.replace(now) {
            compare(&mut snapshot, &before, true);
        }
        arrange(&mut snapshot, command);
        let text = render(command.format, &snapshot)?;
        ui.raw(&if ui.is_screen() { format!("{CLEAR}{text}") } else { format!("{text}\n") });
        if ui.is_lost() {
            return Ok(Outcome::Done);
        }
    }
}
