//! The ledger `_sqlx_migrations`: the one record of what a database has, shared with sqlx.
//!
//! Rows are written through a guarded connection only, and never with `success = false`, which
//! sqlx takes for a wreck.

use tokio_postgres::error::SqlState;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Error, Row};

use crate::migration::{Applied, Migration, Script};

/// sqlx's own definition of the table.
pub const CREATE: &str = include_str!("sql/create_ledger.sql");

/// What the database has of ledgers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Environment {
    /// The ledger's full name, if it exists.
    pub ledger: Option<Ledger>,
    /// Whether refinery has run here with a ledger of its own.
    pub refinery_history: bool,
    /// Whether the server only follows another one.
    pub standby: bool,
}

impl Environment {
    pub async fn read(client: &Client) -> Result<Self, Error> {
        let row = client.query_typed_one(include_str!("sql/environment.sql"), &[]).await?;
        Ok(Self {
            ledger: row.try_get::<_, Option<String>>("ledger")?.map(|name| Ledger { name }),
            refinery_history: row.try_get("refinery_history")?,
            standby: row.try_get("standby")?,
        })
    }

    /// The rows of the ledger; none where it does not exist yet.
    pub async fn applied(&self, client: &Client) -> Result<Vec<Applied>, Error> {
        match &self.ledger {
            Some(ledger) => ledger.rows(client).await,
            None => Ok(Vec::new()),
        }
    }
}

/// How many migrations refinery's own ledger names, and the newest.
pub async fn refinery_history(client: &Client) -> Result<(i64, Option<i64>), Error> {
    let row = client.query_typed_one(include_str!("sql/refinery_history.sql"), &[]).await?;
    Ok((row.try_get("count")?, row.try_get("newest")?))
}

/// The ledger by its full name, so that a migration which changes the `search_path` cannot hide it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ledger {
    name: String,
}

/// A change of the ledger that goes with a script.
#[derive(Clone, Copy, Debug)]
pub enum Entry<'m> {
    Add(&'m Migration),
    /// With the down file that undoes it.
    Remove(&'m Migration, &'m Script),
}

impl<'m> Entry<'m> {
    pub fn migration(&self) -> &'m Migration {
        match self {
            Self::Add(migration) | Self::Remove(migration, _) => migration,
        }
    }
}

impl Ledger {
    /// Creates the table; sqlx-cli, which takes no lock, may be at it at the same time.
    pub async fn create(client: &Client) -> Result<Self, Error> {
        match client.batch_execute(CREATE).await {
            Err(error) if error.code() == Some(&SqlState::UNIQUE_VIOLATION) => {
                client.batch_execute(CREATE).await?;
            }
            result => result?,
        }
        client.batch_execute(include_str!("sql/withhold_ledger.sql")).await?;
        let row = client.query_typed_one(include_str!("sql/environment.sql"), &[]).await?;
        Ok(Self { name: row.try_get("ledger")? })
    }

    async fn rows(&self, client: &Client) -> Result<Vec<Applied>, Error> {
        let rows = client.query_typed(&self.sql(include_str!("sql/read_ledger.sql")), &[]).await?;
        rows.iter().map(applied).collect()
    }

    /// Writes the change; `execution_time` in nanoseconds, -1 where nothing was run.
    pub async fn write(&self, client: &Client, entry: Entry<'_>, execution_time: i64) -> Result<(), Error> {
        match entry {
            Entry::Add(migration) => {
                let (description, checksum) = (migration.description(), migration.up.checksum());
                let parameters: [(&(dyn ToSql + Sync), Type); 4] = [
                    (&migration.version, Type::INT8),
                    (&description, Type::TEXT),
                    (&checksum, Type::BYTEA),
                    (&execution_time, Type::INT8),
                ];
                client.execute_typed(&self.sql(include_str!("sql/add_row.sql")), &parameters).await?;
            }
            Entry::Remove(migration, _) => {
                let parameters: [(&(dyn ToSql + Sync), Type); 1] = [(&migration.version, Type::INT8)];
                client.execute_typed(&self.sql(include_str!("sql/remove_row.sql")), &parameters).await?;
            }
        }
        Ok(())
    }

    fn sql(&self, statement: &str) -> String {
        statement.replace("_sqlx_migrations", &self.name)
    }
}

fn applied(row: &Row) -> Result<Applied, Error> {
    Ok(Applied {
        version: row.try_get("version")?,
        description: row.try_get("description")?,
        installed_on: row.try_get("installed_on")?,
        success: row.try_get("success")?,
        checksum: row.try_get("checksum")?,
        execution_time: row.try_get("execution_time")?,
    })
}
