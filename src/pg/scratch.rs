//! Databases to try things in: on a server the user names, or on a throwaway server from the installed
//! binaries. Never on a server that somebody else uses without being told to.

use std::path::Path;

use tokio_postgres::Client;

use super::connection::{self, ConnectError, Settings};
use super::error::SqlError;
use super::platform::{self, PlatformError};
use super::server::{Binaries, BinariesError, ServerError, Throwaway};
use crate::model::Schema;

/// Why there is no scratch database.
#[derive(Debug, thiserror::Error)]
pub enum ScratchError {
    #[error("no scratch database: there are no PostgreSQL binaries, and --shadow-url names no server")]
    Binaries(#[from] BinariesError),
    #[error("no scratch database: the throwaway server did not start")]
    Server(#[from] ServerError),
    #[error("no scratch database: the server that --shadow-url names is not to be had")]
    Connect(#[from] ConnectError),
    #[error("no scratch database: it could not be created; the role needs CREATEDB")]
    Create(#[from] SqlError),
    #[error("no scratch database")]
    Platform(#[from] PlatformError),
}

/// A server that scratch databases are made on.
pub enum Scratch {
    Throwaway(Throwaway),
    Shadow(Box<Settings>),
}

impl Scratch {
    /// The named server, or else a throwaway one, watched over by `supervisor`, which is this program.
    pub fn open(shadow: Option<Settings>, supervisor: &Path) -> Result<Self, ScratchError> {
        match shadow {
            Some(settings) => Ok(Self::Shadow(Box::new(settings))),
            None => Ok(Self::Throwaway(Throwaway::start(&Binaries::find(None)?, supervisor)?)),
        }
    }

    fn settings(&self, database: &str) -> Settings {
        match self {
            Self::Throwaway(server) => Settings::from(server.config(database)),
            Self::Shadow(settings) => settings.with_database(database),
        }
    }

    fn maintenance(&self) -> Settings {
        match self {
            Self::Throwaway(server) => Settings::from(server.config("postgres")),
            Self::Shadow(settings) => (**settings).clone(),
        }
    }

    /// An empty database with the platform's objects; one of the same name is replaced.
    pub async fn database(&self, purpose: &str, schema: &Schema) -> Result<Client, ScratchError> {
        let name = name(purpose);
        let client = connection::connect(&self.maintenance()).await?;
        // One statement each: DROP and CREATE DATABASE run in no transaction.
        client
            .batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            .await
            .map_err(SqlError::from)?;
        client
            .batch_execute(&format!("CREATE DATABASE {name} TEMPLATE template0"))
            .await
            .map_err(SqlError::from)?;
        let client = connection::connect(&self.settings(&name)).await?;
        platform::create(&client, schema).await?;
        Ok(client)
    }

    /// Another session in a database that [`Scratch::database`] made.
    pub async fn connect(&self, purpose: &str) -> Result<Client, ScratchError> {
        Ok(connection::connect(&self.settings(&name(purpose))).await?)
    }

    /// Takes a database away again; a throwaway server takes all of its own along anyway.
    pub async fn drop_database(&self, purpose: &str) -> Result<(), ScratchError> {
        if let Self::Shadow(settings) = self {
            let name = name(purpose);
            let client = connection::connect(settings).await?;
            let sql = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
            client.batch_execute(&sql).await.map_err(SqlError::from)?;
        }
        Ok(())
    }
}

/// This process's own name, so that two runs on one server do not meet.
fn name(purpose: &str) -> String {
    format!("canai_db_scratch_{}_{purpose}", std::process::id())
}
