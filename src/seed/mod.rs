//! Loads the rows of `seeds/`: each file is copied into a temporary table and merged from there, all
//! in one transaction. Never a row at a time, and never half of a set.

pub mod catalog;
pub mod data;
pub mod direct;
pub mod error;
mod fault;
pub mod folder;
pub mod generate;
mod given;
mod merging;
mod parts;
mod place;
mod refer;
mod run;
mod staging;
mod stream;

use std::collections::HashMap;

use time::OffsetDateTime;
use tokio_postgres::Client;

use crate::diagnostic::Source;
use crate::migration::statement;
use crate::model::QualifiedName;
use crate::model::name::PUBLIC;
use crate::pg::script::{Changed, execute_script};
use crate::row::table::Table;

pub use error::SeedError;
use fault::Faults;
use folder::{SeedSet, Seeds, TableFile};
use parts::Known;
use run::Run;

/// Where a run is, for whoever shows it.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// Rows sent so far.
    Copied {
        table: &'a str,
        rows: u64,
    },
    Merging,
    /// Indexes that were put off are built.
    Indexing,
    Script {
        file: &'a str,
    },
}

/// Is told where a run is.
pub type Teller<'a> = &'a dyn Fn(Event<'_>);

/// Whether the work is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    Commit,
    /// Everything is done and then undone.
    DryRun,
}

/// What to load and how.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The tables to load; all of the sets' if none is named.
    pub only: &'a [QualifiedName],
    pub ending: Ending,
    /// What `now` is in the files.
    pub now: OffsetDateTime,
}

/// What became of the rows of one file.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Loaded {
    pub set: String,
    pub table: String,
    pub inserted: u64,
    pub updated: u64,
    pub unchanged: u64,
    pub pruned: u64,
}

impl Loaded {
    pub fn changed(&self) -> u64 {
        self.inserted + self.updated + self.pruned
    }
}

/// A file of SQL that was run.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Ran {
    pub set: String,
    pub script: String,
    #[serde(flatten)]
    pub changed: Changed,
}

/// What was done.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Done {
    pub tables: Vec<Loaded>,
    pub scripts: Vec<Ran>,
}

impl Done {
    /// How many rows changed, as far as it is known.
    pub fn changed(&self) -> u64 {
        let tables = self.tables.iter().map(Loaded::changed);
        tables.chain(self.scripts.iter().map(|it| it.changed.rows)).sum()
    }

    /// Whether nothing is known to have changed, nor may have.
    pub fn is_nothing(&self) -> bool {
        self.changed() == 0 && self.scripts.iter().all(|it| it.changed.untold == 0)
    }
}

/// Loads the sets in one transaction. After an error nothing was changed.
pub async fn load(
    client: &Client,
    seeds: &Seeds,
    wanted: Wanted<'_>,
    tell: Teller<'_>,
) -> Result<Done, SeedError> {
    if !seeds.diagnostics.is_empty() {
        let (diagnostics, sources) = (seeds.diagnostics.clone(), seeds.sources.clone());
        return Err(SeedError::Mistakes { diagnostics, sources });
    }
    client.batch_execute(include_str!("sql/begin.sql")).await.map_err(SeedError::sql("cannot begin"))?;
    let result = load_in_transaction(client, seeds, wanted, tell).await;
    let (end, doing) = match (&result, wanted.ending) {
        (Ok(_), Ending::Commit) => ("COMMIT", "cannot commit the seeds"),
        _ => ("ROLLBACK", "cannot roll back"),
    };
    let ended = client.batch_execute(end).await.map_err(SeedError::sql(doing));
    result.and_then(|done| ended.map(|()| done))
}

async fn load_in_transaction(
    client: &Client,
    seeds: &Seeds,
    wanted: Wanted<'_>,
    tell: Teller<'_>,
) -> Result<Done, SeedError> {
    let files = || seeds.sets.iter().flat_map(|set| &set.tables);
    let others = seeds.others.iter().flat_map(|set| &set.tables);
    let only = only(wanted.only, files)?;
    let mut names: Vec<QualifiedName> = files().chain(others).map(|it| it.seed.table.clone()).collect();
    names.sort();
    names.dedup();
    let tables = catalog::tables(client, &names).await?;
    let known_names =
        if tables.len() < names.len() { catalog::table_names(client).await? } else { Vec::new() };
    let mut data = HashMap::new();
    for file in files() {
        let table = tables.iter().find(|it| it.qualified() == file.seed.table);
        if let (Some(it), Some(table)) = (&file.data, table) {
            data.insert(it.path.clone(), it.look(table, &parts::key_of(file, table), wanted.now)?);
        }
    }
    let known = Known { tables: &tables, names: &known_names, data: &data, now: wanted.now, only: &only };
    let (parts, mut mistakes) = parts::prepare(seeds, &known);
    if !mistakes.is_empty() {
        mistakes.sources.extend(seeds.sources.iter().cloned());
        return Err(mistakes.into_error());
    }
    let needed = parts::needed(&parts);
    let used =
        |table: &&Table| parts.iter().any(|it| needed[it.stage.number] && it.stage.table.oid == table.oid);
    refuse_hidden_rows(client, tables.iter().filter(used)).await?;
    let mut run = Run { client, seeds, parts: &parts, ending: wanted.ending, faults: Faults::default() };
    let mut counts = HashMap::new();
    for part in parts.iter().filter(|part| needed[part.stage.number]) {
        let rows = staging::fill(client, part, wanted.now, &mut run.faults, tell).await?;
        counts.insert(part.stage.number, rows);
    }
    run.check_faults()?;
    tell(Event::Merging);
    run.go_on().await?;
    run.settle(&needed).await?;
    let mut tables = run.merge(&counts).await?;
    run.prune(&mut tables).await?;
    let scripts = if only.is_empty() { run_scripts(client, seeds, tell).await? } else { Vec::new() };
    run.check_waiting().await?;
    Ok(Done { tables, scripts })
}

/// The tables that are meant: a name without a schema means a table of another schema where none of
/// `public` has rows.
fn only<'f, F: Iterator<Item = &'f TableFile>>(
    wanted: &[QualifiedName],
    files: impl Fn() -> F,
) -> Result<Vec<QualifiedName>, SeedError> {
    let mut only = Vec::new();
    for table in wanted {
        if files().any(|it| it.seed.table == *table) {
            only.push(table.clone());
            continue;
        }
        let bare = |it: &&TableFile| table.schema == PUBLIC && it.seed.table.name == table.name;
        let mut meant: Vec<QualifiedName> = files().filter(bare).map(|it| it.seed.table.clone()).collect();
        meant.sort();
        meant.dedup();
        match &*meant {
            [one] => only.push(one.clone()),
            [] => {
                let mut known: Vec<String> = files().map(|it| it.seed.table.to_string()).collect();
                known.sort();
                known.dedup();
                return Err(SeedError::NoSuchTable { table: table.to_string(), known });
            }
            _ => {
                let meant = meant.iter().map(ToString::to_string).collect();
                return Err(SeedError::AnyOfTables { table: table.to_string(), meant });
            }
        }
    }
    Ok(only)
}

/// Runs the files of SQL, set by set.
async fn run_scripts(client: &Client, seeds: &Seeds, tell: Teller<'_>) -> Result<Vec<Ran>, SeedError> {
    let mut ran = Vec::new();
    for set in &seeds.sets {
        for Source { path, text } in &set.scripts {
            let file = path.display().to_string();
            if let Some(control) = statement::outline(text).control {
                return Err(SeedError::TransactionControl { file, line: control.line, words: control.words });
            }
            tell(Event::Script { file: &file });
            let changed = execute_script(client, &file, text).await;
            let changed =
                changed.map_err(SeedError::refused(format!("{file} stopped; nothing was changed")))?;
            ran.push(Ran { set: set.name.clone(), script: file, changed });
        }
    }
    Ok(ran)
}

/// A part of the rows would be taken for all of them.
async fn refuse_hidden_rows(
    client: &Client,
    tables: impl IntoIterator<Item = &Table>,
) -> Result<(), SeedError> {
    let Some(hidden) = tables.into_iter().find(|table| table.hides_rows) else { return Ok(()) };
    let row = client
        .query_one("SELECT current_user::text", &[])
        .await
        .map_err(SeedError::sql("cannot ask who this is"))?;
    let role = row.try_get(0).map_err(SeedError::sql("cannot ask who this is"))?;
    Err(SeedError::RowSecurity { table: hidden.qualified().to_string(), role, owner: hidden.owner.clone() })
}

/// Whether a set may be loaded into a database.
pub fn may_load(set: &SeedSet, environment: Option<&str>) -> bool {
    set.options
        .environments
        .as_ref()
        .is_none_or(|allowed| allowed.iter().any(|it| Some(it.as_str()) == environment))
}
