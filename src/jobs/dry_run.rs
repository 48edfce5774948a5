//! What a job would do: counted exactly, in one snapshot, and nothing done.

use std::collections::BTreeMap;

use serde::Serialize;
use tokio_postgres::Client;

use super::error::JobError;
use super::{Options, archive, batch, ledger, partition, run, times};
use crate::job::{Destination, Facts, Files, Job, Kind, reached};
use crate::model::constraint::Action;

/// What a job would do.
#[derive(Clone, Debug, Serialize)]
pub struct Forecast {
    pub job: String,
    pub kind: Kind,
    pub cutoff: String,
    pub tables: Vec<TableForecast>,
}

#[derive(Clone, Debug, Serialize)]
pub struct TableForecast {
    pub table: String,
    pub rows: i64,
    pub oldest: Option<String>,
    pub newest: Option<String>,
    /// Rows of other tables that would be deleted along.
    pub cascades: BTreeMap<String, i64>,
    /// Rows of other tables that would stay, and lose what they refer to.
    pub detached: BTreeMap<String, i64>,
    /// Partitions that would go as a whole; their rows are among `rows`.
    pub partitions: Vec<String>,
    /// Files of the archive with rows that have come of age: they would be deleted, or written anew without
    /// those.
    pub files: Vec<String>,
    /// From the runs before, where there were any.
    pub estimated_seconds: Option<f64>,
}

/// Counts in a transaction that cannot write.
pub async fn forecast(
    client: &Client,
    job: &Job,
    facts: &Facts,
    options: &Options,
) -> Result<Forecast, JobError> {
    let doing = "cannot begin a transaction to count in";
    let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    client.batch_execute(begin).await.map_err(JobError::sql(doing))?;
    let counted = counted(client, job, facts, options).await;
    let ended = client.batch_execute("ROLLBACK").await.map_err(JobError::sql("cannot roll back"));
    counted.and_then(|forecast| ended.map(|()| forecast))
}

async fn counted(client: &Client, job: &Job, facts: &Facts, options: &Options) -> Result<Forecast, JobError> {
    let (now, cutoff) = times(client, job, options).await?;
    let mut tables = Vec::new();
    for statements in run::prepare(client, job, facts).await? {
        let name = &statements.table.name;
        let doing = || JobError::sql(format!("cannot count rows of {name}"));
        let row = client.query_one(&statements.count(), &[&cutoff]).await.map_err(doing())?;
        let mut table = TableForecast {
            table: name.to_string(),
            rows: row.try_get(0).map_err(doing())?,
            oldest: row.try_get(1).map_err(doing())?,
            newest: row.try_get(2).map_err(doing())?,
            cascades: BTreeMap::new(),
            detached: BTreeMap::new(),
            partitions: Vec::new(),
            files: Vec::new(),
            estimated_seconds: None,
        };
        if statements.rule.removes() {
            for reached in reached(facts, name) {
                let is_detached = statements.rule.detach.iter().any(|it| it.it == *reached.table);
                let counts = match reached.action() {
                    Action::NoAction | Action::Restrict => continue,
                    Action::Cascade if !is_detached => &mut table.cascades,
                    _ => &mut table.detached,
                };
                let row = client
                    .query_one(&statements.count_reached(&reached), &[&cutoff])
                    .await
                    .map_err(doing())?;
                let rows: i64 = row.try_get(0).map_err(doing())?;
                if rows > 0 {
                    *counts.entry(reached.table.to_string()).or_default() += rows;
                }
            }
        }
        let old = partition::old(client, &statements, &cutoff).await?;
        table.partitions = old.iter().map(|it| it.name.to_string()).collect();
        if let (Some(folder), Some(Destination::Files(Files { delete_after: Some(age), .. }))) =
            (batch::folder(&statements, &options.root), statements.rule.into.as_ref().map(|into| &into.it))
        {
            let by = &job.by.it;
            let limit = archive::Limit { table: statements.table, by, age: *age, now: &now };
            let due = archive::due(client, &folder, &limit).await?;
            table.files = due.whole.into_iter().chain(due.partly).map(|it| it.file).collect();
        }
        let usual = ledger::usual(client, &job.name.it, &table.table).await?;
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        let seconds = usual.rows_per_second.map(|rate| table.rows as f64 / rate.max(1.0));
        table.estimated_seconds = seconds;
        tables.push(table);
    }
    Ok(Forecast { job: job.name.it.clone(), kind: job.kind, cutoff, tables })
}
