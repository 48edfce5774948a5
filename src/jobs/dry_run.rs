//! What a job would do: counted exactly, in one snapshot, and nothing done.

use std::collections::BTreeMap;

use serde::Serialize;
use tokio_postgres::Client;

use super::error::JobError;
use super::{Options, PartitionReport, archive, batch, ledger, partition, run, times};
use crate::job::refresh::in_order;
use crate::job::{Destination, Effect, Facts, Files, Job, Kind, effects};

/// What a job would do.
#[derive(Clone, Debug, Serialize)]
pub struct Forecast {
    pub job: String,
    pub kind: Kind,
    pub cutoff: String,
    pub tables: Vec<TableForecast>,
    /// Views that would be refreshed, in that order.
    pub views: Vec<ViewForecast>,
}

#[derive(Clone, Debug, Serialize)]
pub struct ViewForecast {
    pub view: String,
    /// Whether readers would go on.
    pub is_concurrent: bool,
    /// As it is; none where it was never filled.
    pub rows: Option<i64>,
    /// From the runs before, where there were any.
    pub estimated_seconds: Option<f64>,
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
    /// Rows of other tables that would stop the run: nothing that they refer to can go.
    pub in_the_way: BTreeMap<String, i64>,
    /// Partitions that would go as a whole; their rows are among `rows`.
    pub partitions: Vec<PartitionReport>,
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
    let all = run::prepare(client, job, facts).await?;
    for (at, statements) in all.iter().enumerate() {
        let name = &statements.table.name;
        let doing = || JobError::sql(format!("cannot count rows of {name}"));
        let effects = effects(&all, at, facts);
        let row = client.query_one(&effects.own, &[&cutoff]).await.map_err(doing())?;
        let mut table = TableForecast {
            table: name.to_string(),
            rows: row.try_get(0).map_err(doing())?,
            oldest: row.try_get(1).map_err(doing())?,
            newest: row.try_get(2).map_err(doing())?,
            cascades: BTreeMap::new(),
            detached: BTreeMap::new(),
            in_the_way: BTreeMap::new(),
            partitions: Vec::new(),
            files: Vec::new(),
            estimated_seconds: None,
        };
        for ((other, effect), sql) in &effects.others {
            let row = client.query_one(sql, &[&cutoff]).await.map_err(doing())?;
            let rows: i64 = row.try_get(0).map_err(doing())?;
            let counts = match effect {
                Effect::Cascade => &mut table.cascades,
                Effect::Detach => &mut table.detached,
                Effect::InTheWay => &mut table.in_the_way,
            };
            if rows > 0 {
                counts.insert(other.to_string(), rows);
            }
        }
        for old in partition::old(client, statements, facts, &cutoff).await? {
            let rows = partition::rows(client, &old, "0").await?;
            table.partitions.push(partition::report(statements, &old, rows));
        }
        if let (Some(folder), Some(Destination::Files(Files { delete_after: Some(age), .. }))) =
            (batch::folder(statements, &options.root), statements.rule.into.as_ref().map(|into| &into.it))
        {
            let by = &statements.rule.by.it;
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
    let mut views = Vec::new();
    for view in in_order(job, facts) {
        let doing = || JobError::sql(format!("cannot count rows of {}", view.name));
        let mut rows = None;
        if view.is_populated {
            let row = client.query_one(&view.count(), &[]).await.map_err(doing())?;
            rows = Some(row.try_get(0).map_err(doing())?);
        }
        let name = view.name.to_string();
        let estimated_seconds = ledger::refreshed(client, &job.name.it, &name).await?;
        views.push(ViewForecast { view: name, is_concurrent: view.is_concurrent(), rows, estimated_seconds });
    }
    Ok(Forecast { job: job.name.it.clone(), kind: job.kind, cutoff, tables, views })
}
