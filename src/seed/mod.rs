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
mod parts;
mod staging;
mod stream;

use std::collections::HashMap;

use time::OffsetDateTime;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Row};

use crate::diagnostic::Source;
use crate::migration::statement;
use crate::model::QualifiedName;
use crate::pg::error::SqlError;
use crate::pg::script::execute_script;
use crate::row::check;
use crate::row::merge::{self, Stage};
use crate::row::table::Table;
use crate::yaml::seed::OnConflict;

pub use error::SeedError;
use fault::{Fault, Faults};
use folder::{SeedSet, Seeds};
use parts::{Known, Part};

/// Where a run is, for whoever shows it.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// Rows sent so far; those of a CSV file are counted by lines.
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

/// Loads the sets in one transaction. After an error nothing was changed.
pub async fn load(
    client: &Client,
    seeds: &Seeds,
    wanted: Wanted<'_>,
    tell: Teller<'_>,
) -> Result<Vec<Loaded>, SeedError> {
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
    result.and_then(|loaded| ended.map(|()| loaded))
}

async fn load_in_transaction(
    client: &Client,
    seeds: &Seeds,
    wanted: Wanted<'_>,
    tell: Teller<'_>,
) -> Result<Vec<Loaded>, SeedError> {
    let files = || seeds.sets.iter().flat_map(|set| &set.tables);
    if let Some(unknown) = wanted.only.iter().find(|table| !files().any(|it| it.seed.table == **table)) {
        let known = files().map(|it| it.seed.table.to_string()).collect();
        return Err(SeedError::NoSuchTable { table: unknown.to_string(), known });
    }
    let mut names: Vec<QualifiedName> = files().map(|it| it.seed.table.clone()).collect();
    names.sort();
    names.dedup();
    let tables = catalog::tables(client, &names).await?;
    let known_names =
        if tables.len() < names.len() { catalog::table_names(client).await? } else { Vec::new() };
    let data = staging::data_columns(files().filter_map(|it| it.data.as_ref()))?;
    let known =
        Known { tables: &tables, names: &known_names, data: &data, now: wanted.now, only: wanted.only };
    let (parts, diagnostics) = parts::prepare(&seeds.sets, &known);
    if !diagnostics.is_empty() {
        return Err(SeedError::Mistakes { diagnostics, sources: seeds.sources.clone() });
    }
    refuse_hidden_rows(client, &tables).await?;
    let mut run = Run { client, seeds, parts: &parts, faults: Faults::default(), tell };
    let needed = parts::needed(&parts);
    let mut counts = HashMap::new();
    for part in parts.iter().filter(|part| needed[part.stage.number]) {
        let rows = staging::fill(client, part, &mut run.faults, tell).await?;
        counts.insert(part.stage.number, rows);
    }
    run.check_faults()?;
    tell(Event::Merging);
    run.settle(&needed).await?;
    let mut loaded = run.merge(&counts).await?;
    run.prune(&mut loaded).await?;
    if wanted.only.is_empty() {
        run.scripts().await?;
    }
    client
        .batch_execute("SET CONSTRAINTS ALL IMMEDIATE")
        .await
        .map_err(SeedError::sql("a constraint that waits for the end of the transaction does not hold"))?;
    Ok(loaded)
}

/// A part of the rows would be taken for all of them.
async fn refuse_hidden_rows(client: &Client, tables: &[Table]) -> Result<(), SeedError> {
    let Some(hidden) = tables.iter().find(|table| table.hides_rows) else { return Ok(()) };
    let row = client
        .query_one("SELECT current_user::text", &[])
        .await
        .map_err(SeedError::sql("cannot ask who this is"))?;
    let role = row.try_get(0).map_err(SeedError::sql("cannot ask who this is"))?;
    Err(SeedError::RowSecurity { table: hidden.qualified().to_string(), role, owner: hidden.owner.clone() })
}

/// One load, once its rows are staged.
struct Run<'a> {
    client: &'a Client,
    seeds: &'a Seeds,
    parts: &'a [Part<'a>],
    faults: Faults,
    tell: Teller<'a>,
}

impl Run<'_> {
    fn check_faults(&mut self) -> Result<(), SeedError> {
        self.faults = std::mem::take(&mut self.faults).check(self.parts, &self.seeds.sources)?;
        Ok(())
    }

    async fn rows(&self, part: &Part<'_>, sql: &str) -> Result<Vec<Row>, SeedError> {
        let doing = format!("cannot compare the rows for {}", part.stage.target());
        self.client.query(sql, &[]).await.map_err(SeedError::sql(doing))
    }

    async fn execute(
        &self,
        part: &Part<'_>,
        sql: &str,
        parameters: &[&(dyn ToSql + Sync)],
    ) -> Result<u64, SeedError> {
        let doing = format!("cannot load the rows for {}", part.stage.target());
        self.client.execute(sql, parameters).await.map_err(SeedError::sql(doing))
    }

    /// Notes the rows that a query gives, with `staged` and another number.
    async fn search(
        &mut self,
        part: &Part<'_>,
        sql: &str,
        fault: impl Fn(i64) -> (Option<String>, &'static str, String, String),
    ) -> Result<(), SeedError> {
        for row in self.rows(part, sql).await? {
            let number =
                |at: usize| row.try_get::<_, i64>(at).map_err(SeedError::sql("cannot read a row's number"));
            let (column, code, message, help) = fault(number(1)?);
            self.faults.push(Fault { part: part.stage.number, row: number(0)?, column, code, message, help });
        }
        Ok(())
    }

    /// Replaces names of rows by values: first in keys, since a row has to be found before others can
    /// refer to it. Then the keys themselves are looked at.
    async fn settle(&mut self, needed: &[bool]) -> Result<(), SeedError> {
        let parts = self.parts;
        let mut left: Vec<&Part> = parts.iter().filter(|part| needed[part.stage.number]).collect();
        let in_key =
            |part: &Part, column: usize| part.stage.key.contains(&part.stage.columns[column].column.name);
        while !left.is_empty() {
            let waits = |part: &&Part| {
                let mut of_key = part.references.iter().filter(|it| in_key(part, it.column));
                of_key.any(|it| left.iter().any(|other| other.stage.number == it.to))
            };
            let (waiting, ready): (Vec<&Part>, Vec<&Part>) = left.iter().copied().partition(waits);
            if ready.is_empty() {
                for part in &waiting {
                    let column = part.stage.key.first().map(|name| name.as_str().to_owned());
                    let message = "the row is found by a row that is found by it".to_owned();
                    let help = "choose a `key` without `!ref` for one of the tables".to_owned();
                    self.faults.push(Fault {
                        part: part.stage.number,
                        row: 1,
                        column,
                        code: "bad-reference",
                        message,
                        help,
                    });
                }
                return self.check_faults();
            }
            for part in ready {
                self.resolve(part, |column| in_key(part, column)).await?;
                self.keys(part).await?;
                self.check_faults()?;
                for column in referred_to(parts, part) {
                    for sql in part.stage.settle(&column, part.wanted) {
                        self.execute(part, &sql, &[]).await?;
                    }
                }
            }
            left = waiting;
        }
        for part in parts.iter().filter(|part| needed[part.stage.number]) {
            self.resolve(part, |column| !in_key(part, column)).await?;
        }
        self.check_faults()
    }

    async fn resolve(&mut self, part: &Part<'_>, which: impl Fn(usize) -> bool) -> Result<(), SeedError> {
        for reference in part.references.iter().filter(|it| which(it.column)) {
            let to = &self.parts[reference.to].stage;
            self.execute(part, &part.stage.resolve(reference.column, to, &reference.to_column), &[]).await?;
            let column = part.stage.columns[reference.column].column.name.as_str().to_owned();
            let target = to.target();
            self.search(part, &part.stage.unresolved(reference.column), |_| {
                let message = format!("the row that `{column}` names is not in {target} yet");
                (
                    Some(column.clone()),
                    "bad-reference",
                    message,
                    format!("load {target} with it, or first; or give that row the value itself"),
                )
            })
            .await?;
        }
        Ok(())
    }

    /// A key that is missing, twice in the file, in two sets, or not one row's in the table.
    async fn keys(&mut self, part: &Part<'_>) -> Result<(), SeedError> {
        let stage = &part.stage;
        let first = || stage.key.first().map(|name| name.as_str().to_owned());
        let key: Vec<&str> = stage.key.iter().map(crate::model::Name::as_str).collect();
        let key = key.join(", ");
        self.search(part, &stage.keys_without_value(), |at| {
            let name = usize::try_from(at)
                .ok()
                .and_then(|at| stage.key.get(at))
                .map(|name| name.as_str().to_owned());
            let message =
                format!("the row has no `{}`, which is in its key", name.as_deref().unwrap_or_default());
            (name, "missing-key", message, "a row is found by its key, so it must have one".to_owned())
        })
        .await?;
        self.search(part, &stage.repeated_keys(), |other| {
            let message = format!("row {other} of the file has the same key ({key})");
            (first(), "duplicate-row", message, "keep one of them, or add a column to `key`".to_owned())
        })
        .await?;
        if let Some(sql) = stage.ambiguous_keys() {
            self.search(part, &sql, |count| {
                let message = format!("{count} rows of {} have this key ({key})", stage.target());
                (first(), "ambiguous-key", message, "add columns to `key` until it means one row".to_owned())
            })
            .await?;
        }
        let earlier = self
            .parts
            .iter()
            .filter(|it| it.wanted && it.stage.number < stage.number && it.stage.target() == stage.target());
        for other in earlier {
            if let Some(sql) = stage.also_in(&other.stage) {
                self.search(part, &sql, |_| {
                    let message =
                        format!("{} has a row with the same key ({key})", other.file.path.display());
                    (first(), "duplicate-row", message, "keep the row in one of the sets".to_owned())
                })
                .await?;
            }
        }
        Ok(())
    }

    /// Inserts and updates, the tables that are referred to first.
    async fn merge(&mut self, counts: &HashMap<usize, u64>) -> Result<Vec<Loaded>, SeedError> {
        let parts = self.parts;
        for part in parts.iter().filter(|part| part.wanted && part.stage.on_conflict == OnConflict::Fail) {
            if let Some(sql) = part.stage.differing() {
                self.search(part, &sql, |_| {
                    let message = format!("{} has this row with other values", part.stage.target());
                    (
                        None,
                        "conflict",
                        message,
                        "change the file or the table, or write `on_conflict: update`".to_owned(),
                    )
                })
                .await?;
            }
        }
        self.check_faults()?;
        let wanted: Vec<&Part> = parts.iter().filter(|part| part.wanted).collect();
        let stages: Vec<&Stage> = wanted.iter().map(|part| &part.stage).collect();
        let mut loaded: Vec<Loaded> = wanted
            .iter()
            .map(|part| Loaded {
                set: part.set.to_owned(),
                table: part.stage.target().to_string(),
                inserted: 0,
                updated: 0,
                unchanged: counts.get(&part.stage.number).copied().unwrap_or_default(),
                pruned: 0,
            })
            .collect();
        for batch in merge::batches(&stages) {
            let together: Vec<&Stage> = batch.iter().map(|at| stages[*at]).collect();
            let names: Vec<String> = together.iter().map(|stage| stage.target().to_string()).collect();
            let doing = format!("cannot load the rows for {}", names.join(", "));
            self.client.batch_execute("SAVEPOINT canai_db_merge").await.map_err(SeedError::sql(&doing))?;
            let merged = self.client.query_one(&merge::merge(&together), &[]).await;
            let row = match merged {
                Ok(row) => row,
                Err(error) => return Err(self.refused(&together, &doing, error.into()).await),
            };
            self.client.batch_execute("RELEASE canai_db_merge").await.map_err(SeedError::sql(&doing))?;
            for (index, at) in batch.iter().enumerate() {
                let count = |at: usize| -> Result<u64, SeedError> {
                    let count: i64 = row.try_get(at).map_err(SeedError::sql(&doing))?;
                    Ok(count.unsigned_abs())
                };
                let it = &mut loaded[*at];
                (it.inserted, it.updated) = (count(index * 2)?, count(index * 2 + 1)?);
                it.unchanged = it.unchanged.saturating_sub(it.inserted + it.updated);
            }
        }
        Ok(loaded)
    }

    /// Finds every row that is at fault for a merge that PostgreSQL refused; if none is found, what
    /// it said has to do.
    async fn refused(&mut self, stages: &[&Stage], doing: &str, error: SqlError) -> SeedError {
        if let Err(error) = self.client.batch_execute("ROLLBACK TO canai_db_merge").await {
            return SeedError::sql(doing)(error);
        }
        let constraint = error.answer().and_then(|answer| answer.constraint.clone());
        for stage in stages {
            for search in check::constraints(stage, stages) {
                // What cannot be searched for is not found: the server's own words are left.
                let Ok(()) = self.client.batch_execute("SAVEPOINT canai_db_search").await else { continue };
                let found = self.client.query(&search.sql, &[]).await;
                let end = "ROLLBACK TO canai_db_search";
                if self.client.batch_execute(end).await.is_err() {
                    return SeedError::refused(doing)(error);
                }
                for row in found.unwrap_or_default() {
                    let broken = search.broken.clone();
                    self.faults.push(Fault {
                        part: stage.number,
                        row: row.try_get(0).unwrap_or(1),
                        column: broken.column,
                        code: "constraint",
                        message: broken.message,
                        help: broken.help,
                    });
                }
            }
        }
        match self.check_faults() {
            Err(faults) => faults,
            Ok(()) => match constraint {
                Some(name) => SeedError::refused(format!("{doing}: {name} does not hold"))(error),
                None => SeedError::refused(doing)(error),
            },
        }
    }

    /// Deletes what left the files, the rows that refer to others first.
    async fn prune(&mut self, loaded: &mut [Loaded]) -> Result<(), SeedError> {
        let wanted: Vec<&Part> = self.parts.iter().filter(|part| part.wanted).collect();
        if !wanted.iter().any(|part| part.file.seed.prune) {
            return Ok(());
        }
        let doing = "cannot make the table _canai_db_seeds, which remembers what a set has loaded";
        self.client.batch_execute(include_str!("sql/ledger.sql")).await.map_err(SeedError::sql(doing))?;
        let stages: Vec<&Stage> = wanted.iter().map(|part| &part.stage).collect();
        for at in merge::batches(&stages).into_iter().rev().flatten() {
            let part = wanted[at];
            if !part.file.seed.prune {
                continue;
            }
            let table = part.stage.target().sql();
            let named: [&(dyn ToSql + Sync); 2] = [&part.set, &table];
            loaded[at].pruned = self.execute(part, &part.stage.prune(), &named).await?;
            self.execute(part, &part.stage.forget(), &named).await?;
            self.execute(part, &part.stage.remember(), &named).await?;
        }
        Ok(())
    }

    /// Runs the files of SQL, set by set.
    async fn scripts(&self) -> Result<(), SeedError> {
        for Source { path, text } in self.seeds.sets.iter().flat_map(|set| &set.scripts) {
            let file = path.display().to_string();
            if let Some(control) = statement::outline(text).control {
                return Err(SeedError::TransactionControl { file, line: control.line, words: control.words });
            }
            (self.tell)(Event::Script { file: &file });
            let ran = execute_script(self.client, &file, text).await;
            ran.map_err(SeedError::refused(format!("{file} stopped; nothing was changed")))?;
        }
        Ok(())
    }
}

/// The columns of a part that the rows of others refer to.
fn referred_to(parts: &[Part], part: &Part) -> Vec<String> {
    let all = parts.iter().flat_map(|it| &it.references).filter(|it| it.to == part.stage.number);
    let mut columns: Vec<String> = all.map(|it| it.to_column.as_str().to_owned()).collect();
    columns.sort();
    columns.dedup();
    columns
}

/// Whether a set may be loaded into a database.
pub fn may_load(set: &SeedSet, environment: Option<&str>) -> bool {
    set.options
        .environments
        .as_ref()
        .is_none_or(|allowed| allowed.iter().any(|it| Some(it.as_str()) == environment))
}
