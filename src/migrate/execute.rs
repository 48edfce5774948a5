//! Runs one migration file together with its change of the ledger.
//!
//! A transactional file and its row are one transaction: both are there or neither. A file outside
//! a transaction is followed by its row; what can happen between the two is `leftovers`' business.

use std::time::{Duration, Instant};

use tokio::time::sleep;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Error as PgError};

use super::error::{Aftermath, Reason, ScriptFailure, is_contention};
use super::ledger::{Entry, Ledger};
use super::leftovers::{self, Course, Halt};
use super::lock::Guarded;
use super::retry::{Patience, jitter};
use super::{Event, Notify, folder};
use crate::migration::statement::{Statement, outline};
use crate::migration::{Migration, Script};
use crate::pg::error::SqlError;
use crate::pg::script::execute_script;
use crate::sql::is_compiled;

/// Every file starts from the session's own settings, whatever the one before it has set: a run
/// that was interrupted and goes on in a new session must mean the same.
const FRESH: &str = "RESET ALL; RESET ROLE; RESET SESSION AUTHORIZATION;";

/// A compiled file means `public` where it names no schema, whatever the role's own `search_path` begins
/// with; somebody's own file means what it means in psql.
fn names(entry: Entry<'_>) -> &'static str {
    if is_compiled(&entry.migration().up.text) {
        "SELECT set_config('search_path', concat_ws(', ', 'public', nullif(current_setting('search_path'), '')), false);"
    } else {
        ""
    }
}

/// Runs files one after the other on the guarded connection.
pub struct Executor<'a> {
    pub connection: &'a Guarded,
    pub ledger: Ledger,
    /// `lock_timeout` of one attempt of a transactional file.
    pub lock_timeout: Duration,
    /// The command that is running, for advice in errors.
    pub command: &'static str,
    pub notify: Notify<'a>,
    /// How many files have been run.
    pub finished: usize,
}

/// A file's failure before it is put into the context of the run.
struct Failed {
    reason: Reason,
    aftermath: Aftermath,
}

impl Failed {
    fn new(reason: Reason, aftermath: Aftermath) -> Self {
        Self { reason, aftermath }
    }

    fn sql(error: impl Into<SqlError>, aftermath: Aftermath) -> Self {
        Self::new(Reason::Sql(error.into()), aftermath)
    }

    fn connection_is_lost(&self) -> bool {
        matches!(&self.reason, Reason::Sql(error) if error.is_connection_lost())
    }
}

impl Executor<'_> {
    /// Runs the script that belongs to a change of the ledger, and makes the change.
    pub async fn run(&mut self, entry: Entry<'_>) -> Result<(), Box<ScriptFailure>> {
        let script = match entry {
            Entry::Add(migration) => &migration.up,
            Entry::Remove(_, down) => down,
        };
        (self.notify)(Event::Started { file: &script.file });
        let statement = if script.no_transaction() { outline(&script.text).first } else { None };
        // A new enum value may be added in a transaction; then its row needs no recovery.
        let outside = script.no_transaction() && statement != Some(Statement::AddEnumValue);
        let outcome = if outside {
            self.outside_transaction(script, entry, statement.unwrap_or(Statement::Other)).await
        } else {
            self.in_transaction(script, entry).await
        };
        match outcome {
            Ok(took) => {
                self.finished += 1;
                (self.notify)(Event::Finished { file: &script.file, took });
                Ok(())
            }
            Err(Failed { reason, aftermath }) => Err(Box::new(ScriptFailure {
                file: script.file.clone(),
                reason,
                aftermath,
                finished: self.finished,
                command: self.command,
            })),
        }
    }

    /// Writes rows for migrations that are not run, all or none.
    pub async fn record(&self, migrations: &[&Migration]) -> Result<(), PgError> {
        let client = self.connection.client();
        client.batch_execute("BEGIN").await?;
        for migration in migrations {
            self.ledger.write(client, Entry::Add(migration), -1).await?;
        }
        client.batch_execute("COMMIT").await
    }

    async fn in_transaction(&mut self, script: &Script, entry: Entry<'_>) -> Result<Duration, Failed> {
        let patience = Patience::usual(self.lock_timeout);
        let mut attempt = 1;
        loop {
            let failed = match self.attempt(script, entry, patience).await {
                Ok(took) => return Ok(took),
                Err(failed) => failed,
            };
            self.roll_back(&failed).await;
            self.wait_or_give_up(script, failed, patience, attempt).await?;
            attempt += 1;
        }
    }

    /// One attempt: BEGIN, the file, its row, COMMIT.
    async fn attempt(
        &self,
        script: &Script,
        entry: Entry<'_>,
        patience: Patience,
    ) -> Result<Duration, Failed> {
        let client = self.connection.client();
        let mark = entry.migration().version.to_string();
        let begin = format!(
            "{FRESH} {} BEGIN; SET LOCAL lock_timeout = '{}'; SET LOCAL canai_db.migration = '{mark}'",
            names(entry),
            patience.lock_timeout_setting()
        );
        let undone = |error: PgError| Failed::sql(error, Aftermath::RolledBack);
        client.batch_execute(&begin).await.map_err(undone)?;
        let started = Instant::now();
        if let Err(error) = execute_script(client, &path(script), &script.text).await {
            // In the file's own transaction nothing but an error can follow an error.
            let ended = !error.is_connection_lost() && same_transaction(client, &mark).await.is_ok();
            let aftermath = if ended { Aftermath::PartlyDone } else { Aftermath::RolledBack };
            return Err(Failed::sql(error, aftermath));
        }
        let took = started.elapsed();
        if !same_transaction(client, &mark).await.map_err(undone)? {
            return Err(Failed::new(Reason::EndedTransaction, Aftermath::PartlyDone));
        }
        self.ledger.write(client, entry, nanoseconds(took)).await.map_err(|error| {
            if error.code() == Some(&SqlState::UNIQUE_VIOLATION) {
                return Failed::new(Reason::AppliedMeanwhile, Aftermath::RolledBack);
            }
            undone(error)
        })?;
        client.batch_execute("COMMIT").await.map_err(|error| {
            let failed = Failed::sql(error, Aftermath::RolledBack);
            if failed.connection_is_lost() {
                Failed { aftermath: Aftermath::Unknown, ..failed }
            } else {
                failed
            }
        })?;
        Ok(took)
    }

    async fn outside_transaction(
        &mut self,
        script: &Script,
        entry: Entry<'_>,
        statement: Statement,
    ) -> Result<Duration, Failed> {
        let patience = Patience::outside_transaction(self.lock_timeout, Some(&statement));
        let mut attempt = 1;
        let took = loop {
            let failed = match self.attempt_outside(entry, script, &statement, patience).await {
                Ok(took) => break took,
                Err(failed) => failed,
            };
            self.roll_back(&failed).await;
            self.wait_or_give_up(script, failed, patience, attempt).await?;
            attempt += 1;
        };
        let unrecorded = |error: PgError| Failed::sql(error, Aftermath::NotRecorded);
        let client = self.connection.client();
        client.batch_execute("BEGIN").await.map_err(unrecorded)?;
        self.ledger.write(client, entry, nanoseconds(took)).await.map_err(unrecorded)?;
        client.batch_execute(&format!("{}; COMMIT", leftovers::UNMARK)).await.map_err(unrecorded)?;
        Ok(took)
    }

    /// One attempt: look at what an interrupted run left, run the statement, clear up if it fails.
    async fn attempt_outside(
        &mut self,
        entry: Entry<'_>,
        script: &Script,
        statement: &Statement,
        patience: Patience,
    ) -> Result<Duration, Failed> {
        let client = self.connection.client();
        let untouched = |error: PgError| Failed::sql(error, Aftermath::Untouched);
        let settings =
            format!("{FRESH} {} SET lock_timeout = '{}'", names(entry), patience.lock_timeout_setting());
        client.batch_execute(&settings).await.map_err(untouched)?;
        let (version, checksum) = (entry.migration().version, script.checksum());
        let started = leftovers::was_started(client, version, &checksum).await.map_err(untouched)?;
        let findings = leftovers::prepare(client, statement, started).await.map_err(|halt| match halt {
            Halt::Sql(error) => untouched(error),
            Halt::Reason(reason) => Failed::new(reason, Aftermath::Untouched),
        })?;
        for index in &findings.dropped {
            (self.notify)(Event::DroppedUnfinished { file: &script.file, index });
        }
        let sql = match &findings.course {
            Course::Run => &script.text,
            Course::Complete { sql } => sql,
            Course::InPlace => {
                (self.notify)(Event::InPlace { file: &script.file });
                return Ok(Duration::ZERO);
            }
        };
        if findings.mark {
            leftovers::mark(client, version, &checksum).await.map_err(untouched)?;
        }
        let started = Instant::now();
        match execute_script(client, &path(script), sql).await {
            Ok(_) => Ok(started.elapsed()),
            Err(error) if error.is_connection_lost() => Err(Failed::sql(error, Aftermath::Unknown)),
            Err(error) => {
                self.clear(script, statement).await;
                Err(Failed::sql(error, Aftermath::StatementFailed))
            }
        }
    }

    /// Best effort: what cannot be cleared now is found by the next run.
    async fn clear(&mut self, script: &Script, statement: &Statement) {
        let client = self.connection.client();
        if let Ok(dropped) = leftovers::clear_after_failure(client, statement).await {
            for index in &dropped {
                (self.notify)(Event::DroppedUnfinished { file: &script.file, index });
            }
        }
        let _ = client.batch_execute(leftovers::UNMARK).await;
    }

    /// Leaves a failed transaction. If the connection is gone, so is the transaction.
    async fn roll_back(&self, failed: &Failed) {
        if !failed.connection_is_lost() {
            let _ = self.connection.client().batch_execute("ROLLBACK").await;
        }
    }

    /// Sleeps before the next attempt if one makes sense, otherwise hands the failure back.
    async fn wait_or_give_up(
        &mut self,
        script: &Script,
        failed: Failed,
        patience: Patience,
        attempt: u32,
    ) -> Result<(), Failed> {
        let error = match failed.reason {
            Reason::Sql(error) if is_contention(&error) && failed.aftermath != Aftermath::PartlyDone => error,
            reason => return Err(Failed { reason, ..failed }),
        };
        let Some(pause) = patience.pause_after(attempt, jitter()) else {
            let Patience { lock_timeout, attempts } = patience;
            return Err(Failed { reason: Reason::Locked { attempts, lock_timeout, error }, ..failed });
        };
        (self.notify)(Event::Retrying { file: &script.file, attempt, attempts: patience.attempts, pause });
        sleep(pause).await;
        Ok(())
    }
}

async fn same_transaction(client: &Client, mark: &str) -> Result<bool, PgError> {
    let row =
        client.query_typed_one(include_str!("sql/same_transaction.sql"), &[(&mark, Type::TEXT)]).await?;
    row.try_get("same")
}

/// Where a message finds the file, from the project's folder.
fn path(script: &Script) -> String {
    format!("{}/{}", folder::NAME, script.file)
}

fn nanoseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX)
}
