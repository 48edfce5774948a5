//! Jobs that `pg_cron` runs: its entries, and the procedures that they call. Entries are made and taken
//! away through its functions only; platforms allow nothing else.

pub mod change;
pub mod drift;

use tokio_postgres::Client;

use super::error::JobError;
use super::run;
use crate::job::procedure::PREFIX;
use crate::job::scheduled::{Entry, Found, Stored, prefix};
use crate::job::{Facts, Job};
use crate::pg::connection::{self, ConnectError, Settings};

#[derive(Debug, thiserror::Error)]
pub enum CronError {
    #[error(transparent)]
    Job(#[from] JobError),
    #[error(
        "there is no pg_cron in database `{database}`; where the server has it (shared_preload_libraries = 'pg_cron'), \
         a superuser has to run there: CREATE EXTENSION pg_cron"
    )]
    NoCron { database: String },
    #[error("pg_cron is to be in database `{database}`, which cannot be connected to")]
    Connect { database: String, source: ConnectError },
    #[error(
        "{entry} is scheduled by role `{role}` too, which would run the job twice; as that role: SELECT cron.unschedule({id})"
    )]
    SomebodyElses { entry: String, role: String, id: i64 },
}

/// A database, and the one that `pg_cron` is in, which may be another.
pub struct Place<'c> {
    here: &'c Client,
    elsewhere: Option<Client>,
    pub database: String,
    /// The database that `pg_cron` is in.
    pub cron_database: String,
    pub role: String,
    /// Whether entries of other roles are to be seen.
    pub sees_all: bool,
    /// What its times are in, where that can be set and seen; otherwise GMT.
    pub time_zone: Option<String>,
}

/// Finds `pg_cron` from a connection to the database that jobs are of.
pub async fn find<'c>(here: &'c Client, settings: &Settings) -> Result<Place<'c>, CronError> {
    let doing = || JobError::sql("cannot ask where pg_cron is");
    let row = here.query_one(include_str!("../sql/cron_place.sql"), &[]).await.map_err(doing())?;
    let read = || {
        let (database, role): (String, String) = (row.try_get("database")?, row.try_get("role")?);
        let (is_here, sees_all): (bool, bool) = (row.try_get("is_here")?, row.try_get("sees_all")?);
        Ok((database, role, is_here, sees_all, row.try_get::<_, Option<String>>("cron_database")?))
    };
    let (database, role, is_here, sees_all, cron_database) = read().map_err(doing())?;
    let mut time_zone = row.try_get("time_zone").map_err(doing())?;
    let cron_database = match cron_database {
        _ if is_here => database.clone(),
        Some(name) => name,
        // pg_cron's own default.
        None => "postgres".to_owned(),
    };
    let mut elsewhere = None;
    if !is_here {
        if cron_database == database {
            return Err(CronError::NoCron { database });
        }
        let client = connection::connect(&settings.with_database(&cron_database)).await;
        let client =
            client.map_err(|source| CronError::Connect { database: cron_database.clone(), source })?;
        let row = client.query_one(include_str!("../sql/cron_place.sql"), &[]).await.map_err(doing())?;
        time_zone = row.try_get("time_zone").map_err(doing())?;
        if !row.try_get::<_, bool>("is_here").map_err(doing())? {
            return Err(CronError::NoCron { database: cron_database });
        }
        elsewhere = Some(client);
    }
    Ok(Place { here, elsewhere, database, cron_database, role, sees_all, time_zone })
}

/// Looks at what would do harm, as a run does before it begins.
pub async fn check(here: &Client, job: &Job, facts: &Facts) -> Result<(), JobError> {
    run::prepare(here, job, facts).await.map(|_| ())
}

impl Place<'_> {
    fn cron(&self) -> &Client {
        self.elsewhere.as_ref().unwrap_or(self.here)
    }

    /// What there is of the database's jobs, as far as the role may see it.
    pub async fn found(&self) -> Result<Found, CronError> {
        let doing = || JobError::sql("cannot read cron.job (the role needs USAGE on the schema cron)");
        let sql = include_str!("../sql/cron_entries.sql");
        // A session for jobs wants to see all rows or none; here a role's own are what is asked for.
        self.cron().batch_execute("SET row_security = on").await.map_err(doing())?;
        let rows = self.cron().query(sql, &[&prefix(&self.database)]).await.map_err(doing())?;
        self.cron().batch_execute("SET row_security = off").await.map_err(doing())?;
        let entry = |row: &tokio_postgres::Row| {
            Ok(Entry {
                id: row.try_get(0)?,
                name: row.try_get(1)?,
                schedule: row.try_get(2)?,
                command: row.try_get(3)?,
                database: row.try_get(4)?,
                role: row.try_get(5)?,
                active: row.try_get(6)?,
            })
        };
        let entries = rows.iter().map(entry).collect::<Result<_, _>>().map_err(doing())?;
        Ok(Found { entries, procedures: procedures(self.here).await?.0 })
    }
}

/// The procedures that run jobs in a database, and whose the first is: that role scheduled them.
pub async fn procedures(client: &Client) -> Result<(Vec<Stored>, Option<String>), JobError> {
    let doing = || JobError::sql("cannot read the procedures of jobs");
    let sql = include_str!("../sql/cron_procedures.sql");
    let rows = client.query(sql, &[&PREFIX]).await.map_err(doing())?;
    let stored = |row: &tokio_postgres::Row| {
        Ok(Stored { name: row.try_get(0)?, arguments: row.try_get(1)?, body: row.try_get(2)? })
    };
    let owner = rows.first().map(|row| row.try_get(3)).transpose().map_err(doing())?;
    Ok((rows.iter().map(stored).collect::<Result<_, _>>().map_err(doing())?, owner))
}
