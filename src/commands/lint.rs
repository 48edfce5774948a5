//! `canai-db lint`: what is valid and still wants a second look.

use std::collections::BTreeMap;
use std::path::Path;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args, ValueEnum};
use comfy_table::{ContentArrangement, Table, presets};
use serde_json::json;
use similar::TextDiff;

use super::plan::counted;
use super::report::overrides;
use super::schema;
use super::{block_on, connect};
use crate::cli::{Global, Target};
use crate::diagnostic::{self, Diagnostic, Source};
use crate::error::{Outcome, Usage};
use crate::lint::sarif::sarif;
use crate::lint::{self, Check, Files, Finding, Findings, Fixed, Live, RULES, Row, Rule, Severity};
use crate::migration::Migration;
use crate::project::{JOBS, Project, SCHEMA};
use crate::report::read::read;
use crate::report::snapshot::Content;
use crate::report::{REPORTS, definition::Report};
use crate::ui::{FAINT, GOOD, STRONG, Ui};

/// Find what is valid and still wants a second look
///
/// Holds schema/, jobs/ and the hand-written files of migrations/ against rules: row security, indexes,
/// types, retention. Needs no database; with one, its server is looked at too, in a read-only transaction.
/// `# canai-db: allow RULE reason` above an object silences one finding.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  canai-db lint
  canai-db lint --fix --dry-run                      what the mechanical fixes would change
  canai-db lint --env production --format sarif      live rules too, for code scanning
  canai-db lint --explain role_gap")]
pub struct Lint {
    /// Which rules [default: all that need no database, and with one all]
    #[arg(value_name = "RULE", value_parser = names())]
    rules: Vec<String>,

    /// How to write the findings
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    /// Exit with 2 if a finding is at least so bad
    #[arg(long, value_enum, value_name = "SEVERITY", default_value_t)]
    fail_on: FailOn,

    /// Change the YAML where that needs no thought; comments and layout stay
    #[arg(long)]
    fix: bool,

    /// With --fix: show the changes and make none
    #[arg(long, requires = "fix")]
    dry_run: bool,

    /// List the rules
    #[arg(long, conflicts_with_all = ["rules", "fix", "explain"])]
    list: bool,

    /// Say why a rule matters
    #[arg(long, value_name = "RULE", value_parser = names(), conflicts_with_all = ["rules", "fix"])]
    explain: Option<String>,

    #[command(flatten)]
    target: Target,
}

/// How findings are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a person: each finding with its line, then a table of the rules
    #[default]
    Table,
    /// For a script
    Json,
    /// For code scanning
    Sarif,
    /// GitHub annotations
    Github,
}

impl Format {
    /// How mistakes are shown, which are no findings.
    fn of_mistakes(self) -> schema::Format {
        match self {
            Self::Table | Self::Sarif => schema::Format::Text,
            Self::Json => schema::Format::Json,
            Self::Github => schema::Format::Github,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum FailOn {
    Error,
    #[default]
    Warn,
    Info,
}

impl FailOn {
    fn severity(self) -> Severity {
        match self {
            Self::Error => Severity::Error,
            Self::Warn => Severity::Warn,
            Self::Info => Severity::Info,
        }
    }
}

/// The registry's names, with what they are about.
fn names() -> PossibleValuesParser {
    PossibleValuesParser::new(RULES.iter().map(|it| PossibleValue::new(it.name).help(it.about)))
}

pub fn run(command: &Lint, global: &Global, ui: &Ui) -> anyhow::Result<Outcome> {
    if command.list {
        ui.raw(&listed());
        return Ok(Outcome::Done);
    }
    if let Some(name) = &command.explain {
        for rule in RULES.iter().filter(|it| it.name == *name) {
            ui.raw(&format!("{STRONG}{}{STRONG:#}: {}", rule.name, lint::explained(rule)));
        }
        return Ok(Outcome::Done);
    }
    let project = Project::find(global.project.as_deref())?;
    let has_server = command.target.database_url.is_some() || command.target.environment.is_some();
    let rules = chosen(&command.rules, has_server)?;
    let live = if has_server { look(command, &rules, &project, ui)? } else { Live::default() };
    let mut read = Read::of(&project)?;
    let findings = if command.fix {
        let fixed = read.checked(lint::fixed(&read.files(), &rules, &live), command.format, ui)?;
        change(&project, &read, &fixed, command, ui)?;
        (read.schema, read.jobs) = (fixed.schema, fixed.jobs);
        fixed.findings
    } else {
        read.checked(lint::lint_files(&read.files(), &rules, &live), command.format, ui)?
    };
    show(&findings, &read, &rules, command.format, ui);
    let is_met = findings.findings.iter().any(|it| it.rule.severity >= command.fail_on.severity());
    Ok(if is_met { Outcome::Difference } else { Outcome::Done })
}

/// The rules that were asked for, and can be looked at.
fn chosen(names: &[String], has_server: bool) -> Result<Vec<&'static Rule>, Usage> {
    let is_live = |rule: &Rule| matches!(rule.check, Check::Live { .. });
    if names.is_empty() {
        return Ok(RULES.iter().filter(|rule| has_server || !is_live(rule)).copied().collect());
    }
    let rules: Vec<&'static Rule> =
        RULES.iter().filter(|rule| names.iter().any(|name| name == rule.name)).copied().collect();
    match rules.iter().find(|rule| is_live(rule) && !has_server) {
        Some(rule) => {
            Err(Usage(format!("{} looks at a live server: name it by --database-url or --env", rule.name)))
        }
        None => Ok(rules),
    }
}

/// Runs the reports that the rules read.
fn look(command: &Lint, rules: &[&'static Rule], project: &Project, ui: &Ui) -> anyhow::Result<Live> {
    let wanted = |report: &&&'static Report| {
        rules.iter().any(|rule| matches!(rule.check, Check::Live { report: name, .. } if name == report.name))
    };
    let reports: Vec<&'static Report> = REPORTS.iter().filter(wanted).copied().collect();
    if reports.is_empty() {
        return Ok(Live::default());
    }
    let overrides = overrides(project)?;
    let snapshot = block_on(async {
        let client = connect(&command.target, project, ui).await?;
        Ok(read(&client, &reports, &overrides, &Err("lint looks at none".to_owned())).await?)
    })?;
    let mut live = Live::default();
    for section in &snapshot.sections {
        match &section.content {
            Content::Skipped { reason } => {
                ui.warn(format!("what the report {} shows was not looked at: {reason}", section.report.name));
            }
            Content::Rows { rows, .. } => {
                let columns = section.report.columns.iter();
                let row = |row: &crate::report::snapshot::Row| Row {
                    values: columns
                        .clone()
                        .zip(&row.cells)
                        .map(|(column, cell)| (column.name.to_owned(), json!(cell.value)))
                        .collect(),
                    severity: row.severity().word().to_owned(),
                };
                live.insert(section.report.name, rows.iter().map(row).collect());
            }
        }
        section.notes.iter().for_each(|note| ui.note(format!("{}: {note}", section.report.name)));
    }
    Ok(live)
}

/// A project's files.
struct Read {
    schema: Vec<Source>,
    jobs: Vec<Source>,
    migrations: Vec<Migration>,
}

impl Read {
    fn of(project: &Project) -> anyhow::Result<Self> {
        let schema = schema::schema_sources(project)?;
        Ok(Self { schema, jobs: project.job_sources()?, migrations: project.migrations()? })
    }

    fn files(&self) -> Files<'_> {
        Files { schema: &self.schema, jobs: &self.jobs, migrations: &self.migrations }
    }

    /// What came of them, or their mistakes, shown.
    fn checked<T>(&self, result: Result<T, Vec<Diagnostic>>, format: Format, ui: &Ui) -> anyhow::Result<T> {
        result.map_err(|mistakes| {
            let folder = match mistakes.first() {
                Some(first) if first.path.starts_with(JOBS) => JOBS,
                _ => SCHEMA,
            };
            schema::shown(&mistakes, &self.sources(), folder, format.of_mistakes(), ui)
        })
    }

    /// All that a finding may point into.
    fn sources(&self) -> Vec<Source> {
        let migrations = self
            .migrations
            .iter()
            .map(|it| Source { path: Path::new("migrations").join(&it.up.file), text: it.up.text.clone() });
        self.schema.iter().chain(&self.jobs).cloned().chain(migrations).collect()
    }
}

/// Writes what the fixes changed, or shows it.
fn change(project: &Project, before: &Read, after: &Fixed, command: &Lint, ui: &Ui) -> anyhow::Result<()> {
    let pairs = before.schema.iter().zip(&after.schema).chain(before.jobs.iter().zip(&after.jobs));
    let changed: Vec<(&Source, &Source)> =
        pairs.filter(|(before, after)| before.text != after.text).collect();
    for (before, after) in &changed {
        let path = after.path.display();
        if command.dry_run {
            let diff = TextDiff::from_lines(&before.text, &after.text);
            let mut diff = diff.unified_diff();
            let diff = diff.header(&format!("a/{path}"), &format!("b/{path}")).to_string();
            // Beside findings that a program reads it is a remark.
            if command.format == Format::Table { ui.raw(&diff) } else { ui.note(diff.trim_end()) }
        } else {
            project.write_source(after)?;
            ui.note(format!("{GOOD}Changed{GOOD:#} {path}"));
        }
    }
    if changed.is_empty() {
        ui.note("Nothing can be mended without thought.");
    } else if !command.dry_run {
        ui.note(format!("Review them, then run {STRONG}canai-db compile{STRONG:#}."));
    }
    Ok(())
}

fn show(findings: &Findings, read: &Read, rules: &[&'static Rule], format: Format, ui: &Ui) {
    let found = &findings.findings;
    match format {
        Format::Table => ui.raw(&for_a_person(findings, &read.sources(), ui.colored_stdout())),
        Format::Json => ui.raw(&to_json(found)),
        Format::Sarif => ui.raw(&sarif(found, rules)),
        Format::Github => {
            for finding in found {
                ui.raw(&match finding.diagnostic() {
                    Some(diagnostic) => diagnostic::to_github(&[diagnostic]),
                    None => {
                        let message = format!("{}\n{}", finding.message, finding.help);
                        diagnostic::github_remark(finding.rule.severity, finding.rule.name, &message)
                    }
                });
            }
        }
    }
}

/// Each finding with its line, and then the rules with why they matter.
fn for_a_person(findings: &Findings, sources: &[Source], colored: bool) -> String {
    let found = &findings.findings;
    let sources: BTreeMap<&Path, &Source> = sources.iter().map(|it| (it.path.as_path(), it)).collect();
    let mut text = String::new();
    for finding in found {
        match finding.diagnostic() {
            Some(mut diagnostic) => {
                diagnostic.message = format!("{} [{}]", diagnostic.message, finding.rule.name);
                let source = sources.get(diagnostic.path.as_path()).map(|it| std::slice::from_ref(*it));
                let source = source.unwrap_or_default();
                text.push_str(&diagnostic::snippets(&[diagnostic], source, colored));
            }
            None => {
                let rule = finding.rule;
                text.push_str(&format!(
                    "{}: {} [{}]\n  = help: {}\n\n",
                    rule.severity.word(),
                    finding.message,
                    rule.name,
                    finding.help
                ));
            }
        }
    }
    let allowed = match findings.allowed {
        0 => String::new(),
        count => format!(", {count} allowed"),
    };
    if found.is_empty() {
        return format!("{text}{GOOD}Nothing found{GOOD:#}{allowed}.\n");
    }
    text.push_str(&summary(found));
    let fixable = found.iter().filter(|it| it.fix.is_some()).count();
    text.push_str(&format!("{}{allowed}", counted(found.len(), "finding")));
    if fixable > 0 {
        text.push_str(&format!("; {STRONG}--fix{STRONG:#} mends {fixable} of them"));
    }
    text.push_str(".\n");
    text
}

/// The rules that found something, the worst first, with why they matter.
fn summary(found: &[Finding]) -> String {
    let mut rules: Vec<&'static Rule> = Vec::new();
    for finding in found {
        if !rules.iter().any(|rule| rule.name == finding.rule.name) {
            rules.push(finding.rule);
        }
    }
    rules.sort_by_key(|rule| std::cmp::Reverse(rule.severity));
    let mut table = plain_table(["severity", "rule", "found", "why"]);
    for rule in rules {
        let count = found.iter().filter(|it| it.rule.name == rule.name).count().to_string();
        table.add_row([rule.severity.word(), rule.name, &count, rule.why]);
    }
    format!("{}\n\n", trimmed(&table))
}

/// All rules.
fn listed() -> String {
    let mut table = plain_table(["rule", "severity", "of", "about"]);
    for rule in RULES {
        table.add_row([rule.name, rule.severity.word(), rule.check.kind(), rule.about]);
    }
    format!("{}\n{FAINT}canai-db lint --explain RULE says why one matters.{FAINT:#}\n", trimmed(&table))
}

fn plain_table(header: [&str; 4]) -> Table {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(header);
    table
}

fn trimmed(table: &Table) -> String {
    table.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

fn to_json(found: &[Finding]) -> String {
    let entries: Vec<_> = found
        .iter()
        .map(|finding| {
            let rule = finding.rule;
            let mut entry = json!({
                "rule": rule.name,
                "severity": rule.severity.word(),
                "message": finding.message,
                "help": finding.help,
                "why": rule.why,
                "fixable": finding.fix.is_some(),
            });
            if let Some(spot) = &finding.spot {
                entry["file"] = json!(spot.path);
                entry["line"] = json!(spot.span.start.0);
                entry["column"] = json!(spot.span.start.1 + 1);
                entry["end_line"] = json!(spot.span.end.0);
                entry["end_column"] = json!(spot.span.end.1 + 1);
            }
            entry
        })
        .collect();
    let mut json = serde_json::to_string_pretty(&entries).unwrap_or_else(|_| "[]".to_owned());
    json.push('\n');
    json
}
