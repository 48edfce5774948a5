//! Brings a database to where the migrations folder is, and back.
//!
//! Every change goes through the lock (`lock`), refinery's Runner (`runner`) and the executor
//! (`execute`), and is written into `_sqlx_migrations` (`ledger`). What is to be done is decided
//! beforehand by [`crate::migration::decide`], from the files and the ledger as it is under the
//! lock; a problem with any of it stops the run before anything is changed.

mod error;
mod execute;
pub mod folder;
mod ledger;
mod leftovers;
mod lock;
pub(crate) mod retry;
mod runner;

use std::time::Duration;

use tokio_postgres::Client;

pub use error::{Aftermath, Error, Reason, ScriptFailure};
pub use lock::Holder;

use crate::migration::decide::{self, Back, Order};
use crate::migration::{Applied, Migration, Problem, Problems, Script};
use execute::Executor;
use ledger::{Entry, Environment, Ledger};
use lock::Guarded;
use runner::Purpose;

/// What a run tells while it goes on.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// Another runner holds the lock, and this one waits for its end.
    Waiting(Option<&'a Holder>),
    /// So many files are about to be run.
    Planned(usize),
    Started {
        file: &'a str,
    },
    /// A lock was not to be had in time; the file is tried again after the pause.
    Retrying {
        file: &'a str,
        attempt: u32,
        attempts: u32,
        pause: Duration,
    },
    /// An unfinished index was found, or left by a failure, and is dropped.
    DroppedUnfinished {
        file: &'a str,
        index: &'a str,
    },
    /// What the file would do is done already, by a run that was interrupted before it could record it.
    InPlace {
        file: &'a str,
    },
    Finished {
        file: &'a str,
        took: Duration,
    },
}

/// Who is told.
pub type Notify<'a> = &'a (dyn Fn(Event<'_>) + Sync);

/// What a run did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Report {
    /// Migrations applied, reverted or recorded by this run.
    pub changed: usize,
    /// Migrations that are applied in the database now.
    pub in_place: usize,
}

/// What to apply, and how.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    pub order: Order,
    /// The last version to apply; all if `None`.
    pub to: Option<i64>,
}

/// A database's ledgers, as they are at this moment.
#[derive(Clone, Debug)]
pub struct Survey {
    environment: Environment,
    pub applied: Vec<Applied>,
    /// What refinery's own ledger says, where ours is empty: how many, and the newest.
    refinery: Option<(i64, Option<i64>)>,
}

impl Survey {
    /// Reads the ledgers without taking the lock: for looking, not for changing.
    pub async fn read(client: &Client) -> Result<Self, Error> {
        let environment = Environment::read(client).await.map_err(reading)?;
        Self::of(client, environment).await
    }

    async fn of(client: &Client, environment: Environment) -> Result<Self, Error> {
        let applied = environment.applied(client).await.map_err(reading)?;
        let refinery = if applied.is_empty() && environment.refinery_history {
            Some(ledger::refinery_history(client).await.map_err(reading)?)
        } else {
            None
        };
        Ok(Self { environment, applied, refinery })
    }

    /// The migrations to apply, or why not.
    pub fn pending<'m>(&self, files: &'m [Migration], wanted: Wanted) -> Result<Vec<&'m Migration>, Error> {
        self.check_writable()?;
        self.check_adopted()?;
        let pending = decide::pending(files, &self.applied, wanted.order, wanted.to).map_err(problems)?;
        let newest = self.applied.iter().map(|row| row.version).max();
        match (wanted.to, newest) {
            (Some(to), Some(newest)) if newest > to => Err(Error::AlreadyPast { to, newest }),
            _ => Ok(pending),
        }
    }

    /// The migrations that are applied, in the order in which they were, and those that are pending;
    /// or why files and ledger do not fit together.
    pub fn in_place<'m>(
        &self,
        files: &'m [Migration],
    ) -> Result<(Vec<&'m Migration>, Vec<&'m Migration>), Error> {
        self.check_adopted()?;
        decide::in_place(files, &self.applied).map_err(problems)
    }

    /// Whether the ledger is there, as far as the connection's `search_path` shows.
    pub fn has_ledger(&self) -> bool {
        self.environment.ledger.is_some()
    }

    /// The migrations to revert, newest first, or why not.
    pub fn to_revert<'m>(
        &self,
        files: &'m [Migration],
        back: Back,
    ) -> Result<Vec<(&'m Migration, &'m Script)>, Error> {
        self.check_writable()?;
        decide::to_revert(files, &self.applied, back).map_err(problems)
    }

    /// The migrations to record as applied, or why not.
    pub fn to_record<'m>(&self, files: &'m [Migration], version: i64) -> Result<Vec<&'m Migration>, Error> {
        self.check_writable()?;
        decide::to_record(files, &self.applied, version).map_err(problems)
    }

    fn check_adopted(&self) -> Result<(), Error> {
        match self.refinery {
            Some((count, newest)) if count > 0 => Err(Error::RefineryHistory { count, newest }),
            _ => Ok(()),
        }
    }

    fn check_writable(&self) -> Result<(), Error> {
        if self.environment.standby { Err(Error::Standby) } else { Ok(()) }
    }
}

/// Applies what is pending.
pub async fn apply(
    client: Client,
    files: &[Migration],
    wanted: Wanted,
    lock_timeout: Duration,
    notify: Notify<'_>,
) -> Result<Report, Error> {
    let (connection, survey) = lock_and_survey(client, notify).await?;
    let pending = survey.pending(files, wanted)?;
    if let Some(last) = pending.last() {
        notify(Event::Planned(pending.len()));
        let ledger = ensure_ledger(&connection, &survey.environment).await?;
        let executor = Executor {
            connection: &connection,
            ledger,
            lock_timeout,
            command: "migrate",
            notify,
            finished: 0,
        };
        runner::run(executor, files, &survey.applied, Purpose::Apply, wanted.order, last.version).await?;
    }
    finish(connection).await;
    Ok(Report { changed: pending.len(), in_place: survey.applied.len() + pending.len() })
}

/// Runs down files, the newest first.
pub async fn revert(
    client: Client,
    files: &[Migration],
    back: Back,
    lock_timeout: Duration,
    notify: Notify<'_>,
) -> Result<Report, Error> {
    let (connection, survey) = lock_and_survey(client, notify).await?;
    let chosen = survey.to_revert(files, back)?;
    if !chosen.is_empty() {
        notify(Event::Planned(chosen.len()));
        let ledger = ensure_ledger(&connection, &survey.environment).await?;
        let mut executor = Executor {
            connection: &connection,
            ledger,
            lock_timeout,
            command: "revert",
            notify,
            finished: 0,
        };
        for (migration, down) in &chosen {
            executor.run(Entry::Remove(migration, down)).await?;
        }
    }
    finish(connection).await;
    Ok(Report { changed: chosen.len(), in_place: survey.applied.len() - chosen.len() })
}

/// Records everything up to `version` as applied, without running it.
pub async fn baseline(
    client: Client,
    files: &[Migration],
    version: i64,
    notify: Notify<'_>,
) -> Result<Report, Error> {
    let (connection, survey) = lock_and_survey(client, notify).await?;
    let chosen = survey.to_record(files, version)?;
    if !chosen.is_empty() {
        let ledger = ensure_ledger(&connection, &survey.environment).await?;
        let lock_timeout = Duration::ZERO;
        let executor = Executor {
            connection: &connection,
            ledger,
            lock_timeout,
            command: "baseline",
            notify,
            finished: 0,
        };
        runner::run(executor, files, &survey.applied, Purpose::Record, Order::Any, version).await?;
    }
    finish(connection).await;
    Ok(Report { changed: chosen.len(), in_place: survey.applied.len() + chosen.len() })
}

async fn lock_and_survey(client: Client, notify: Notify<'_>) -> Result<(Guarded, Survey), Error> {
    let waiting = |holder: Option<Holder>| notify(Event::Waiting(holder.as_ref()));
    let (connection, environment) = Guarded::take(client, &waiting)
        .await
        .map_err(|source| Error::Database { doing: "taking the migration lock", source })?;
    let survey = Survey::of(connection.client(), environment).await?;
    Ok((connection, survey))
}

/// The ledger, created if it is not there yet.
async fn ensure_ledger(connection: &Guarded, environment: &Environment) -> Result<Ledger, Error> {
    if let Some(ledger) = &environment.ledger {
        return Ok(ledger.clone());
    }
    Ledger::create(connection.client())
        .await
        .map_err(|source| Error::Database { doing: "creating the table _sqlx_migrations", source })
}

async fn finish(connection: Guarded) {
    // All is committed. If the session is gone by now, so is its lock.
    let _ = connection.release().await;
}

fn problems(found: Vec<Problem>) -> Error {
    Error::Problems(Problems(found))
}

fn reading(source: tokio_postgres::Error) -> Error {
    Error::Database { doing: "reading the table _sqlx_migrations", source }
}
