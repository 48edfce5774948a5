//! Lists jobs, their runs to come and those that were.

use std::time::Duration;

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use serde::Serialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::commands::Format;
use crate::duration::format_duration;
use crate::error::Outcome;
use crate::job::refresh::in_order;
use crate::job::statements::{NUMBERED, Range, Statements};
use crate::job::{Facts, Job, Kind, by_reference, schedule};
use crate::jobs::ledger::Entry;
use crate::ui::Ui;

/// A job for a script.
#[derive(Serialize)]
struct Listed<'a> {
    job: &'a str,
    kind: Kind,
    comment: Option<&'a str>,
    file: String,
    tables: Vec<String>,
    views: Vec<String>,
    by: Option<&'a str>,
    older_than: Option<String>,
    schedule: Option<&'a str>,
    next: Option<String>,
}

pub fn list(jobs: &[Job], format: Format, ui: &Ui) -> anyhow::Result<Outcome> {
    let listed = jobs.iter().map(|job| Listed {
        job: &job.name.it,
        kind: job.kind,
        comment: job.comment.as_deref(),
        file: job.path.display().to_string(),
        tables: job.rules.iter().map(|rule| rule.table.it.to_string()).collect(),
        views: job.views.iter().map(|view| view.name.it.to_string()).collect(),
        by: job.rules.first().map(|rule| rule.by.it.as_str()),
        older_than: job.older_than.map(|age| age.to_string()),
        schedule: job.schedule.as_deref(),
        next: coming(job).first().and_then(|at| at.format(&Rfc3339).ok()),
    });
    let listed: Vec<Listed> = listed.collect();
    if format == Format::Json {
        ui.line(serde_json::to_string_pretty(&listed)?);
        return Ok(Outcome::Done);
    }
    if listed.is_empty() {
        ui.note("There are no jobs; docs/jobs.md tells how to write one.");
        return Ok(Outcome::Done);
    }
    let mut table = plain(["job", "kind", "tables and views", "age", "schedule", "next (UTC)"]);
    for it in &listed {
        let age = match (it.by, &it.older_than) {
            (Some(by), Some(age)) => format!("{age} by {by}"),
            (Some(by), None) => format!("{by} is over"),
            (None, _) => String::new(),
        };
        let names = it.tables.iter().chain(&it.views).map(String::as_str).collect::<Vec<_>>();
        let next = it.next.as_deref().map(|next| next[..16].replace('T', " "));
        table.add_row([
            it.job.to_owned(),
            it.kind.word().to_owned(),
            names.join(", "),
            age,
            it.schedule.unwrap_or_default().to_owned(),
            next.unwrap_or_default(),
        ]);
    }
    ui.line(table.to_string());
    Ok(Outcome::Done)
}

/// What a job does, with the SQL of a batch.
pub fn show(job: &Job, facts: &Facts, ui: &Ui) {
    ui.line(format!("-- {} ({}), {}", job.name.it, job.kind.word(), job.path.display()));
    if let Some(comment) = &job.comment {
        ui.line(format!("-- {comment}"));
    }
    let names: Vec<_> = job.rules.iter().map(|rule| &rule.table.it).collect();
    for at in by_reference(facts, &names) {
        let rule = &job.rules[at];
        let Some(table) = facts.table(&rule.table.it) else { continue };
        let statements = Statements { job, rule, table, parameters: NUMBERED };
        ui.line(format!(
            "\n-- {}: each batch, with $1 the time before which rows are old, $2 and $3 its bounds",
            rule.table.it
        ));
        for statement in statements.detach(facts, Range::Between) {
            ui.line(format!("{statement};"));
        }
        ui.line(format!("{};", statements.act(Range::Between)));
    }
    let views = in_order(job, facts);
    if !views.is_empty() {
        ui.line("\n-- each in a transaction of its own");
    }
    for view in views {
        ui.line(format!("{};", view.refresh()));
    }
}

#[derive(Serialize)]
struct Coming<'a> {
    at: String,
    job: &'a str,
}

pub fn next(jobs: &[Job], limit: u32, format: Format, ui: &Ui) -> anyhow::Result<Outcome> {
    let mut all: Vec<(OffsetDateTime, &str)> =
        jobs.iter().flat_map(|job| coming(job).into_iter().map(|at| (at, job.name.it.as_str()))).collect();
    all.sort();
    all.truncate(limit as usize);
    let coming: Vec<Coming> =
        all.iter().map(|(at, job)| Coming { at: at.format(&Rfc3339).unwrap_or_default(), job }).collect();
    if format == Format::Json {
        ui.line(serde_json::to_string_pretty(&coming)?);
        return Ok(Outcome::Done);
    }
    let mut table = plain(["at (UTC)", "job"]);
    for it in &coming {
        table.add_row([it.at[..16].replace('T', " "), it.job.to_owned()]);
    }
    ui.line(table.to_string());
    Ok(Outcome::Done)
}

/// The next runs of a job by its schedule, as many as anybody may want to see.
fn coming(job: &Job) -> Vec<OffsetDateTime> {
    let Some(Ok(cron)) = job.schedule.as_deref().map(schedule::parse) else { return Vec::new() };
    schedule::after(&cron, OffsetDateTime::now_utc()).take(100).collect()
}

pub fn history(entries: &[Entry], job: Option<&str>, format: Format, ui: &Ui) -> anyhow::Result<Outcome> {
    if format == Format::Json {
        ui.line(serde_json::to_string_pretty(entries)?);
        return Ok(Outcome::Done);
    }
    if entries.is_empty() {
        ui.note(match job {
            Some(name) => format!("The job {name} has not run here yet."),
            None => "No job has run here yet.".to_owned(),
        });
        return Ok(Outcome::Done);
    }
    let mut table = plain(["run", "job", "started", "outcome", "rows", "batches", "took", "by", "tables"]);
    for it in entries {
        let tables: Vec<String> = it.tables.iter().map(|(table, rows)| format!("{rows} {table}")).collect();
        let outcome = match &it.reason {
            Some(reason) => format!("{}: {reason}", it.outcome),
            None => it.outcome.clone(),
        };
        table.add_row([
            it.id.to_string(),
            it.job.clone(),
            it.started_at.chars().take(19).collect(),
            outcome,
            it.rows.to_string(),
            it.batches.to_string(),
            format_duration(Duration::try_from_secs_f64(it.seconds).unwrap_or_default()),
            it.run_by.clone(),
            tables.join(", "),
        ]);
    }
    for column in [0, 4, 5] {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    ui.line(table.to_string());
    Ok(Outcome::Done)
}

pub fn plain<const N: usize>(header: [&str; N]) -> Table {
    let mut table = Table::new();
    table
        .load_preset(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_header(header);
    table
}
