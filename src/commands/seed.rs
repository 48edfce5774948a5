//! `canai-db seed`: the rows of seeds/, loaded; rows from one file, or made up.

pub(super) mod generate;

use std::cell::Cell;
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use indicatif::ProgressBar;
use time::OffsetDateTime;

use super::{block_on, connect_to, settings, table};
use crate::cli::{Global, Target};
use crate::commands::Format;
use crate::diagnostic;
use crate::duration::format_duration;
use crate::error::{Outcome, Shown, Usage};
use crate::model::QualifiedName;
use crate::pg::connection::Settings;
use crate::project::Project;
use crate::seed::direct::{self, Append, Indexes};
use crate::seed::{self, Done, Ending, Event, Ran, SeedError, Wanted, folder};
use crate::ui::{FAINT, GOOD, Ui};

/// Load rows: reference data, data to develop with
///
/// Each folder of seeds/ is a set, with a file for each table: YAML, CSV or JSON lines, and SQL; each
/// may be packed (.gz, .zst). Rows that are there are found by their key: what is new is inserted,
/// what differs updated, the rest left alone. All in one transaction; run it as often as you like.
/// Without a set, all sets are loaded that may be loaded into this database. With --generate, rows are
/// made up for every table from what schema/ declares and seeds/generate.yaml adds.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  canai-db seed                                  all sets
  canai-db seed reference --env production       one set
  canai-db seed demo --dry-run                   show what would change
  canai-db seed demo --only users                one table of a set
  canai-db seed --table session_logs --from rows.csv.zst
  canai-db seed --generate --scale 1M --defer-indexes
  canai-db seed --generate --table session_logs=1M --random-seed 7

A set that says `environments: [local, ci]` is refused elsewhere. The database of `canai-db dev` is
`local`; every other is what --env says.")]
pub struct Seed {
    /// The sets to load [default: all]
    #[arg(value_name = "SET", conflicts_with_all = ["from", "generate"])]
    sets: Vec<String>,

    /// Do everything, show what changed, and undo it
    #[arg(long)]
    dry_run: bool,

    /// Load only this table of the sets
    #[arg(long, value_name = "TABLE", value_parser = table, conflicts_with_all = ["from", "generate"])]
    only: Vec<QualifiedName>,

    /// The table that `--from` fills; with `--generate`, how many rows a table gets
    #[arg(long, value_name = "TABLE[=ROWS]", value_parser = table_rows)]
    table: Vec<TableRows>,

    /// Append the rows of one file (.csv or .jsonl, also .gz or .zst) to `--table`, whatever its size
    #[arg(long, value_name = "FILE", requires = "table")]
    from: Option<PathBuf>,

    /// Make rows up, for every table that is empty
    #[arg(long, conflicts_with = "from")]
    generate: bool,

    /// How many rows a table gets, e.g. `10k` or `1M` [default: 10k]
    #[arg(long, value_name = "ROWS", value_parser = generate::scale, requires = "generate")]
    scale: Option<u64>,

    /// Another number makes other rows, the same the same ones [default: 1]
    #[arg(long = "random-seed", value_name = "NUMBER", requires = "generate")]
    random: Option<u64>,

    /// Generate into a database that is not local: its name, so that no other is meant
    #[arg(long, value_name = "NAME", requires = "generate")]
    i_know_this_is: Option<String>,

    /// Build the indexes after the load, which is faster; the table has to be empty
    #[arg(long)]
    defer_indexes: bool,

    /// How to show what was done
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    #[command(flatten)]
    target: Target,
}

/// `posts`, `posts=1M`.
#[derive(Clone, Debug)]
struct TableRows {
    name: QualifiedName,
    rows: Option<u64>,
}

fn table_rows(text: &str) -> Result<TableRows, String> {
    match text.split_once('=') {
        Some((name, rows)) => Ok(TableRows { name: table(name)?, rows: Some(generate::rows(rows)?) }),
        None => Ok(TableRows { name: table(text)?, rows: None }),
    }
}

pub fn run(command: &Seed, global: &Global, ui: &Ui) -> anyhow::Result<Outcome> {
    if command.generate {
        return generate::run(command, global, ui);
    }
    if command.defer_indexes && command.from.is_none() {
        return Err(Usage("--defer-indexes is for --from and for --generate".to_owned()).into());
    }
    let project = Project::find(global.project.as_deref())?;
    let ending = if command.dry_run { Ending::DryRun } else { Ending::Commit };
    match (command.table.as_slice(), &command.from) {
        ([TableRows { name, rows: None }], Some(file)) => {
            return append(command, name, file, ending, &project, ui);
        }
        ([], _) => {}
        _ => {
            let help =
                "--table names the one table that --from fills; with --generate it is `--table NAME=ROWS`";
            return Err(Usage(help.to_owned()).into());
        }
    }
    let mut seeds = folder::read(project.root(), &command.sets)?;
    let settings = settings(&command.target, &project, ui)?;
    let environment = environment(&command.target, &settings);
    let refused = seeds.sets.iter().find(|set| !seed::may_load(set, environment));
    if let Some(set) = refused.filter(|_| !command.sets.is_empty()) {
        return Err(Usage(refusal(set, environment, &settings)).into());
    }
    seeds.keep(|set| {
        let may = seed::may_load(set, environment);
        if !may {
            ui.note(format!("Left out {}: {}", set.name, where_to(set)));
        }
        may
    });
    let wanted = Wanted { only: &command.only, ending, now: OffsetDateTime::now_utc() };
    let teller = Teller::new(ui);
    let done = block_on(async {
        let client = connect_to(&settings).await?;
        Ok(seed::load(&client, &seeds, wanted, &|event| teller.tell(event)).await)
    })?;
    drop(teller);
    let done = done.map_err(|error| shown(error, command.format, ui))?;
    match command.format {
        Format::Json => ui.line(serde_json::to_string_pretty(&serde_json::json!({
            "dry_run": command.dry_run,
            "tables": done.tables,
            "scripts": done.scripts,
        }))?),
        Format::Table => show(&done, ending, ui),
    }
    Ok(Outcome::Done)
}

/// One file into one table.
fn append(
    command: &Seed,
    table: &QualifiedName,
    file: &std::path::Path,
    ending: Ending,
    project: &Project,
    ui: &Ui,
) -> anyhow::Result<Outcome> {
    let settings = settings(&command.target, project, ui)?;
    let indexes = if command.defer_indexes { Indexes::Deferred } else { Indexes::Kept };
    let teller = Teller::new(ui);
    let since = Instant::now();
    let wanted = Append { table, file, indexes, ending, now: OffsetDateTime::now_utc() };
    let rows = block_on(async {
        let client = connect_to(&settings).await?;
        Ok(direct::load(&client, wanted, &|event| teller.tell(event)).await)
    })?;
    drop(teller);
    let rows = rows.map_err(|error| shown(error, command.format, ui))?;
    match (command.format, ending) {
        (Format::Json, _) => ui.line(serde_json::to_string_pretty(&serde_json::json!({
            "table": table.to_string(),
            "inserted": rows,
            "dry_run": command.dry_run,
        }))?),
        (Format::Table, Ending::DryRun) => {
            ui.line(format!("Would insert {} into {table}; nothing was changed.", counted(rows)));
        }
        (Format::Table, Ending::Commit) => {
            let took = since.elapsed();
            let speed = per_second(rows, took.as_secs_f64());
            let took = format_duration(took);
            ui.line(format!(
                "{GOOD}Inserted{GOOD:#} {} into {table} {FAINT}({took}, {speed}){FAINT:#}",
                counted(rows)
            ));
        }
    }
    Ok(Outcome::Done)
}

/// What the database is called: what `--env` says, or `local` for the project's own server.
fn environment<'a>(target: &'a Target, settings: &Settings) -> Option<&'a str> {
    target.environment.as_deref().or_else(|| settings.is_own_server.then_some("local"))
}

fn where_to(set: &folder::SeedSet) -> String {
    match set.options.environments.as_deref() {
        Some([]) => "it may be loaded nowhere".to_owned(),
        allowed => format!("it is only for {}", allowed.unwrap_or_default().join(", ")),
    }
}

fn refusal(set: &folder::SeedSet, environment: Option<&str>, settings: &Settings) -> String {
    let what = match environment {
        Some(name) => format!("this is `{name}`"),
        None => format!("{} (from {}) is none of these", settings.display(), settings.origin),
    };
    let help = match set.options.environments.as_deref() {
        Some([first, ..]) if first == "local" => "; `canai-db dev up` starts the local database".to_owned(),
        Some([first, ..]) => format!("; `--env {first}` names the database that canai-db.yaml gives"),
        _ => String::new(),
    };
    format!("set `{}` was not loaded: {}, and {what}{help}", set.name, where_to(set))
}

/// Mistakes are shown in full where they are; the rest is an error like any other.
pub(super) fn shown(error: SeedError, format: Format, ui: &Ui) -> anyhow::Error {
    let (diagnostics, sources, found) = match &error {
        SeedError::Mistakes { diagnostics, sources } => (diagnostics, sources, None),
        SeedError::ManyMistakes { diagnostics, sources, found } => (diagnostics, sources, Some(*found)),
        SeedError::Refused { refusals } if format == Format::Json => {
            if let Ok(text) = serde_json::to_string_pretty(refusals) {
                ui.line(text);
            }
            return error.into();
        }
        _ => return error.into(),
    };
    let many = found.map(|found| {
        let described = diagnostics.len();
        format!("{} mistakes found, of which {described} are shown; nothing was changed.", grouped(found))
    });
    match (format, many) {
        (Format::Json, many) => {
            ui.raw(&diagnostic::to_json(diagnostics));
            if let Some(many) = many {
                ui.error(many);
            }
        }
        (Format::Table, None) => {
            ui.error(diagnostic::to_text(diagnostics, sources, ui.colored_stderr()).trim_end());
        }
        (Format::Table, Some(many)) => {
            let snippets = diagnostic::snippets(diagnostics, sources, ui.colored_stderr());
            ui.error(format!("{snippets}{many}"));
        }
    }
    Shown(error.to_string()).into()
}

fn show(done: &Done, ending: Ending, ui: &Ui) {
    if done.tables.is_empty() && done.scripts.is_empty() {
        return ui.line("Nothing to load: the sets hold no rows for this database.");
    }
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(["table", "inserted", "updated", "unchanged", "pruned", "set"]);
    for it in &done.tables {
        table.add_row([
            it.table.clone(),
            it.inserted.to_string(),
            it.updated.to_string(),
            it.unchanged.to_string(),
            it.pruned.to_string(),
            it.set.clone(),
        ]);
    }
    for column in table.column_iter_mut().skip(1).take(4) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    if !done.tables.is_empty() {
        ui.line(table.trim_fmt());
    }
    for Ran { script, changed, .. } in &done.scripts {
        let untold = match changed.untold {
            0 => String::new(),
            1 => "; 1 statement does not say what it changed".to_owned(),
            count => format!("; {count} statements do not say what they changed"),
        };
        ui.line(format!("Ran {script}: {} changed{untold}", counted(changed.rows)));
    }
    let changed = counted(done.changed());
    ui.line(match ending {
        _ if done.is_nothing() => "0 rows changed: everything is there already.".to_owned(),
        Ending::DryRun => format!("{changed} would change; nothing was changed."),
        Ending::Commit => format!("{GOOD}{changed} changed.{GOOD:#}"),
    });
}

fn counted(rows: u64) -> String {
    if rows == 1 { "1 row".to_owned() } else { format!("{} rows", grouped(rows)) }
}

/// `1,234,567`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn per_second(rows: u64, seconds: f64) -> String {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "for people"
    )]
    let speed = (rows as f64 / seconds.max(0.001)) as u64;
    format!("{} rows/s", grouped(speed))
}

/// Shows on a terminal how many rows have gone where.
struct Teller {
    bar: ProgressBar,
    table: Cell<Option<String>>,
    since: Cell<Instant>,
}

impl Teller {
    fn new(ui: &Ui) -> Self {
        Self { bar: ui.spinner("Reading seeds"), table: Cell::new(None), since: Cell::new(Instant::now()) }
    }

    fn tell(&self, event: Event<'_>) {
        match event {
            Event::Copied { table, rows } => {
                let last = self.table.take();
                if last.as_deref() != Some(table) {
                    self.since.set(Instant::now());
                }
                self.table.set(Some(table.to_owned()));
                let speed = per_second(rows, self.since.get().elapsed().as_secs_f64());
                self.bar.set_message(format!("{table}: {} ({speed})", counted(rows)));
            }
            Event::Merging => self.bar.set_message("Comparing with what is there"),
            Event::Indexing => self.bar.set_message("Building the indexes"),
            Event::Script { file } => self.bar.set_message(format!("Running {file}")),
        }
    }
}

impl Drop for Teller {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
