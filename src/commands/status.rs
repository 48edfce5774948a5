//! `canai-db status`: which migrations a database has.

use std::time::Duration;

use clap::Args;
use comfy_table::{ContentArrangement, Table, presets};
use serde::Serialize;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;

use super::{block_on, connect};
use crate::cli::{Global, Target};
use crate::commands::Format;
use crate::duration::format_duration;
use crate::error::Outcome;
use crate::migrate::Survey;
use crate::migration::decide::{Standing, State, standings};
use crate::project::Project;
use crate::ui::Ui;

/// Show which migrations are applied and which are pending
///
/// Only looks: nothing is locked or created, and the exit code is 0 whatever the states are.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  canai-db status
  canai-db status --format json | jq '.[] | select(.state != \"applied\")'")]
pub struct Status {
    /// How to show it
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    #[command(flatten)]
    target: Target,
}

pub fn run(command: &Status, global: &Global, ui: &Ui) -> anyhow::Result<Outcome> {
    let project = Project::find(global.project.as_deref())?;
    let files = project.migrations()?;
    let survey = block_on(async {
        let client = connect(&command.target, &project, ui).await?;
        anyhow::Ok(Survey::read(&client).await?)
    })?;
    let standings = standings(&files, &survey.applied);
    match command.format {
        Format::Table => show_table(&standings, ui),
        Format::Json => {
            let rows = standings.iter().map(json_row).collect::<Result<Vec<_>, _>>()?;
            ui.line(serde_json::to_string_pretty(&rows)?);
        }
    }
    Ok(Outcome::Done)
}

fn show_table(standings: &[Standing<'_>], ui: &Ui) {
    if standings.is_empty() {
        ui.line("There are no migrations.");
        return;
    }
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(["VERSION", "STATE", "APPLIED AT (UTC)", "TOOK", "DESCRIPTION"]);
    for standing in standings {
        let (at, took) = match standing.applied {
            Some(row) => (
                row.installed_on
                    .to_offset(time::UtcOffset::UTC)
                    .format(format_description!("[year]-[month]-[day] [hour]:[minute]:[second]"))
                    .unwrap_or_default(),
                took(standing).map(format_duration).unwrap_or_default(),
            ),
            None => Default::default(),
        };
        table.add_row([
            standing.version.to_string(),
            word(standing.state).to_owned(),
            at,
            took,
            standing.description.clone(),
        ]);
    }
    for line in table.lines() {
        ui.line(line.trim_end());
    }
    let pending = standings.iter().filter(|standing| standing.state == State::Pending).count();
    let wrong = standings
        .iter()
        .filter(|standing| matches!(standing.state, State::Changed | State::Missing | State::Dirty))
        .count();
    ui.note(format!(
        "{} applied, {pending} pending, {wrong} with a problem",
        standings.len() - pending - wrong
    ));
}

/// How long the migration ran, where that was measured.
fn took(standing: &Standing<'_>) -> Option<Duration> {
    let nanoseconds = standing.applied?.execution_time;
    u64::try_from(nanoseconds).ok().map(Duration::from_nanos)
}

fn word(state: State) -> &'static str {
    match state {
        State::Applied => "applied",
        State::Pending => "pending",
        State::Changed => "changed",
        State::Missing => "missing",
        State::Dirty => "dirty",
    }
}

#[derive(Serialize)]
struct JsonRow<'a> {
    version: i64,
    description: &'a str,
    state: &'static str,
    applied_at: Option<String>,
    /// To the microsecond; null where it was not measured.
    execution_ms: Option<f64>,
}

fn json_row<'a>(standing: &'a Standing<'_>) -> anyhow::Result<JsonRow<'a>> {
    Ok(JsonRow {
        version: standing.version,
        description: &standing.description,
        state: word(standing.state),
        applied_at: standing.applied.map(|row| row.installed_on.format(&Rfc3339)).transpose()?,
        execution_ms: took(standing).map(|took| (took.as_secs_f64() * 1e6).round() / 1e3),
    })
}
