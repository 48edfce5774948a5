//! One load, once its rows are staged: names of rows become values, keys are looked at, and every row
//! that is found at fault is told of. What changes the tables is in `merging`.

use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Row};

use super::Ending;
use super::error::SeedError;
use super::fault::{Fault, Faults};
use super::folder::Seeds;
use super::parts::Part;
use crate::pg::error::SqlError;
use crate::row::check;

pub(super) struct Run<'a> {
    pub client: &'a Client,
    pub seeds: &'a Seeds,
    pub parts: &'a [Part<'a>],
    pub ending: Ending,
    pub faults: Faults,
}

/// What is wrong with a row that a search gave.
pub(super) struct Found {
    pub column: Option<String>,
    pub code: &'static str,
    pub message: String,
    pub help: String,
}

impl Run<'_> {
    pub fn check_faults(&mut self) -> Result<(), SeedError> {
        self.faults = std::mem::take(&mut self.faults).check(self.parts, &self.seeds.sources)?;
        Ok(())
    }

    async fn rows(&self, part: &Part<'_>, sql: &str) -> Result<Vec<Row>, SeedError> {
        let doing = format!("cannot compare the rows for {}", part.stage.target());
        self.client.query(sql, &[]).await.map_err(SeedError::sql(doing))
    }

    pub async fn execute(
        &self,
        part: &Part<'_>,
        sql: &str,
        parameters: &[&(dyn ToSql + Sync)],
    ) -> Result<u64, SeedError> {
        let doing = format!("cannot load the rows for {}", part.stage.target());
        self.client.execute(sql, parameters).await.map_err(SeedError::sql(doing))
    }

    /// Notes the rows that a query gives, with `staged` and another number.
    pub async fn search(
        &mut self,
        part: &Part<'_>,
        sql: &str,
        fault: impl Fn(i64) -> Found,
    ) -> Result<(), SeedError> {
        let rows = self.rows(part, &check::first_of(sql)).await?;
        for (at, row) in rows.iter().enumerate() {
            let number =
                |at: usize| row.try_get::<_, i64>(at).map_err(SeedError::sql("cannot read a row's number"));
            if at == 0 {
                self.faults.count_more(number(2)?, rows.len());
            }
            let Found { column, code, message, help } = fault(number(1)?);
            self.faults.push(Fault { part: part.stage.number, row: number(0)?, column, code, message, help });
        }
        Ok(())
    }

    /// Replaces names of rows by values: first in keys, since a row has to be found before others can
    /// refer to it. Then the keys themselves are looked at.
    pub async fn settle(&mut self, needed: &[bool]) -> Result<(), SeedError> {
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
            let to = &self.parts[reference.to];
            let resolve = part.stage.resolve(reference.column, &to.stage, &reference.to_column);
            self.execute(part, &resolve, &[]).await?;
            let column = part.stage.columns[reference.column].column.name.as_str().to_owned();
            let target = to.stage.target();
            let help = if to.wanted || to.set == part.set {
                format!("load {target} with it, or first; or give that row the value itself")
            } else {
                format!("load the set `{}` with it, or first; or give that row the value itself", to.set)
            };
            self.search(part, &part.stage.unresolved(reference.column, &to.stage), |_| Found {
                column: Some(column.clone()),
                code: "bad-reference",
                message: format!("the row that `{column}` names is not in {target} yet"),
                help: help.clone(),
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
            let help = "a row is found by its key, so it must have one".to_owned();
            Found { column: name, code: "missing-key", message, help }
        })
        .await?;
        let same_key = |message: String, help: &str| Found {
            column: first(),
            code: "duplicate-row",
            message,
            help: help.to_owned(),
        };
        self.search(part, &stage.repeated_keys(), |other| {
            let message = format!("row {other} of the file has the same key ({key})");
            same_key(message, "keep one of them, or add a column to `key`")
        })
        .await?;
        if let Some(sql) = stage.ambiguous_keys() {
            self.search(part, &sql, |count| Found {
                column: first(),
                code: "ambiguous-key",
                message: format!("{count} rows of {} have this key ({key})", stage.target()),
                help: "add columns to `key` until it means one row".to_owned(),
            })
            .await?;
        }
        let earlier = self
            .parts
            .iter()
            .filter(|it| it.wanted && it.stage.number < stage.number && it.stage.target() == stage.target());
        for other in earlier.filter(|_| part.wanted) {
            if let Some(sql) = stage.also_in(&other.stage) {
                self.search(part, &sql, |_| {
                    let there = other.file.path.display();
                    let message = format!("{there} has a row with the same key ({key})");
                    same_key(message, "keep the row in one of the sets")
                })
                .await?;
            }
        }
        Ok(())
    }

    /// Finds every row of some parts that breaks a constraint, after PostgreSQL has refused one of
    /// them; if none is found, what it said has to do.
    pub async fn refused(&mut self, numbers: &[usize], doing: &str, error: SqlError) -> SeedError {
        let parts = self.parts;
        let stages: Vec<_> = numbers.iter().map(|at| &parts[*at].stage).collect();
        let constraint = error.answer().and_then(|answer| answer.constraint.clone());
        for stage in &stages {
            for search in check::constraints(stage, &stages) {
                // What cannot be searched for is not found: the server's own words are left.
                let Ok(()) = self.client.batch_execute("SAVEPOINT canai_db_search").await else { continue };
                let found = self.client.query(&search.sql, &[]).await;
                let end = "ROLLBACK TO canai_db_search";
                if self.client.batch_execute(end).await.is_err() {
                    return SeedError::refused(doing)(error);
                }
                let found = found.unwrap_or_default();
                if let Some(all) = found.first().and_then(|row| row.try_get(1).ok()) {
                    self.faults.count_more(all, found.len());
                }
                for row in found {
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
}

/// The columns of a part that the rows of others refer to.
fn referred_to(parts: &[Part], part: &Part) -> Vec<String> {
    let all = parts.iter().flat_map(|it| &it.references).filter(|it| it.to == part.stage.number);
    let mut columns: Vec<String> = all.map(|it| it.to_column.as_str().to_owned()).collect();
    columns.sort();
    columns.dedup();
    columns
}
