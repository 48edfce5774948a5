//! Migrations replayed from nothing in a scratch database, as if they were applied to an empty one: what
//! `verify` and `drift` hold against something else. The database is taken away at the end.

use std::time::Duration;

use tokio_postgres::Client;

use crate::import::{self, Imported, Selection};
use crate::migrate::{self, Wanted};
use crate::migration::Migration;
use crate::migration::decide::{Back, Order};
use crate::model::Schema;
use crate::pg::catalog::{self, Catalog};
use crate::pg::error::SqlError;
use crate::pg::scratch::{Bodies, Scratch, ScratchError};

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
    #[error(transparent)]
    Import(#[from] import::Error),
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
        bodies: Bodies,
    ) -> Result<Self, ScratchError> {
        scratch.database(purpose, platform, bodies).await?;
        Ok(Self { scratch, purpose })
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

    /// A session of its own in the database.
    pub async fn connect(&self) -> Result<Client, ScratchError> {
        self.scratch.connect(self.purpose).await
    }

    /// What the database holds now.
    pub async fn catalog(&self) -> Result<Catalog, Error> {
        Ok(catalog::read(&self.scratch.connect(self.purpose).await?).await?)
    }

    /// The database in the words of the format.
    pub async fn import(&self, selection: &Selection) -> Result<Imported, Error> {
        Ok(import::read(&self.scratch.connect(self.purpose).await?, selection).await?)
    }

    /// Takes the database away.
    pub async fn end(self) -> Result<(), ScratchError> {
        self.scratch.drop_database(self.purpose).await
    }
}
