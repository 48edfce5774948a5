//! The ledger of runs, `canai_db.job_runs` and `canai_db.job_batches`: the proof that what had to go
//! went. It holds ages, numbers and names, and no value of a row.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;
use tokio_postgres::Client;

use super::error::JobError;
use crate::job::Job;

/// What makes the ledger.
pub const CREATE: &str = include_str!("sql/create_ledger.sql");
const WRITING: &str = "cannot write the ledger canai_db.job_runs";
const READING: &str = "cannot read the ledger canai_db.job_runs";

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    Done,
    /// A limit was reached; the next run goes on.
    Limit,
    /// Somebody asked it to stop; the next run goes on.
    Interrupted,
    Failed,
}

impl Ended {
    pub fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Limit => "limit",
            Self::Interrupted => "interrupted",
            Self::Failed => "failed",
        }
    }
}

/// What a batch did.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    pub table: String,
    /// What was done, with the partition's name where one went as a whole.
    pub action: String,
    /// The ages it went from and to, as text.
    pub lower: Option<String>,
    pub upper: Option<String>,
    pub rows: u64,
    /// Rows of other tables that were deleted along.
    pub cascaded: BTreeMap<String, u64>,
    /// Rows of other tables that stay and lost what they referred to.
    pub detached: BTreeMap<String, u64>,
    pub took: Duration,
    pub file: Option<String>,
}

/// What is usual for a job on a table.
#[derive(Clone, Copy, Debug, Default)]
pub struct Usual {
    /// Of the table's rows, 0 to 1.
    pub share: Option<f64>,
    pub rows_per_second: Option<f64>,
    pub runs: i64,
}

/// A run as the ledger tells it.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    pub id: i64,
    pub job: String,
    pub kind: String,
    pub outcome: String,
    pub reason: Option<String>,
    pub run_by: String,
    pub cutoff: String,
    pub started_at: String,
    pub ended_at: Option<String>,
    pub seconds: f64,
    pub rows: i64,
    pub batches: i64,
    pub tables: BTreeMap<String, i64>,
}

/// Whether there is a ledger.
pub async fn exists(client: &Client) -> Result<bool, JobError> {
    is_there(client, "canai_db.job_batches").await
}

/// Whether it has what is written of files, which came later than the rest.
pub async fn has_files(client: &Client) -> Result<bool, JobError> {
    is_there(client, "canai_db.archive_files").await
}

async fn is_there(client: &Client, table: &str) -> Result<bool, JobError> {
    let sql = "SELECT to_regclass($1) IS NOT NULL";
    let row = client.query_one(sql, &[&table]).await.map_err(JobError::sql(READING))?;
    row.try_get(0).map_err(JobError::sql(READING))
}

/// Makes the ledger where there is none.
pub async fn create(client: &Client) -> Result<(), JobError> {
    if has_files(client).await? {
        return Ok(());
    }
    let doing = "cannot make the ledger of jobs in the schema canai_db (once, a role that may create a schema has to run a job)";
    // Two first runs may come at once.
    let script = format!("BEGIN;\nSELECT pg_advisory_xact_lock(1667329127);\n{CREATE}COMMIT");
    let made = client.batch_execute(&script).await;
    if made.is_err() {
        client.batch_execute("ROLLBACK").await.map_err(JobError::sql("cannot roll back"))?;
    }
    made.map_err(JobError::sql(doing))
}

/// Begins a run and returns its number. Runs of the job that never ended are lost: their process is
/// gone, since this one holds the job's lock.
pub async fn begin(
    client: &Client,
    job: &Job,
    kind: &str,
    (now, cutoff): (&str, &str),
    sizes: &BTreeMap<String, i64>,
) -> Result<i64, JobError> {
    let lost = "UPDATE canai_db.job_runs SET outcome = 'lost', reason = 'the process ended without a word', \
                ended_at = clock_timestamp() WHERE job = $1 AND outcome = 'running'";
    client.execute(lost, &[&job.name.it]).await.map_err(JobError::sql(WRITING))?;
    let sql = "INSERT INTO canai_db.job_runs (job, kind, policy, counted_from, cutoff, sizes) \
               VALUES ($1, $2, $3, $4::text::timestamptz, $5::text::timestamptz, $6::text::jsonb) RETURNING id";
    let sizes = serde_json::to_string(sizes).map_err(JobError::Catalog)?;
    let row = client
        .query_one(sql, &[&job.name.it, &kind, &job.text, &now, &cutoff, &sizes])
        .await
        .map_err(JobError::sql(WRITING))?;
    row.try_get(0).map_err(JobError::sql(WRITING))
}

/// Adds a batch, in the batch's own transaction.
pub async fn add(client: &Client, run: i64, number: i32, batch: &Batch) -> Result<(), JobError> {
    let sql = "INSERT INTO canai_db.job_batches \
               (run_id, number, table_name, action, lower, upper, rows, cascaded, detached, milliseconds, file) \
               VALUES ($1, $2, $3, $4, $5::text::timestamptz, $6::text::timestamptz, $7, $8::text::jsonb, \
               $9::text::jsonb, $10, $11)";
    let cascaded = serde_json::to_string(&batch.cascaded).map_err(JobError::Catalog)?;
    let detached = serde_json::to_string(&batch.detached).map_err(JobError::Catalog)?;
    let rows = i64::try_from(batch.rows).unwrap_or(i64::MAX);
    let took = i64::try_from(batch.took.as_millis()).unwrap_or(i64::MAX);
    client
        .execute(
            sql,
            &[
                &run,
                &number,
                &batch.table,
                &batch.action,
                &batch.lower,
                &batch.upper,
                &rows,
                &cascaded,
                &detached,
                &took,
                &batch.file,
            ],
        )
        .await
        .map_err(JobError::sql(WRITING))?;
    Ok(())
}

/// Ends a run.
pub async fn end(client: &Client, run: i64, ended: Ended, reason: Option<&str>) -> Result<(), JobError> {
    let sql =
        "UPDATE canai_db.job_runs SET outcome = $2, reason = $3, ended_at = clock_timestamp() WHERE id = $1";
    client.execute(sql, &[&run, &ended.word(), &reason]).await.map_err(JobError::sql(WRITING))?;
    Ok(())
}

/// The age at which the run before stopped; none where it came to its end.
pub async fn resume(client: &Client, run: i64, job: &Job, table: &str) -> Result<Option<String>, JobError> {
    let rows = client
        .query(include_str!("sql/resume.sql"), &[&job.name.it, &table, &job.text, &run])
        .await
        .map_err(JobError::sql(READING))?;
    let lower = rows.first().map(|row| row.try_get::<_, Option<String>>(0)).transpose();
    Ok(lower.map_err(JobError::sql(READING))?.flatten())
}

/// What earlier runs took of a table.
pub async fn usual(client: &Client, job: &str, table: &str) -> Result<Usual, JobError> {
    if !exists(client).await? {
        return Ok(Usual::default());
    }
    let sql = include_str!("sql/usual.sql");
    let row = client.query_one(sql, &[&job, &table]).await.map_err(JobError::sql(READING))?;
    let read =
        || Ok(Usual { share: row.try_get(0)?, rows_per_second: row.try_get(1)?, runs: row.try_get(2)? });
    read().map_err(JobError::sql(READING))
}

/// How long refreshing a view takes, in seconds, by the runs before.
pub async fn refreshed(client: &Client, job: &str, view: &str) -> Result<Option<f64>, JobError> {
    if !exists(client).await? {
        return Ok(None);
    }
    let sql = include_str!("sql/refreshed.sql");
    let row = client.query_one(sql, &[&job, &view]).await.map_err(JobError::sql(READING))?;
    row.try_get(0).map_err(JobError::sql(READING))
}

/// The newest runs, of one job or of all.
pub async fn history(client: &Client, job: Option<&str>, limit: i64) -> Result<Vec<Entry>, JobError> {
    if !exists(client).await? {
        return Ok(Vec::new());
    }
    let rows = client
        .query(include_str!("sql/history.sql"), &[&job, &limit])
        .await
        .map_err(JobError::sql(READING))?;
    rows.iter().map(entry).collect()
}

fn entry(row: &tokio_postgres::Row) -> Result<Entry, JobError> {
    let read = || -> Result<(Entry, String), tokio_postgres::Error> {
        let entry = Entry {
            id: row.try_get("id")?,
            job: row.try_get("job")?,
            kind: row.try_get("kind")?,
            outcome: row.try_get("outcome")?,
            reason: row.try_get("reason")?,
            run_by: row.try_get("run_by")?,
            cutoff: row.try_get("cutoff")?,
            started_at: row.try_get("started_at")?,
            ended_at: row.try_get("ended_at")?,
            seconds: row.try_get("seconds")?,
            rows: row.try_get("rows")?,
            batches: row.try_get("batches")?,
            tables: BTreeMap::new(),
        };
        Ok((entry, row.try_get("tables")?))
    };
    let (entry, tables) = read().map_err(JobError::sql(READING))?;
    Ok(Entry { tables: serde_json::from_str(&tables).map_err(JobError::Catalog)?, ..entry })
}
