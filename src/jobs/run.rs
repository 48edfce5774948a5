//! One run of a job, from its lock to its row in the ledger.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::time::sleep;
use tokio_postgres::Client;

use super::archive;
use super::batch::{self, Bound, Table};
use super::error::JobError;
use super::hash::Secrets;
use super::ledger::{self, Batch, Ended};
use super::{Event, Options, Outcome, Report, TableReport, Teller, guard, partition, times};
use crate::job::pace::Pace;
use crate::job::refresh::in_order;
use crate::job::statements::{NUMBERED, Statements};
use crate::job::{Destination, Facts, Job, ViewFacts, by_reference, locks};
use crate::migrate::retry::jitter;

/// Attempts at one batch before the run gives up.
const ATTEMPTS: u32 = 20;
/// Times that a table is gone through until nothing old is left.
const PASSES: u32 = 5;
/// How often standbys are asked how far they are.
const LAG_EVERY: Duration = Duration::from_secs(1);

/// Runs one job. `stop` is looked at between batches: what was done stays done.
pub async fn run(
    client: &Client,
    job: &Job,
    facts: &Facts,
    options: &Options,
    stop: &AtomicBool,
    tell: Teller<'_>,
) -> Result<Report, JobError> {
    let since = Instant::now();
    let (now, cutoff) = times(client, job, options).await?;
    guard::is_not_to_come(client, options, &now).await?;
    let mut report = Report {
        job: job.name.it.clone(),
        kind: job.kind,
        run: None,
        outcome: Outcome::Running,
        reason: None,
        cutoff,
        rows: 0,
        seconds: 0.0,
        tables: Vec::new(),
    };
    if !lock(client, locks::job(&job.name.it)).await? {
        report.reason = Some("another run of the job is at it".to_owned());
        return Ok(report);
    }
    let result = locked(client, job, facts, options, stop, tell, &now, &mut report).await;
    report.seconds = since.elapsed().as_secs_f64();
    report.rows = report.tables.iter().map(|table| table.rows).sum();
    // A session that is lost has lost its locks too.
    let unlocked = client.execute("SELECT pg_advisory_unlock_all()", &[]).await;
    result?;
    unlocked.map_err(JobError::sql("cannot give the job's lock back"))?;
    Ok(report)
}

/// Takes an advisory lock of the session, if nobody has it.
pub async fn lock(client: &Client, key: i32) -> Result<bool, JobError> {
    let doing = "cannot take the job's lock";
    let row = client.query_one("SELECT pg_try_advisory_lock($1, $2)", &[&locks::CLASS, &key]).await;
    row.and_then(|row| row.try_get(0)).map_err(JobError::sql(doing))
}

#[expect(clippy::too_many_arguments, reason = "what a run is made of, passed once")]
async fn locked(
    client: &Client,
    job: &Job,
    facts: &Facts,
    options: &Options,
    stop: &AtomicBool,
    tell: Teller<'_>,
    now: &str,
    report: &mut Report,
) -> Result<(), JobError> {
    let cutoff = report.cutoff.clone();
    let statements = prepare(client, job, facts).await?;
    let mut sizes = BTreeMap::new();
    for statements in &statements {
        if let Some(size) = guard::size(client, &statements.table.name).await? {
            if !options.allow_unusual {
                guard::is_usual(client, job, statements, &cutoff, size).await?;
            }
            sizes.insert(statements.table.name.to_string(), size);
        }
    }
    ledger::create(client).await?;
    let run = ledger::begin(client, job, job.kind.word(), (now, &cutoff), &sizes).await?;
    report.run = Some(run);
    let mut work = Work {
        client,
        run,
        facts,
        options,
        stop,
        tell,
        cutoff: &cutoff,
        since: Instant::now(),
        batches: 0,
        rows: 0,
        retries: Cell::new(0),
    };
    let mut stopped = None;
    let tables = statements.into_iter().map(Step::Table);
    for step in tables.chain(in_order(job, facts).into_iter().map(Step::View)) {
        let name = step.name();
        tell(Event::Table { table: &name });
        let mut table = TableReport { table: name, ..TableReport::default() };
        let since = Instant::now();
        let done = match step {
            Step::Table(statements) => work.table(statements, now, &mut table).await,
            Step::View(view) => work.view(view, &mut table).await,
        };
        table.seconds = since.elapsed().as_secs_f64();
        report.tables.push(table);
        match done {
            Ok(None) => {}
            Ok(Some(stop)) => {
                stopped = Some(stop);
                break;
            }
            Err(error) => {
                // Where the connection is lost, the next run tells the ledger.
                let _ = ledger::end(client, run, Ended::Failed, Some(&error.cause())).await;
                return Err(error);
            }
        }
    }
    let (ended, reason) = match &stopped {
        None => (Ended::Done, None),
        Some(Stopped { ended, reason }) => (*ended, Some(reason.as_str())),
    };
    report.outcome = match ended {
        Ended::Limit => Outcome::Limit,
        Ended::Interrupted => Outcome::Interrupted,
        Ended::Done | Ended::Failed => Outcome::Done,
    };
    report.reason = reason.map(str::to_owned);
    ledger::end(client, run, ended, reason).await
}

/// The tables of a job in the order they are worked on, each looked at for what would do harm.
pub async fn prepare<'a>(
    client: &Client,
    job: &'a Job,
    facts: &'a Facts,
) -> Result<Vec<Statements<'a>>, JobError> {
    let names: Vec<_> = job.rules.iter().map(|rule| &rule.table.it).collect();
    let mut all = Vec::new();
    for at in by_reference(facts, &names) {
        let rule = &job.rules[at];
        let Some(table) = facts.table(&rule.table.it) else { continue };
        guard::sees_all_rows(client, rule).await?;
        let statements = Statements { job, rule, table, parameters: NUMBERED };
        // What PostgreSQL does not understand, it says before anything is done.
        let sql = statements.count();
        let doing = format!("cannot read what job {} says of {}", job.name.it, table.name);
        client.prepare(&sql).await.map_err(|error| JobError::Sql {
            doing,
            source: crate::pg::error::SqlError::from(error).in_statement(&sql),
        })?;
        all.push(statements);
    }
    Ok(all)
}

/// What a run works on.
enum Step<'a> {
    Table(Statements<'a>),
    View(&'a ViewFacts),
}

impl Step<'_> {
    fn name(&self) -> String {
        match self {
            Self::Table(statements) => statements.table.name.to_string(),
            Self::View(view) => view.name.to_string(),
        }
    }
}

/// Why a run ends before its end.
pub(super) struct Stopped {
    ended: Ended,
    reason: String,
}

/// What the tables of a run share.
pub(super) struct Work<'a> {
    pub(super) client: &'a Client,
    pub(super) run: i64,
    facts: &'a Facts,
    options: &'a Options,
    stop: &'a AtomicBool,
    tell: Teller<'a>,
    cutoff: &'a str,
    since: Instant,
    batches: i32,
    rows: u64,
    /// How often somebody was in the way.
    retries: Cell<u32>,
}

impl Work<'_> {
    async fn table(
        &mut self,
        statements: Statements<'_>,
        now: &str,
        report: &mut TableReport,
    ) -> Result<Option<Stopped>, JobError> {
        let name = statements.table.name.to_string();
        let secrets = Secrets::read(statements.rule)?;
        // Two jobs that work on one table would only wait for each other's rows.
        while !lock(self.client, locks::table(&name)).await? {
            if let Some(stopped) = self.stopped() {
                return Ok(Some(stopped));
            }
            sleep(Duration::from_millis(500)).await;
        }
        for old in partition::old(self.client, &statements, self.facts, self.cutoff).await? {
            if let Some(stopped) = self.stopped() {
                return Ok(Some(stopped));
            }
            let counted = partition::rows(self.client, &old, partition::COUNTING).await?;
            let batch = self.patiently(&name, None, async |number| {
                let begin = "BEGIN; SET LOCAL lock_timeout = '200ms'; SET LOCAL statement_timeout = '30s'";
                self.client.batch_execute(begin).await.map_err(JobError::sql("cannot begin"))?;
                let done = async {
                    let batch = partition::remove(self.client, &statements, &old, counted.0).await?;
                    ledger::add(self.client, self.run, number, &batch).await?;
                    self.client.batch_execute("COMMIT").await.map_err(JobError::sql("cannot commit"))?;
                    Ok(batch)
                };
                let result = done.await;
                if result.is_err() {
                    let _ = self.client.batch_execute("ROLLBACK").await;
                }
                result
            });
            let batch = batch.await?;
            report.partitions.push(partition::report(&statements, &old, counted));
            self.count(&batch, report);
        }
        let folder = batch::folder(&statements, &self.options.root);
        if let (Some(folder), Some(into)) = (&folder, &statements.rule.into) {
            report.found = folder.open(self.client).await?;
            report.missing = folder.missing(self.client).await?.into_iter().map(|it| it.file).collect();
            if let Destination::Files(files) = &into.it
                && let Some(age) = files.delete_after
            {
                let limit = archive::Limit { table: statements.table, by: &statements.rule.by.it, age, now };
                let due = archive::due(self.client, folder, &limit).await?;
                for entry in due.whole.iter().chain(&due.partly) {
                    if let Some(stopped) = self.stopped() {
                        return Ok(Some(stopped));
                    }
                    self.batches += 1;
                    let new = archive::New { run: self.run, number: self.batches };
                    archive::expire(self.client, folder, &limit, entry, new).await?;
                    report.files.push(entry.file.clone());
                }
            }
        }
        let others = Table::others(self.client, self.facts, &statements).await?;
        let table = Table {
            client: self.client,
            run: self.run,
            statements,
            facts: self.facts,
            cutoff: self.cutoff,
            secrets,
            folder,
            others,
        };
        let resumed = ledger::resume(self.client, self.run, statements.job, &name).await?;
        let pace = if table.folder.is_some() { Pace::for_files } else { Pace::new };
        let mut pace = pace(self.options.batch_target);
        let mut from = resumed;
        for _ in 0..PASSES {
            let (batches, retries, rows) = (report.batches, self.retries.get(), report.rows);
            if let Some(stopped) = self.pass(&table, from.as_deref(), &mut pace, report).await? {
                return Ok(Some(stopped));
            }
            let was_resumed = from.take().is_some();
            // Every old row there was has been taken, from the beginning on. Looking again is left to where
            // one may have stayed: it reads what is left of all that is gone, which takes a fifth of the time
            // that deleting took. A row that comes meanwhile, and is old, goes with the next run.
            let is_sure = statements.rule.removes() && !table.statements.table.keeps_rows;
            // A row may have to wait for others to change places with.
            let waits = statements.rule.shuffles() && report.rows == rows;
            let is_through = report.batches == batches || waits || is_sure && self.retries.get() == retries;
            if is_through && !was_resumed {
                return Ok(None);
            }
        }
        Err(JobError::Stays { table: name })
    }

    /// Goes through a table once, from the oldest row on.
    async fn pass(
        &mut self,
        table: &Table<'_>,
        from: Option<&str>,
        pace: &mut Pace,
        report: &mut TableReport,
    ) -> Result<Option<Stopped>, JobError> {
        let Some(mut lower) = table.first(from).await? else { return Ok(None) };
        let mut asked: Option<Instant> = None;
        loop {
            if asked.is_none_or(|asked| asked.elapsed() >= LAG_EVERY) {
                self.wait_for_standbys().await?;
                asked = Some(Instant::now());
            }
            if let Some(stopped) = self.stopped() {
                return Ok(Some(stopped));
            }
            let (batch, upper) = self.batch(table, &lower, pace).await?;
            pace.took(batch.took);
            self.count(&batch, report);
            report.batches += 1;
            (self.tell)(Event::Rows { rows: report.rows });
            let Some(upper) = upper else { return Ok(None) };
            lower = upper;
            if self.options.rests {
                sleep(batch.took).await;
            }
        }
    }

    /// One batch from a bound, tried again, and smaller, when somebody is in its way.
    async fn batch(
        &self,
        table: &Table<'_>,
        lower: &Bound,
        pace: &mut Pace,
    ) -> Result<(Batch, Option<Bound>), JobError> {
        let left = self.options.max_rows.map(|most| most.saturating_sub(self.rows).max(1));
        let name = table.statements.table.name.to_string();
        let pace = RefCell::new(pace);
        let found = Cell::new(None);
        let batch = self
            .patiently(&name, Some(&|| pace.borrow_mut().failed()), async |number| {
                let rows = pace.borrow().rows();
                let next = table.next(lower, left.map_or(rows, |left| left.min(rows))).await?;
                let batch = table.run(number, lower, next.as_ref()).await?;
                found.set(next);
                Ok(batch)
            })
            .await?;
        Ok((batch, found.take()))
    }

    /// Does something under the next number, again and again while somebody is in its way.
    pub(super) async fn patiently(
        &self,
        table: &str,
        failed: Option<&dyn Fn()>,
        work: impl AsyncFn(i32) -> Result<Batch, JobError>,
    ) -> Result<Batch, JobError> {
        let number = self.batches + 1;
        let mut pause = Duration::from_millis(100);
        let mut attempt = 0;
        loop {
            attempt += 1;
            let error = match work(number).await {
                Ok(batch) => return Ok(batch),
                Err(error) => error,
            };
            // A lock that is held, a deadlock, a row changed meanwhile, a statement that took too long.
            let code = error.code().filter(|code| matches!(*code, "55P03" | "40P01" | "40001" | "57014"));
            let Some(code) = code else { return Err(error) };
            if attempt >= ATTEMPTS || self.stop.load(Ordering::Relaxed) {
                let JobError::Sql { source, .. } = error else { return Err(error) };
                return Err(JobError::GaveUp { table: table.to_owned(), attempts: attempt, source });
            }
            self.retries.set(self.retries.get() + 1);
            (self.tell)(Event::Retry { table, code });
            if let Some(failed) = failed {
                failed();
            }
            sleep(pause.mul_f64(0.5 + jitter())).await;
            pause = (pause * 2).min(Duration::from_secs(5));
        }
    }

    pub(super) fn count(&mut self, batch: &Batch, report: &mut TableReport) {
        self.batches += 1;
        self.rows += batch.rows;
        report.rows += batch.rows;
        for (counts, sum) in
            [(&batch.cascaded, &mut report.cascaded), (&batch.detached, &mut report.detached)]
        {
            for (table, rows) in counts {
                *sum.entry(table.clone()).or_default() += rows;
            }
        }
    }

    /// How long the run may still take, where that has an end.
    pub(super) fn time_left(&self) -> Option<Duration> {
        self.options.max_duration.map(|longest| longest.saturating_sub(self.since.elapsed()))
    }

    pub(super) fn stopped(&self) -> Option<Stopped> {
        let limit = |reason: String| Some(Stopped { ended: Ended::Limit, reason });
        if self.stop.load(Ordering::Relaxed) {
            return Some(Stopped { ended: Ended::Interrupted, reason: "it was told to stop".to_owned() });
        }
        if let Some(most) = self.options.max_rows.filter(|most| self.rows >= *most) {
            return limit(format!("--max-rows {most} was reached"));
        }
        if let Some(longest) = self.options.max_duration.filter(|longest| self.since.elapsed() >= *longest) {
            return limit(format!(
                "--max-duration of {} was reached",
                crate::duration::format_duration(longest)
            ));
        }
        None
    }

    /// Waits while a standby is further behind than it may be.
    async fn wait_for_standbys(&self) -> Result<(), JobError> {
        loop {
            let doing = "cannot ask how far standbys are behind";
            let row = self
                .client
                .query_one(include_str!("sql/lag.sql"), &[])
                .await
                .map_err(JobError::sql(doing))?;
            let behind: Option<f64> = row.try_get(0).map_err(JobError::sql(doing))?;
            let behind = Duration::try_from_secs_f64(behind.unwrap_or_default()).unwrap_or_default();
            if behind <= self.options.pause_on_lag || self.stopped().is_some() {
                return Ok(());
            }
            (self.tell)(Event::Lagging { behind });
            sleep(LAG_EVERY).await;
        }
    }
}
