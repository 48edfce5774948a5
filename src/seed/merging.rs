//! Brings staged rows into their tables, and takes out what left the files: all rows of a table at once,
//! the tables that are referred to first.

use std::collections::HashMap;

use tokio_postgres::types::ToSql;

use super::parts::Part;
use super::run::{Found, Run};
use super::{Ending, Loaded, SeedError};
use crate::pg::error::SqlError;
use crate::row::merge::{self, Stage};
use crate::yaml::seed::OnConflict;

impl Run<'_> {
    /// Lets sequences go on after the numbers that the files give. A sequence is never set back, so a
    /// dry run leaves them alone unless rows without a number stand beside rows with one.
    pub async fn go_on(&self) -> Result<(), SeedError> {
        for part in self.parts.iter().filter(|part| part.wanted) {
            let stage = &part.stage;
            for name in stage.counted() {
                let mixed = stage.staged(name.as_str()).is_some_and(|(_, it)| it.flagged);
                if self.ending == Ending::DryRun && !mixed {
                    continue;
                }
                let last = format!("SELECT max({name})::bigint FROM {}", stage.name());
                go_on(self.client, stage, name, &last).await?;
            }
        }
        Ok(())
    }

    /// Inserts and updates, the tables that are referred to first.
    pub async fn merge(&mut self, counts: &HashMap<usize, u64>) -> Result<Vec<Loaded>, SeedError> {
        let parts = self.parts;
        for part in parts.iter().filter(|part| part.wanted && part.stage.on_conflict == OnConflict::Fail) {
            if let Some(sql) = part.stage.differing() {
                self.search(part, &sql, |at| conflict(part, at)).await?;
            }
        }
        self.check_faults()?;
        let wanted: Vec<&Part> = parts.iter().filter(|part| part.wanted).collect();
        if wanted.iter().any(|part| part.file.seed.prune) {
            let doing = "cannot make the table _canai_db_seeds, which remembers what a set has loaded";
            let make = include_str!("sql/ledger.sql");
            self.client.batch_execute(make).await.map_err(SeedError::sql(doing))?;
        }
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
            let merge = merge::merge(&together);
            let merged = match self.client.query_one(&merge, &[]).await {
                Ok(row) => Ok(row),
                Err(error) => {
                    let error = SqlError::from(error);
                    self.undo(&doing).await?;
                    match self.make_room(&wanted, &batch, &mut loaded, &error).await {
                        Ok(true) => self.client.query_one(&merge, &[]).await.map_err(|_| error),
                        _ => Err(error),
                    }
                }
            };
            let row = match merged {
                Ok(row) => row,
                Err(error) => {
                    self.undo(&doing).await?;
                    let numbers: Vec<usize> = together.iter().map(|stage| stage.number).collect();
                    return Err(self.refused(&numbers, &doing, error).await);
                }
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

    async fn undo(&self, doing: &str) -> Result<(), SeedError> {
        self.client.batch_execute("ROLLBACK TO canai_db_merge").await.map_err(SeedError::sql(doing))
    }

    /// Deletes what left the files before the others come, if one of the others wants its unique
    /// value. Otherwise it goes last, when nothing refers to it any more; so it does where its going
    /// would change what refers to it now.
    async fn make_room(
        &self,
        wanted: &[&Part<'_>],
        batch: &[usize],
        loaded: &mut [Loaded],
        error: &SqlError,
    ) -> Result<bool, SeedError> {
        let taken = matches!(error.code(), Some("23505" | "23P01"));
        let mut made = 0;
        for &at in batch.iter().rev().filter(|at| taken && wanted[**at].file.seed.prune) {
            if self.takes_others_along(wanted[at]).await? {
                return Ok(false);
            }
            loaded[at].pruned = self.prune_part(wanted[at]).await?;
            made += loaded[at].pruned;
        }
        Ok(made > 0)
    }

    /// Whether what left the file would take rows along that refer to it.
    async fn takes_others_along(&self, part: &Part<'_>) -> Result<bool, SeedError> {
        let doing = format!("cannot look for what refers to {}", part.stage.target());
        let keys = self.client.query(include_str!("sql/acting.sql"), &[&part.stage.table.oid]).await;
        let keys =
            keys.and_then(|rows| rows.iter().map(|row| row.try_get(0)).collect::<Result<Vec<String>, _>>());
        let keys = keys.map_err(SeedError::sql(&doing))?;
        if keys.is_empty() {
            return Ok(false);
        }
        let table = part.stage.target().sql();
        let row = self.client.query_one(&part.stage.refers_to_pruned(&keys), &[&part.set, &table]).await;
        row.and_then(|row| row.try_get(0)).map_err(SeedError::sql(doing))
    }

    async fn prune_part(&self, part: &Part<'_>) -> Result<u64, SeedError> {
        let table = part.stage.target().sql();
        let named: [&(dyn ToSql + Sync); 2] = [&part.set, &table];
        self.execute(part, &part.stage.prune(), &named).await
    }

    /// Deletes what left the files, the rows that refer to others first.
    pub async fn prune(&mut self, loaded: &mut [Loaded]) -> Result<(), SeedError> {
        let wanted: Vec<&Part> = self.parts.iter().filter(|part| part.wanted).collect();
        let stages: Vec<&Stage> = wanted.iter().map(|part| &part.stage).collect();
        for at in merge::batches(&stages).into_iter().rev().flatten() {
            let part = wanted[at];
            if !part.file.seed.prune {
                continue;
            }
            loaded[at].pruned += self.prune_part(part).await?;
            let table = part.stage.target().sql();
            let named: [&(dyn ToSql + Sync); 2] = [&part.set, &table];
            self.execute(part, &part.stage.forget(), &named).await?;
            self.execute(part, &part.stage.remember(), &named).await?;
        }
        Ok(())
    }

    /// Looks at the constraints that wait for the end of the transaction.
    pub async fn check_waiting(&mut self) -> Result<(), SeedError> {
        let doing = "a constraint that waits for the end of the transaction does not hold";
        self.client.batch_execute("SAVEPOINT canai_db_end").await.map_err(SeedError::sql(doing))?;
        let Err(error) = self.client.batch_execute("SET CONSTRAINTS ALL IMMEDIATE").await else {
            return Ok(());
        };
        let undo = "ROLLBACK TO canai_db_end";
        self.client.batch_execute(undo).await.map_err(SeedError::sql(doing))?;
        let numbers: Vec<usize> =
            self.parts.iter().filter(|part| part.wanted).map(|part| part.stage.number).collect();
        Err(self.refused(&numbers, doing, error.into()).await)
    }
}

fn conflict(part: &Part, at: i64) -> Found {
    let column = usize::try_from(at).ok().and_then(|at| part.stage.columns.get(at));
    let name = column.map(|it| it.column.name.as_str().to_owned());
    let message = format!(
        "{} has this row with another `{}`",
        part.stage.target(),
        name.as_deref().unwrap_or_default()
    );
    let help = "change the file or the table, or write `on_conflict: update`".to_owned();
    Found { column: name, code: "conflict", message, help }
}

/// Lets the sequence behind a column go on after what a query gives.
pub(super) async fn go_on(
    client: &tokio_postgres::Client,
    stage: &Stage,
    column: &crate::model::Name,
    last: &str,
) -> Result<(), SeedError> {
    let doing = format!("cannot let the sequence of {}.{column} go on", stage.target());
    let row = client.query_one(last, &[]).await.map_err(SeedError::sql(&doing))?;
    let last: Option<i64> = row.try_get(0).map_err(SeedError::sql(&doing))?;
    if let Some(last) = last {
        let name = column.as_str();
        let set = include_str!("sql/go_on.sql");
        client.execute(set, &[&stage.table.oid, &name, &last]).await.map_err(SeedError::sql(&doing))?;
    }
    Ok(())
}
