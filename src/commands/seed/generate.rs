//! `canai-db seed --generate`: rows that nobody wrote, into a database that nobody needs.

use std::path::{Path, PathBuf};
use std::time::Instant;

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use time::OffsetDateTime;

use super::{Seed, TableRows, Teller, counted, per_second, shown};
use crate::cli::Global;
use crate::commands::Format;
use crate::commands::schema::{self, read_schema};
use crate::commands::{block_on, connect_to, settings};
use crate::diagnostic::Source;
use crate::duration::format_duration;
use crate::error::{Outcome, Usage};
use crate::generate::{self, Plan, Request, number};
use crate::model::{QualifiedName, Schema};
use crate::pg::settings::Settings;
use crate::project::Project;
use crate::seed::direct::Indexes;
use crate::seed::generate::{Filled, Where, fill, kept, look};
use crate::seed::{Ending, SeedError, folder};
use crate::ui::{FAINT, GOOD, Ui};
use crate::yaml::check::unknown;
use crate::yaml::generate::{GenerateFile, generate_file};

/// Over how many months times are spread.
const MONTHS: u32 = 30;

pub fn run(command: &Seed, global: &Global, ui: &Ui) -> anyhow::Result<Outcome> {
    let project = Project::find(global.project.as_deref())?;
    let mistakes = if command.format == Format::Json { schema::Format::Json } else { schema::Format::Text };
    let schema = read_schema(&project, mistakes, ui)?;
    let rows = asked_for(&command.table, &schema)?;
    let wishes = Wishes::read(&project).map_err(|error| shown(error, command.format, ui))?;
    let (from, until) =
        wishes.times(OffsetDateTime::now_utc()).map_err(|it| shown(it, command.format, ui))?;
    let settings = settings(&command.target, &project, ui)?;
    let named = (command.scale.is_none() && !rows.is_empty()).then_some(rows.as_slice());
    let looked = block_on(async {
        let client = connect_to(&settings).await?;
        refuse_others(&look(&client).await?, &settings, command.i_know_this_is.as_deref())?;
        Ok(kept(&client, &generate::referred_to(&schema, named)).await)
    })?;
    let kept = looked.map_err(|error| shown(error, command.format, ui))?;
    let request = Request {
        schema: &schema,
        wishes: &wishes.file,
        path: &wishes.source.path,
        seed: command.random.unwrap_or(1),
        scale: command.scale,
        rows: &rows,
        kept: &kept,
        from,
        until,
    };
    let plan =
        generate::plan(&request).map_err(|refused| shown(wishes.refused(refused), command.format, ui))?;
    refuse_filled(&plan, &rows)?;
    plan.notes.iter().for_each(|note| ui.note(note));
    let ending = if command.dry_run { Ending::DryRun } else { Ending::Commit };
    let indexes = if command.defer_indexes { Indexes::Deferred } else { Indexes::Kept };
    let teller = Teller::new(ui);
    let since = Instant::now();
    let filled = block_on(async {
        let client = connect_to(&settings).await?;
        Ok(fill(&client, &plan, indexes, ending, &|event| teller.tell(event)).await)
    })?;
    drop(teller);
    let filled = filled.map_err(|error| shown(wishes.sourced(error), command.format, ui))?;
    match command.format {
        Format::Json => ui.line(serde_json::to_string_pretty(&serde_json::json!({
            "random_seed": request.seed,
            "until": day(until),
            "dry_run": command.dry_run,
            "tables": filled,
        }))?),
        Format::Table => show(&filled, ending, since, (request.seed, &day(until)), ui),
    }
    Ok(Outcome::Done)
}

/// The rows that `--table` asks for.
fn asked_for(tables: &[TableRows], schema: &Schema) -> anyhow::Result<Vec<(QualifiedName, u64)>> {
    let mut rows = Vec::new();
    for it in tables {
        let Some(count) = it.rows else {
            let help = format!("--generate needs a number of rows: `--table {}=1M`", it.name);
            return Err(Usage(help).into());
        };
        if schema.table(&it.name).is_none() {
            let names: Vec<String> = schema.tables().map(|it| it.name.to_string()).collect();
            let message = unknown("table", &it.name.to_string(), names.iter().map(String::as_str));
            return Err(Usage(format!("{message}: schema/ declares no such table")).into());
        }
        if let Some(parent) = schema.table(&it.name).and_then(|table| table.partition_of.as_ref()) {
            let help = format!("{} is a partition of {}; name that one", it.name, parent.table);
            return Err(Usage(help).into());
        }
        if rows.iter().any(|(name, _)| *name == it.name) {
            let help = format!("--table names {} twice; say once how many rows it gets", it.name);
            return Err(Usage(help).into());
        }
        rows.push((it.name.clone(), count));
    }
    Ok(rows)
}

/// `seeds/generate.yaml`.
pub(in crate::commands) struct Wishes {
    pub source: Source,
    pub file: GenerateFile,
}

impl Wishes {
    pub fn read(project: &Project) -> Result<Self, SeedError> {
        let shown = Path::new(folder::NAME).join("generate.yaml");
        let path = project.root().join(&shown);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(source) => return Err(SeedError::Read { path, source }),
        };
        let source = Source { path: shown, text };
        let (file, diagnostics) = generate_file(&source);
        if diagnostics.is_empty() {
            Ok(Self { source, file })
        } else {
            Err(SeedError::Mistakes { diagnostics, sources: vec![source] })
        }
    }

    /// From when to when times go, in microseconds since 1970.
    pub fn times(&self, now: OffsetDateTime) -> Result<(i64, i64), SeedError> {
        let wrong = |message: &str, help: &str| {
            let span = self.file.until.as_ref().map(|(_, span)| *span).unwrap_or_default();
            let mistake = crate::diagnostic::Diagnostic::new(&self.source.path, span, "wrong-value", message);
            SeedError::Mistakes { diagnostics: vec![mistake.help(help)], sources: vec![self.source.clone()] }
        };
        let today = number::micros(now.replace_time(time::Time::MIDNIGHT)).unwrap_or_default();
        let until = match &self.file.until {
            None => today,
            Some((text, _)) => {
                number::moment(text).ok_or_else(|| wrong("`until` is no day", "write e.g. `2026-06-30`"))?
            }
        };
        if until > today {
            return Err(wrong(
                "`until` lies in the future",
                "rows are from the past; leave it out for today",
            ));
        }
        let months = i64::from(self.file.months.unwrap_or(MONTHS));
        // A month is a twelfth of a year here: it only is a span to fill.
        Ok((until - months * 2_629_746 * 1_000_000, until))
    }

    /// Mistakes that the database found, with the text that they are in.
    fn sourced(&self, error: SeedError) -> SeedError {
        match error {
            SeedError::Mistakes { diagnostics, sources } if sources.is_empty() => {
                SeedError::Mistakes { diagnostics, sources: vec![self.source.clone()] }
            }
            error => error,
        }
    }

    pub fn refused(&self, refused: generate::Refused) -> SeedError {
        if refused.diagnostics.is_empty() {
            return SeedError::Refused { refusals: refused.refusals };
        }
        SeedError::Mistakes { diagnostics: refused.diagnostics, sources: vec![self.source.clone()] }
    }
}

/// Tables that hold rows get no more: nothing is left to do where all do, or where one was named.
fn refuse_filled(plan: &Plan, rows: &[(QualifiedName, u64)]) -> anyhow::Result<()> {
    if plan.tables.is_empty() {
        anyhow::bail!("there is nothing to generate: schema/ declares no table that rows are wanted for");
    }
    let named = |name: &QualifiedName| rows.iter().any(|(it, _)| it == name);
    let none = plan.made().next().is_none();
    let filled = plan.tables.iter().filter(|it| it.kept && (none || named(&it.name)));
    let tables: Vec<String> = filled.map(|it| it.name.to_string()).collect();
    if tables.is_empty() { Ok(()) } else { Err(SeedError::Filled { tables }.into()) }
}

/// The first day that no time reaches.
fn day(micros: i64) -> String {
    let at = OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1000);
    at.map(|at| at.date().to_string()).unwrap_or_default()
}

/// Whether the database is on this machine for certain: the project's own server, or a socket at both
/// ends. A loopback address may be the end of a tunnel, and so may a socket; but beside its own socket
/// a server has a lock file, and a tunnel or a pooler has none.
fn is_local(place: &Where, settings: &Settings) -> bool {
    let has_lock = |socket: &PathBuf| {
        let mut lock = socket.clone().into_os_string();
        lock.push(".lock");
        Path::new(&lock).exists()
    };
    settings.is_own_server
        || place.over_socket && settings.sockets().is_some_and(|it| !it.is_empty() && it.iter().all(has_lock))
}

fn refuse_others(place: &Where, settings: &Settings, known: Option<&str>) -> Result<(), Usage> {
    let name = &place.database;
    match known {
        Some(known) if known != name => Err(Usage(format!(
            "--i-know-this-is says `{known}`, and this is {}; nothing was generated",
            settings.display()
        ))),
        Some(_) => Ok(()),
        None if is_local(place, settings) => Ok(()),
        None => Err(Usage(format!(
            "{} (from {}) is not known to be local, and generated rows are for a database that nobody needs\n\
             `canai-db dev up` starts a local one; if this one is meant, say `--i-know-this-is {name}`",
            settings.display(),
            settings.origin
        ))),
    }
}

fn show(filled: &[Filled], ending: Ending, since: Instant, made: (u64, &str), ui: &Ui) {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(["table", "rows"]);
    for it in filled {
        table.add_row([it.table.clone(), super::grouped(it.rows)]);
    }
    if let Some(column) = table.column_mut(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    ui.line(table.trim_fmt());
    let rows: u64 = filled.iter().map(|it| it.rows).sum();
    let tables = filled.len();
    let of = if tables == 1 { "1 table".to_owned() } else { format!("{tables} tables") };
    let (seed, until) = made;
    ui.line(match ending {
        Ending::DryRun => format!(
            "Would generate {} in {of}; nothing was changed. {FAINT}(random seed {seed}, times before {until}){FAINT:#}",
            counted(rows)
        ),
        Ending::Commit => {
            let took = since.elapsed();
            let speed = per_second(rows, took.as_secs_f64());
            format!(
                "{GOOD}Generated{GOOD:#} {} in {of} {FAINT}({}, {speed}; random seed {seed}, times before {until}){FAINT:#}",
                counted(rows),
                format_duration(took)
            )
        }
    });
}

/// `1M`, `250k`, `50_000`.
pub fn rows(text: &str) -> Result<u64, String> {
    let wrong = || "write a number of rows: `50000`, `10k`, `1M`".to_owned();
    let plain = text.replace(['_', ','], "");
    let (digits, unit) = match plain.char_indices().last() {
        Some((at, 'k' | 'K')) => (&plain[..at], 3),
        Some((at, 'm' | 'M')) => (&plain[..at], 6),
        Some((at, 'g' | 'G')) => (&plain[..at], 9),
        _ => (plain.as_str(), 0),
    };
    let count = number::parts(digits, unit)
        .filter(|_| digits.split('.').nth(1).is_none_or(|it| it.len() <= unit as usize));
    let count = count.and_then(|it| u64::try_from(it).ok()).ok_or_else(wrong)?;
    if count > 1_000_000_000_000 { Err("that many rows no disk holds".to_owned()) } else { Ok(count) }
}

/// The same, and not none at all.
pub fn scale(text: &str) -> Result<u64, String> {
    match rows(text)? {
        0 => Err("0 rows are none; `rows: 0` in seeds/generate.yaml leaves a table out".to_owned()),
        count => Ok(count),
    }
}

#[cfg(test)]
mod tests {
    use super::rows;

    #[test]
    fn numbers_of_rows() {
        assert_eq!(rows("1M"), Ok(1_000_000));
        assert_eq!(rows("2.5k"), Ok(2500));
        assert_eq!(rows("50_000"), Ok(50_000));
        for text in ["", "k", "x", "-1", "1.5", "1.2345k", "1T"] {
            assert!(rows(text).is_err(), "{text}");
        }
    }
}
