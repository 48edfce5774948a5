//! Migrations replayed from nothing in a scratch database, as if they were applied to an empty one: what
//! `verify` and `drift` hold against something else. The database is taken away at the end.

use std::time::Duration;

use crate::migrate::{self, Wanted};
use crate::migration::Migration;
use crate::migration::decide::{Back, Order};
use crate::model::Schema;
use crate::pg::catalog::{self, Catalog};
use crate::pg::error::SqlError;
use crate::pg::scratch::{Scratch, ScratchError};

/// How long a lock may be waited for in a database nobody else knows.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why there is nothing to compare with.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Scratch(#[from] ScratchError),
    #[error("{doing}")]
    Run { doing: String, source: migrate::Error },
    #[error("the scratch database could not be read")]
    Read(#[from] SqlError),
}

/// A scratch database and what it is for.
pub struct Replay<'s> {
    scratch: &'s Scratch,
    purpose: &'static str,
}

impl<'s> Replay<'s> {
    /// An empty database with the platform's objects.
    pub async fn begin(
        scratch: &'s Scratch,
        purpose: &'static str,
        platform: &Schema,
    ) -> Result<Self, ScratchError> {
        scratch.database(purpose, platform).await?;
        Ok(Self { scratch, purpose })
    }

    /// Runs SQL that is no migration.
    pub async fn execute(&self, sql: &str) -> Result<(), Error> {
        let client = self.scratch.connect(self.purpose).await?;
        Ok(client.batch_execute(sql).await.map_err(SqlError::from)?)
    }

    /// Applies the migrations that are not applied yet, up to a version or all.
    pub async fn apply(&self, migrations: &[Migration], to: Option<i64>, doing: &str) -> Result<(), Error> {
        let client = self.scratch.connect(self.purpose).await?;
        let wanted = Wanted { order: Order::Any, to };
        let run = migrate::apply(client, migrations, wanted, PATIENCE, &|_| ()).await;
        run.map_err(|source| Error::Run { doing: doing.to_owned(), source })?;
        Ok(())
    }

    /// Undoes the last migration.
    pub async fn revert_last(&self, migrations: &[Migration], doing: &str) -> Result<(), Error> {
        let client = self.scratch.connect(self.purpose).await?;
        let run = migrate::revert(client, migrations, Back::Steps(1), PATIENCE, &|_| ()).await;
        run.map_err(|source| Error::Run { doing: doing.to_owned(), source })?;
        Ok(())
    }

    /// What the database holds now.
    pub async fn catalog(&self) -> Result<Catalog, Error> {
        Ok(catalog::read(&self.scratch.connect(self.purpose).await?).await?)
    }

    /// Takes the database away.
    pub async fn end(self) -> Result<(), ScratchError> {
        self.scratch.drop_database(self.purpose).await
    }
}
