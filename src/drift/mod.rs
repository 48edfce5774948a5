//! Whether a database is what the migrations applied there make of an empty one. The database is only read,
//! in one transaction that waits for nobody; what it should be comes from a replay of the same migrations in
//! a scratch database, or from the cache of an earlier one. Nothing is left out where no replay is to be had.

mod accept;
mod cache;
mod expected;
mod extensions;
mod fix;
mod scope;

use std::path::Path;

use tokio_postgres::Client;

pub use accept::{Accepted, Own};
pub use cache::Cache;
pub use expected::Expected;
pub use fix::Sides;

use crate::import;
use crate::migrate::{self, Survey};
use crate::migration::Migration;
use crate::model::Schema;
use crate::pg::catalog::{self, Difference, Unrest, UnrestError};
use crate::pg::connection::{self, ConnectError, Settings};
use crate::pg::error::SqlError;
use crate::pg::scratch::{Original, Place, ScratchError};
use crate::replay;

/// Why it is not known whether the database has drifted.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Connect(#[from] ConnectError),
    #[error("the database could not be read")]
    Read(#[from] SqlError),
    #[error(transparent)]
    Unrest(#[from] UnrestError),
    #[error(transparent)]
    Ledger(migrate::Error),
    #[error("the role may not read what is applied\n  help: GRANT SELECT ON _sqlx_migrations TO {role}")]
    LedgerForbidden { role: String },
    #[error(
        "row security on _sqlx_migrations decides which of its rows {role} sees, so it is not known what is applied\n  \
         help: connect as its owner, or as a role with BYPASSRLS"
    )]
    LedgerFiltered { role: String },
    #[error(
        "there is {tables}, but the connection's search_path does not lead there\n  \
         help: GRANT USAGE on its schema to {role}, or add options=-csearch_path=... to the URL"
    )]
    LedgerHidden { tables: String, role: String },
    #[error("the platform's objects in schema/ cannot be created: {0}")]
    Platform(String),
    #[error(transparent)]
    Scratch(#[from] ScratchError),
    #[error(transparent)]
    Replay(#[from] replay::Error),
    #[error("the migrations cannot be replayed, for want of extensions:{report}")]
    Extensions { report: String, source: Box<Error> },
    #[error(transparent)]
    Import(#[from] import::Error),
    #[error("migrations are being applied at this moment; try again when they are")]
    Moving,
}

/// What is asked.
pub struct Question<'a> {
    pub settings: &'a Settings,
    pub files: &'a [Migration],
    /// What schema/ says: who owns what else, and which schemas are managed.
    pub declared: &'a Schema,
    pub place: Place,
    pub cache: &'a Cache,
    /// Whether what would end the drift is asked for, too. Then a replay has to be done anew.
    pub for_fix: bool,
    /// This program, which watches over a throwaway server.
    pub supervisor: &'a Path,
}

/// The answer.
#[derive(Debug)]
pub struct Report {
    pub applied: usize,
    /// The files that the database lacks.
    pub pending: Vec<String>,
    /// Whether there is a ledger at all.
    pub has_ledger: bool,
    /// The schemas that were compared.
    pub schemas: Vec<String>,
    pub differences: Vec<Difference>,
    /// Whether an earlier replay could be used.
    pub from_cache: bool,
    /// Where a fix was asked for and there is something to fix.
    pub sides: Option<Sides>,
}

/// Holds the database against the replay of what is applied there.
pub async fn drift(question: &Question<'_>, progress: &(dyn Fn(&str) + Sync)) -> Result<Report, Error> {
    let client = connection::connect(question.settings).await?;
    progress("reading what is applied");
    let facts = Facts::begin(&client).await?;
    let survey = facts.survey(&client).await?;
    let (in_place, pending) = survey.in_place(question.files).map_err(Error::Ledger)?;
    let expectation = expected::Expectation::new(&facts, &in_place, question.declared)?;

    let cached = if question.for_fix { None } else { question.cache.find(&expectation) };
    let from_cache = cached.is_some();
    let (expected, imported) = match cached {
        Some(expected) => (expected, None),
        None => {
            // A replay takes its time, and a snapshot that is held for so long does harm.
            client.batch_execute("ROLLBACK").await.map_err(SqlError::from)?;
            let (original, place) = (facts.original(question.settings), question.place.clone());
            let built =
                expectation.build(&original, place, question.supervisor, question.for_fix, progress).await;
            let (expected, imported) = match built {
                Ok(built) => built,
                Err(error) => return Err(extensions::explain(error, &client, &expectation).await),
            };
            question.cache.keep(&expectation, &expected);
            progress("reading the database");
            facts.begin_again(&client, &survey).await?;
            (expected, imported)
        }
    };
    let mut schemas = scope::schemas(&expected, question.declared);
    let to_read = scope::to_read(&expected, &schemas);
    let mut unrest = Unrest::default();
    let found = loop {
        let found = catalog::read_schemas(&client, &to_read).await;
        client.batch_execute("ROLLBACK").await.map_err(SqlError::from)?;
        match found {
            Ok(found) => break found,
            Err(error) => unrest.bear(&client, error).await?,
        }
        facts.begin_again(&client, &survey).await?;
    };
    let selection = scope::selection(&schemas, &found);
    let (expected, found) = scope::settle(expected, found, &schemas, &facts.role, question.declared);
    let differences = catalog::compare(&expected, &found);
    let sides = match imported {
        Some(expected) if !differences.is_empty() => {
            Some(Sides { live: import::read(&client, &selection).await?, expected })
        }
        _ => None,
    };
    let pending = pending.iter().map(|migration| migration.up.file.clone()).collect();
    schemas.sort();
    Ok(Report {
        applied: in_place.len(),
        pending,
        has_ledger: survey.has_ledger(),
        schemas,
        differences,
        from_cache,
        sides,
    })
}

/// What matters about the server and the connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// `150018`.
    pub version: i32,
    /// The role that applies the migrations: the owner of the ledger, or else who we are.
    pub role: String,
    me: String,
    /// Tables of the ledger's name, in whatever schema.
    ledgers: Option<String>,
    /// Whether row security may keep rows of the ledger from whoever reads it here.
    rows_hidden: bool,
    over_socket: bool,
    may_create: bool,
    /// What the role's sessions have for a `search_path`, if not the server's.
    search_path: Option<String>,
}

impl Facts {
    /// Begins the transaction that everything is read in.
    async fn begin(client: &Client) -> Result<Self, Error> {
        client.batch_execute(catalog::BEGIN).await.map_err(SqlError::from)?;
        let read = async {
            let row = client.query_typed_one(include_str!("facts.sql"), &[]).await?;
            Ok::<_, tokio_postgres::Error>(Self {
                version: row.try_get("version")?,
                role: row.try_get("role")?,
                me: row.try_get("me")?,
                ledgers: row.try_get("ledgers")?,
                rows_hidden: row.try_get("rows_hidden")?,
                over_socket: row.try_get("over_socket")?,
                may_create: row.try_get("may_create")?,
                search_path: row.try_get("search_path")?,
            })
        };
        Ok(read.await.map_err(SqlError::from)?)
    }

    /// Begins the transaction again, in which nothing else may be applied than before.
    async fn begin_again(&self, client: &Client, survey: &Survey) -> Result<(), Error> {
        let again = Self::begin(client).await?;
        if again != *self || again.survey(client).await?.applied != survey.applied {
            return Err(Error::Moving);
        }
        Ok(())
    }

    /// What is applied.
    async fn survey(&self, client: &Client) -> Result<Survey, Error> {
        let role = self.me.clone();
        if self.rows_hidden {
            return Err(Error::LedgerFiltered { role });
        }
        match Survey::read(client).await {
            Ok(survey) => match &self.ledgers {
                Some(tables) if !survey.has_ledger() => {
                    Err(Error::LedgerHidden { tables: tables.clone(), role })
                }
                _ => Ok(survey),
            },
            Err(migrate::Error::Database { source, .. })
                if source.code() == Some(&tokio_postgres::error::SqlState::INSUFFICIENT_PRIVILEGE) =>
            {
                Err(Error::LedgerForbidden { role })
            }
            Err(error) => Err(Error::Ledger(error)),
        }
    }

    fn original(&self, settings: &Settings) -> Original {
        Original {
            major: u32::try_from(self.version / 10_000).unwrap_or_default(),
            role: self.role.clone(),
            over_socket: self.over_socket && settings.is_local(),
            may_create: self.may_create,
            search_path: self.search_path.clone(),
            settings: settings.clone(),
        }
    }
}
