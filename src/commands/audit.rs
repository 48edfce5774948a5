//! `canai-db audit`: the audit log of a live database, and pgaudit beside it.

use std::time::Duration;

use clap::{Args, Subcommand};
use comfy_table::{ContentArrangement, Table, presets};

use super::schema::{self, read_schema};
use super::{block_on, connect};
use crate::audit::check::{self, Report};
use crate::audit::log::{self, Entry, Filter};
use crate::audit::partitions::{self, Month, State};
use crate::cli::{Global, Target};
use crate::commands::Format;
use crate::duration::parse_duration;
use crate::error::Outcome;
use crate::model::QualifiedName;
use crate::project::Project;
use crate::ui::{BAD, GOOD, Ui, WARN};

/// Who changed what: read the audit log, keep its partitions ahead, check pgaudit
///
/// `audit` in the file of a table says what is recorded; see docs/audit.md.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  canai-db audit log --table payment_logs --since yesterday
  canai-db audit partitions --months 3
  canai-db audit check --env production")]
pub struct AuditCommand {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    Log(LogCommand),
    Partitions(PartitionsCommand),
    Check(CheckCommand),
}

/// Show entries of the audit log, the latest first
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  canai-db audit log
  canai-db audit log --table orders --key 42
  canai-db audit log --table orders --key '{\"region\": \"eu\", \"number\": 42}'
  canai-db audit log --since '2026-11-01 12:00 UTC' --limit 1000 --format json")]
struct LogCommand {
    /// Only of this table
    #[arg(long, value_name = "TABLE", value_parser = table)]
    table: Option<QualifiedName>,

    /// Only of the row with this primary key: a value, or a JSON object of column and value
    #[arg(long, value_name = "KEY")]
    key: Option<String>,

    /// Only from then on: any time that PostgreSQL reads, `yesterday` too
    #[arg(long, value_name = "TIME")]
    since: Option<String>,

    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: u32,

    /// How to show them; json shows all that an entry holds
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    #[command(flatten)]
    target: Target,
}

/// Make the partitions of this month and the coming ones
///
/// Run it as often as you like, monthly at least. A month without one goes to the default partition, so
/// nothing is lost; it can just not be dropped as a whole later.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  canai-db audit partitions
  canai-db audit partitions --months 12 --dry-run")]
struct PartitionsCommand {
    /// How many months ahead
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..=120))]
    months: u16,

    /// How long writes to the default partition may be held up while it is looked through
    #[arg(long, value_name = "DURATION", default_value = "3s", value_parser = parse_duration)]
    max_stall: Duration,

    /// Show what would be made; change nothing
    #[arg(long)]
    dry_run: bool,

    /// How to show it
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    #[command(flatten)]
    target: Target,
}

/// Check that the server logs the reads that `audit: [select]` declares
///
/// Says what to run where it does not. Exit code 2 if something is missing.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  canai-db audit check
  canai-db audit check --env production --format json | jq '.findings[].remedy'")]
struct CheckCommand {
    /// How to show it
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    #[command(flatten)]
    target: Target,
}

fn table(text: &str) -> Result<QualifiedName, String> {
    QualifiedName::parse(text).ok_or_else(|| "write `name` or `schema.name`".to_owned())
}

pub fn run(command: &AuditCommand, global: &Global, ui: &Ui) -> anyhow::Result<Outcome> {
    let project = Project::find(global.project.as_deref())?;
    match &command.action {
        Action::Log(command) => log(command, &project, ui),
        Action::Partitions(command) => partitions(command, &project, ui),
        Action::Check(command) => check(command, &project, ui),
    }
}

fn log(command: &LogCommand, project: &Project, ui: &Ui) -> anyhow::Result<Outcome> {
    let filter = Filter {
        table: command.table.clone(),
        key: command.key.clone(),
        since: command.since.clone(),
        limit: command.limit.into(),
    };
    let entries = block_on(async {
        let client = connect(&command.target, project, ui).await?;
        Ok(log::read(&client, &filter).await?)
    })?;
    if command.format == Format::Json {
        ui.line(serde_json::to_string_pretty(&entries)?);
        return Ok(Outcome::Done);
    }
    if entries.is_empty() {
        ui.line("No entries.");
        return Ok(Outcome::Done);
    }
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(["AT (UTC)", "OPERATION", "TABLE", "KEY", "CHANGED", "ROLE", "SUBJECT"]);
    for entry in &entries {
        table.add_row(row(entry));
    }
    for line in table.lines() {
        ui.line(line.trim_end());
    }
    if entries.len() == command.limit as usize {
        ui.note(format!("the latest {}; --limit shows more", entries.len()));
    }
    Ok(Outcome::Done)
}

fn row(entry: &Entry) -> [String; 7] {
    let json = |value: Option<&serde_json::Value>| value.map(ToString::to_string).unwrap_or_default();
    let subject = entry.claims.as_ref().and_then(|it| it.get("sub"));
    [
        entry.logged_at.replace('T', " ").replace('Z', ""),
        entry.operation.clone(),
        entry.table.clone(),
        json(entry.key.as_ref()),
        entry.changed.as_ref().map(|it| it.join(", ")).unwrap_or_default(),
        entry.role.clone(),
        subject.map(|it| it.as_str().map_or_else(|| it.to_string(), str::to_owned)).unwrap_or_default(),
    ]
}

fn partitions(command: &PartitionsCommand, project: &Project, ui: &Ui) -> anyhow::Result<Outcome> {
    let (months, failure) = block_on(async {
        let client = connect(&command.target, project, ui).await?;
        let mut months = partitions::survey(&client, command.months).await?;
        let made = if command.dry_run {
            Ok(())
        } else {
            partitions::create(&client, &mut months, command.max_stall).await
        };
        Ok((months, made.err()))
    })?;
    match command.format {
        Format::Json => ui.line(serde_json::to_string_pretty(&months)?),
        Format::Table => show_months(&months, command.dry_run, ui),
    }
    match failure {
        Some(error) => Err(error.into()),
        None => Ok(Outcome::Done),
    }
}

fn show_months(months: &[Month], dry_run: bool, ui: &Ui) {
    for month in months {
        let said = match month.state {
            State::Created => "created",
            State::Exists => "there already",
            State::Missing if dry_run => "would be created",
            State::Missing => "not created",
            State::InDefault => "left to the default partition, which holds entries of that month",
        };
        ui.line(format!("canai_db.{}  {said}", month.partition));
    }
}

fn check(command: &CheckCommand, project: &Project, ui: &Ui) -> anyhow::Result<Outcome> {
    let wanted = read_schema(project, schema::Format::Text, ui)?;
    let report = block_on(async {
        let client = connect(&command.target, project, ui).await?;
        Ok(check::check(&client, &wanted).await?)
    })?;
    match command.format {
        Format::Json => ui.line(serde_json::to_string_pretty(&report)?),
        Format::Table => show_check(&report, ui),
    }
    Ok(if report.findings.is_empty() { Outcome::Done } else { Outcome::Difference })
}

fn show_check(report: &Report, ui: &Ui) {
    if report.audited.is_empty() {
        ui.line("No table has `audit: [select]`: there is nothing that pgaudit has to log.");
        return;
    }
    for finding in &report.findings {
        ui.line(format!("{BAD}missing:{BAD:#} {}\n  {}", finding.problem, finding.remedy));
    }
    if report.findings.is_empty() {
        ui.line(format!("{GOOD}logged:{GOOD:#} reads of {}", report.audited.join(", ")));
    }
    for table in &report.whole_rows {
        ui.line(format!(
            "{WARN}not seen:{WARN:#} whole rows of {table} (`select t from {table} t`, `to_jsonb(t)`), of which columns \
             are audited; `audit: [select]` logs these too"
        ));
    }
    for it in &report.unseen {
        ui.line(format!(
            "{WARN}not seen:{WARN:#} {} reads with the rights of {}, who may read {}",
            it.function,
            it.owner,
            it.may_read.join(", ")
        ));
    }
}
