//! refinery's Runner on a connection of our own: refinery decides and drives, `_sqlx_migrations`
//! is its ledger, and each file runs through [`Executor`].

use std::collections::VecDeque;

use refinery_core::traits::r#async::{AsyncMigrate, AsyncQuery, AsyncTransaction};
use refinery_core::{Migration as RefineryMigration, Runner, Target};

use super::error::Error;
use super::execute::Executor;
use super::ledger::{self, Entry};
use crate::migration::decide::Order;
use crate::migration::{Applied, Migration};

/// What refinery is to do with the migrations that the ledger lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Apply,
    /// Only write their rows.
    Record,
}

/// Lets refinery apply (or record) the migrations up to and including `to`.
pub async fn run(
    executor: Executor<'_>,
    files: &[Migration],
    applied: &[Applied],
    purpose: Purpose,
    order: Order,
    to: i64,
) -> Result<(), Error> {
    let known: Vec<RefineryMigration> =
        files.iter().map(|file| for_refinery(file, order)).collect::<Result<_, _>>().map_err(refused)?;
    let target = match purpose {
        Purpose::Apply => Target::Version(to),
        Purpose::Record => Target::FakeVersion(to),
    };
    let todo = files.iter().filter(|file| !applied.iter().any(|row| row.version == file.version)).collect();
    let mut connection = Connection { executor, applied, known: &known, files, purpose, todo, failure: None };
    let result = Runner::new(&known).set_target(target).run_async(&mut connection).await;
    match (result, connection.failure) {
        (Ok(_), None) => Ok(()),
        (_, Some(failure)) => Err(failure),
        (Err(error), None) => Err(refused(error)),
    }
}

fn refused(error: refinery_core::Error) -> Error {
    Error::Refinery(Box::new(error))
}

/// A migration by refinery's naming: `U` lets lower versions arrive late as sqlx does, `V` does not.
fn for_refinery(migration: &Migration, order: Order) -> Result<RefineryMigration, refinery_core::Error> {
    let prefix = match order {
        Order::Any => 'U',
        Order::Strict => 'V',
    };
    let slug: String =
        migration.slug.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let slug = if slug.is_empty() { "_" } else { &slug };
    RefineryMigration::unapplied(&format!("{prefix}{}__{slug}", migration.version), &migration.up.text)
}

/// What refinery takes for its database connection.
struct Connection<'a> {
    executor: Executor<'a>,
    applied: &'a [Applied],
    /// `files` as refinery knows them, in the same order.
    known: &'a [RefineryMigration],
    files: &'a [Migration],
    purpose: Purpose,
    /// What is still to be done, in the order in which refinery comes for it.
    todo: VecDeque<&'a Migration>,
    /// refinery wraps errors so that they cannot be had back; the real one waits here.
    failure: Option<Error>,
}

/// Tells refinery to stop.
#[derive(Debug, thiserror::Error)]
#[error("stopped")]
struct Stopped;

impl Connection<'_> {
    /// refinery comes with the ledger's definition, with a file and the row that its own ledger
    /// would get, or (recording) with the rows alone.
    async fn execute_all(&mut self, queries: &[&str]) -> Result<(), Error> {
        if queries == [ledger::CREATE] {
            // Seen to already: the executor could not be had without its ledger.
            return Ok(());
        }
        match self.purpose {
            Purpose::Apply => match (self.todo.pop_front(), queries) {
                (Some(migration), [sql, _]) if *sql == migration.up.text => {
                    self.executor.run(Entry::Add(migration)).await.map_err(Error::Script)
                }
                _ => Err(Error::OutOfStep),
            },
            Purpose::Record => {
                let migrations: Vec<&Migration> =
                    self.todo.drain(..queries.len().min(self.todo.len())).collect();
                if migrations.len() != queries.len() {
                    return Err(Error::OutOfStep);
                }
                self.executor.record(&migrations).await.map_err(Error::Recording)
            }
        }
    }

    /// The ledger's rows as refinery sees them: a row whose SHA-384 is the file's gets the file's own
    /// refinery checksum, any other row a different one.
    fn applied_for_refinery(&self) -> Vec<RefineryMigration> {
        let convert = |row: &Applied| {
            let at = self.files.iter().position(|file| file.version == row.version);
            let (name, checksum) = match at {
                Some(at) if self.files[at].up.checksum() == row.checksum => {
                    (self.known[at].name().to_owned(), self.known[at].checksum())
                }
                Some(at) => (self.known[at].name().to_owned(), !self.known[at].checksum()),
                None => (row.description.clone(), 0),
            };
            RefineryMigration::applied(row.version, name, row.installed_on, checksum)
        };
        self.applied.iter().map(convert).collect()
    }
}

impl AsyncTransaction for Connection<'_> {
    type Error = Stopped;

    async fn execute<'a, T: Iterator<Item = &'a str> + Send + 'a>(
        &'a mut self,
        queries: T,
    ) -> Result<usize, Stopped> {
        let queries: Vec<&str> = queries.collect();
        match self.execute_all(&queries).await {
            Ok(()) => Ok(queries.len()),
            Err(error) => {
                self.failure = Some(error);
                Err(Stopped)
            }
        }
    }
}

impl AsyncQuery<Vec<RefineryMigration>> for Connection<'_> {
    /// The rows were read under the lock, so they are what the query would give.
    async fn query<'a>(&'a mut self, _query: &'a str) -> Result<Vec<RefineryMigration>, Stopped> {
        Ok(self.applied_for_refinery())
    }
}

impl AsyncMigrate for Connection<'_> {
    fn assert_migrations_table_query(_table: &str) -> String {
        ledger::CREATE.to_owned()
    }
}
