//! `canai-db subject erase`.

use clap::Args;
use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use serde_json::json;

use super::{graph, with_files};
use crate::cli::{Global, Target};
use crate::commands::{Format, block_on, schema};
use crate::error::Outcome;
use crate::job::{Job, Kind};
use crate::person::Key;
use crate::person::erase::{self, Ending, Erased, Wanted};
use crate::project::Project;
use crate::subject::{Graph, Treatment};
use crate::ui::{BAD, GOOD, Ui};

/// Erase one person, or what the law lets be erased
///
/// Rows are deleted, made anonymous, or kept on the legal ground that schema/ names. Afterwards the person is
/// searched for; what is left is told, and exits with 2. An erasure that was interrupted goes on with the
/// next run for the same person. The ledger `canai_db.subject_requests` keeps a keyed hash of who it was: its
/// key is in the environment variable `CANAI_DB_SUBJECT_KEY`, and nowhere in the database.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  canai-db subject erase --user 7c9e6679-7425-40de-944b-e07fc1f90ae7 --dry-run
  canai-db subject erase --user 7c9e6679-7425-40de-944b-e07fc1f90ae7 --env production
  canai-db subject erase --user 7c9e6679-7425-40de-944b-e07fc1f90ae7 --format json")]
pub struct Erase {
    /// The person: the value of the root table's primary key
    #[arg(long, value_name = "UUID")]
    user: String,

    /// Do everything in one transaction, show what it came to, and undo it
    #[arg(long)]
    dry_run: bool,

    /// A person with more rows is erased in several transactions of so many
    #[arg(long, value_name = "ROWS", default_value_t = 5000, value_parser = clap::value_parser!(u32).range(1..))]
    batch_rows: u32,

    /// How to show what was done
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    #[command(flatten)]
    target: Target,
}

pub fn run(command: &Erase, global: &Global, ui: &Ui) -> anyhow::Result<Outcome> {
    let project = Project::find(global.project.as_deref())?;
    let (schema, jobs) = schema::read_files(&project, schema::Format::Text, ui)?;
    graph(&schema)?;
    // A dry run leaves nothing for which a key were needed.
    let (ending, key) = if command.dry_run {
        (Ending::DryRun, Key::from_environment().ok())
    } else {
        (Ending::Commit, Some(Key::from_environment()?))
    };
    let wanted = Wanted { id: &command.user, key: key.as_ref(), ending, batch: command.batch_rows };
    let spinner = ui.spinner("connecting");
    let tell = |what: &str, rows: u64| match rows {
        0 => spinner.set_message(what.to_owned()),
        rows => spinner.set_message(format!("{what}: {rows}")),
    };
    let erased = block_on(with_files(
        &command.target,
        &project,
        &schema,
        ui,
        async |client, graph, files| {
            for files in files {
                let member = graph.member(&files.table.name).map(|it| &it.treatment);
                if let Some(Treatment::Keep { changes, .. }) = member
                    && !changes.is_empty()
                {
                    anyhow::bail!(
                        "rows of {} stay with other values, and {} has some in files, where no value is changed; bring \
                         them back first: canai-db archive restore {}",
                        files.table.name,
                        files.job.name.it,
                        files.job.name.it
                    );
                }
            }
            Ok(erase::erase(client, graph, files, &wanted, &tell).await?)
        },
    ));
    spinner.finish_and_clear();
    told(command, (&graph(&schema)?, &jobs), &erased?, ending, ui)
}

fn told(
    command: &Erase,
    (graph, jobs): (&Graph, &[Job]),
    erased: &Erased,
    ending: Ending,
    ui: &Ui,
) -> anyhow::Result<Outcome> {
    match command.format {
        Format::Json => ui.line(serde_json::to_string_pretty(&json!({
            "request": erased.request,
            "plan": erased.plan,
            "dry_run": command.dry_run,
            "resumed": erased.resumed,
            "rows": erased.counts.rows,
            "detached": erased.counts.detached,
            "left": erased.left,
            "found": erased.found,
            "of_nobody": erased.of_nobody,
        }))?),
        Format::Table => show(graph, erased, ending, ui),
    }
    remarks(graph, jobs, erased, ui);
    Ok(if erased.left.is_empty() { Outcome::Done } else { Outcome::Difference })
}

/// What was done with each table, and what is left.
fn show(graph: &Graph, erased: &Erased, ending: Ending, ui: &Ui) {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(["table", "what", "rows", "legal ground"]);
    for member in &graph.members {
        let name = member.table.name.to_string();
        let treatment = member.packed.as_ref().map_or(&member.treatment, |packed| &packed.treatment);
        let ground = match treatment {
            Treatment::Keep { ground, .. } => ground.unwrap_or_default(),
            Treatment::Delete => "",
        };
        let rows = match erased.counts.rows.get(&name) {
            Some(rows) => rows.to_string(),
            None if name == graph.root.name.to_string() => String::new(),
            None => "0".to_owned(),
        };
        table.add_row([name, treatment.word().to_owned(), rows, ground.to_owned()]);
    }
    let is_member = |name: &String| graph.members.iter().any(|it| it.table.name.to_string() == *name);
    for (name, rows) in erased.counts.rows.iter().filter(|(name, _)| !is_member(name)) {
        table.add_row([name.clone(), "delete from files".to_owned(), rows.to_string(), String::new()]);
    }
    for column in table.column_iter_mut().skip(2).take(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    ui.line(table.trim_fmt());
    for (column, rows) in erased.counts.detached.iter().filter(|(_, rows)| **rows > 0) {
        ui.line(format!("{column}: {rows} rows that stay refer to what goes no more."));
    }
    for (place, rows) in &erased.left {
        ui.line(format!(
            "{BAD}left{BAD:#}  {place}: {rows} rows still lead to the person, name them, or are as they were"
        ));
    }
    let total: u64 = erased.counts.rows.values().sum();
    match (ending, erased.left.is_empty()) {
        (Ending::DryRun, true) => {
            ui.line(format!("{total} rows would be erased or kept as told; nothing was changed."));
        }
        (Ending::DryRun, false) => {
            ui.line(format!(
                "{total} rows would be erased or kept as told, and the rest be left; nothing was changed."
            ));
        }
        (Ending::Commit, true) if !erased.found => {
            ui.line(format!(
                "{GOOD}Erased{GOOD:#}: {total} rows as told; a search for the key alone finds nothing left."
            ));
        }
        (Ending::Commit, true) => {
            ui.line(format!("{GOOD}Erased{GOOD:#}: {total} rows as told; a search finds nothing left."));
        }
        (Ending::Commit, false) => {
            ui.line("Erased as told, but something is left: mend it and run it again.");
        }
    }
}

fn remarks(graph: &Graph, jobs: &[Job], erased: &Erased, ui: &Ui) {
    if erased.resumed {
        ui.note(format!("This went on with request {}, which was begun before.", erased.request));
    }
    if !erased.found {
        ui.warn(format!(
            "{} has no such row: what it alone tells of the person could not be searched for, and a row whose foreign \
             key became NULL when it went is nobody's now",
            graph.root.name
        ));
    }
    for (table, rows) in &erased.of_nobody {
        let ends = jobs.iter().filter(|job| job.rules.iter().any(|it| it.table.it.to_string() == *table));
        let ends = ends.filter(|job| matches!(job.kind, Kind::Purge | Kind::Anonymize | Kind::Expire));
        let ends = ends.map(|job| {
            let age = job.older_than.map_or_else(String::new, |age| format!(", at {age}"));
            format!("{} ({}{age})", job.name.it, job.kind.word())
        });
        let ends: Vec<String> = ends.collect();
        let ends = if ends.is_empty() { "no job ends them".to_owned() } else { ends.join(", ") };
        ui.note(format!("{table}: {rows} rows name nobody, and some may have been this person's; {ends}"));
    }
    if erased.others_open > 0 {
        ui.warn(format!(
            "{} other erasures were begun and not finished; run them again with their --user",
            erased.others_open
        ));
    }
    for (system, what) in &graph.subject.external {
        ui.note(format!("To be asked as well: {system}. {what}"));
    }
}
