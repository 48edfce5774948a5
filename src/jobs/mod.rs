//! Runs jobs: batch by batch, each a short transaction of its own that writes its row of the ledger
//! with it. What can be wrong is looked at before the first row goes; a run that ends early, however
//! it ends, loses nothing, and the next one goes on.

pub mod archive;
mod batch;
pub mod cron;
pub mod dry_run;
pub mod error;
mod facts;
mod guard;
mod hash;
pub mod ledger;
mod partition;
mod refresh;
pub mod restore;
mod run;

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;
use tokio_postgres::Client;

use crate::diagnostic::{Diagnostic, Source};
use crate::job::{Facts, Job};
use crate::yaml;

pub use error::JobError;
pub use ledger::Ended;
pub use restore::restore_job;
pub use run::{lock, run};

/// How jobs are run.
#[derive(Clone, Debug)]
pub struct Options {
    /// What ages are counted from, as PostgreSQL reads it; the server's clock if nothing is said.
    pub now: Option<String>,
    pub max_rows: Option<u64>,
    pub max_duration: Option<Duration>,
    /// How long a batch is meant to take.
    pub batch_target: Duration,
    /// How far a standby may be behind.
    pub pause_on_lag: Duration,
    /// Whether there is a rest between batches as long as the batch took.
    pub rests: bool,
    pub allow_unusual: bool,
    /// What a relative folder of archive files is in.
    pub root: std::path::PathBuf,
}

/// Where a run is, for whoever shows it.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    Table {
        table: &'a str,
    },
    /// All rows of the table so far.
    Rows {
        rows: u64,
    },
    /// Waits for a standby that is behind.
    Lagging {
        behind: Duration,
    },
    /// A batch could not get its locks, or took too long, and is tried again.
    Retry {
        table: &'a str,
        code: &'a str,
    },
}

/// Is told where a run is.
pub type Teller<'a> = &'a dyn Fn(Event<'_>);

/// What a run did.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    pub job: String,
    pub kind: crate::job::Kind,
    /// The number in the ledger; none where another run of the job was at it.
    pub run: Option<i64>,
    pub outcome: Outcome,
    pub reason: Option<String>,
    pub cutoff: String,
    pub rows: u64,
    pub seconds: f64,
    pub tables: Vec<TableReport>,
}

/// How it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Done,
    Limit,
    Interrupted,
    /// Another run of the job is at it; this one did nothing.
    Running,
}

/// What became of a table.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct TableReport {
    pub table: String,
    pub rows: u64,
    pub batches: u64,
    /// Partitions that were dropped or detached as a whole; their rows are among `rows`.
    pub partitions: Vec<PartitionReport>,
    /// Files of the archive with rows that came of age: deleted, or written anew without them.
    pub files: Vec<String>,
    /// Files that the ledger names and the folder has not.
    pub missing: Vec<String>,
    /// Files that were called lost and are there again: they count from now on.
    pub found: Vec<String>,
    /// Rows of other tables that were deleted along.
    pub cascaded: BTreeMap<String, u64>,
    /// Rows of other tables that stay and lost what they referred to.
    pub detached: BTreeMap<String, u64>,
    pub seconds: f64,
}

/// A partition that went as a whole.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PartitionReport {
    pub name: String,
    /// Counted before it went.
    pub rows: u64,
    /// It is large, and counting it would have taken longer than the rest: its statistics say so.
    pub is_estimate: bool,
    /// Whether it is still there, as a table of its own.
    pub is_kept: bool,
}

/// Reads the jobs against the tables of the database. A mistake in the file of one that is not wanted
/// stops nothing.
pub async fn load(
    client: &Client,
    sources: &[Source],
    is_wanted: impl Fn(&Job) -> bool,
) -> Result<(Vec<Job>, Facts), JobError> {
    let (jobs, mut diagnostics, facts) = read(client, sources).await?;
    // Of a file that is no job, nobody knows whether it was wanted.
    diagnostics.retain(|it| jobs.iter().find(|job| job.path == it.path).is_none_or(&is_wanted));
    if !diagnostics.is_empty() {
        return Err(JobError::Mistakes { diagnostics, sources: sources.to_vec() });
    }
    Ok((jobs, facts))
}

/// Reads the jobs against the tables of the database, with every mistake; begins a session for jobs.
pub async fn read(
    client: &Client,
    sources: &[Source],
) -> Result<(Vec<Job>, Vec<Diagnostic>, Facts), JobError> {
    let doing = "cannot begin a session for jobs";
    client.batch_execute(include_str!("sql/session.sql")).await.map_err(JobError::sql(doing))?;
    let facts = facts::read(client).await?;
    let (jobs, diagnostics) = yaml::job::jobs(sources, Some(&facts));
    Ok((jobs, diagnostics, facts))
}

/// The two times of a run: what ages are counted from, and what is older than the job's.
async fn times(client: &Client, job: &Job, options: &Options) -> Result<(String, String), JobError> {
    let age = job.older_than.map_or_else(|| "0 days".to_owned(), |age| age.to_string());
    let sql = "SELECT t.now::text, (t.now - $2::text::interval)::text, isfinite(t.now) \
               FROM (SELECT coalesce($1::text::timestamptz, now()) AS now) AS t";
    let doing = "cannot tell what is old";
    let failed =
        |error: tokio_postgres::Error| JobError::Sql { doing: doing.to_owned(), source: error.into() };
    let row = client.query_one(sql, &[&options.now, &age]).await.map_err(failed)?;
    let read = || Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?));
    let (now, cutoff, is_finite): (String, String, bool) = read().map_err(failed)?;
    if is_finite { Ok((now, cutoff)) } else { Err(JobError::Never { now }) }
}
