//! Replays the migrations from nothing in a scratch database and compares the result with what schema/
//! says, built fresh beside it. Every migration that can be undone is undone and done again on the way.

use std::time::Duration;

use time::OffsetDateTime;

use crate::compile::{self, Allowed, Refusal};
use crate::lock::Lock;
use crate::migrate::{self, Wanted};
use crate::migration::Migration;
use crate::migration::decide::{Back, Order};
use crate::model::Schema;
use crate::pg::catalog::{self, Catalog, Difference};
use crate::pg::error::SqlError;
use crate::pg::scratch::{Scratch, ScratchError};

/// Why nothing could be verified.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Scratch(#[from] ScratchError),
    #[error("the migrations cannot be replayed from nothing")]
    Replay(#[source] migrate::Error),
    #[error("what schema/ says cannot be built")]
    Build(#[source] migrate::Error),
    #[error("{migration} cannot be reverted")]
    Revert { migration: String, source: migrate::Error },
    #[error("the scratch database could not be read")]
    Read(#[from] SqlError),
    #[error("what schema/ says cannot be built in an empty database")]
    Unbuildable,
}

/// What the replay came to.
#[derive(Debug, Default)]
pub struct Report {
    /// Migrations replayed.
    pub replayed: usize,
    /// Those that were undone and done again.
    pub reverted: usize,
    /// What the replay gives, against what schema/ says.
    pub differences: Vec<Difference>,
    /// What undoing or redoing a migration left different, by the migration's file.
    pub leftovers: Vec<(String, Difference)>,
}

/// How long a lock may be waited for in a database nobody else knows.
const PATIENCE: Duration = Duration::from_secs(10);

const REPLAY: &str = "replay";
const WANTED: &str = "wanted";

/// Verifies, and takes the scratch databases away again.
pub async fn verify(
    scratch: &Scratch,
    wanted: &Schema,
    migrations: &[Migration],
    progress: &(dyn Fn(&str) + Sync),
) -> Result<Report, Error> {
    let result = replay_and_compare(scratch, wanted, migrations, progress).await;
    let cleaned = scratch.drop_database(REPLAY).await.and(scratch.drop_database(WANTED).await);
    let report = result?;
    cleaned?;
    Ok(report)
}

async fn replay_and_compare(
    scratch: &Scratch,
    wanted: &Schema,
    migrations: &[Migration],
    progress: &(dyn Fn(&str) + Sync),
) -> Result<Report, Error> {
    progress("building what schema/ says");
    let expected = build(scratch, wanted).await?;
    progress("replaying the migrations");
    let client = scratch.database(REPLAY, wanted).await?;
    // What the database is after each migration, the empty one first.
    let mut stages = vec![catalog::read(&client).await?];
    for migration in migrations {
        let client = scratch.connect(REPLAY).await?;
        let upto = Wanted { order: Order::Any, to: Some(migration.version) };
        migrate::apply(client, migrations, upto, PATIENCE, &|_| ()).await.map_err(Error::Replay)?;
        stages.push(catalog::read(&scratch.connect(REPLAY).await?).await?);
    }
    let mut report = Report { replayed: migrations.len(), ..Report::default() };
    let last = stages.last().cloned().unwrap_or_default();
    report.differences = catalog::compare(&expected, &last);
    progress("undoing the migrations and doing them again");
    down_and_up(scratch, migrations, &stages, &mut report).await?;
    Ok(report)
}

/// The catalog of a database built from schema/ alone, in one go.
async fn build(scratch: &Scratch, wanted: &Schema) -> Result<Catalog, Error> {
    let nothing = Lock::default();
    // The files exist only in memory; any time will do for their names.
    let now = OffsetDateTime::UNIX_EPOCH;
    let compiled = compile::compile(&nothing, wanted, &[], Some("wanted"), &Allowed::everything(), now)
        .map_err(|_: Refusal| Error::Unbuildable)?;
    let client = scratch.database(WANTED, wanted).await?;
    let all = Wanted { order: Order::Any, to: None };
    migrate::apply(client, &compiled.migrations, all, PATIENCE, &|_| ()).await.map_err(Error::Build)?;
    Ok(catalog::read(&scratch.connect(WANTED).await?).await?)
}

/// Undoes from the last migration to the first that has no way back, looking at each stage, and does
/// them again.
async fn down_and_up(
    scratch: &Scratch,
    migrations: &[Migration],
    stages: &[Catalog],
    report: &mut Report,
) -> Result<(), Error> {
    for (at, migration) in migrations.iter().enumerate().rev() {
        let Some(down) = migration.down.as_ref().filter(|down| down.irreversible().is_none()) else { break };
        let client = scratch.connect(REPLAY).await?;
        migrate::revert(client, migrations, Back::Steps(1), PATIENCE, &|_| ())
            .await
            .map_err(|source| Error::Revert { migration: down.file.clone(), source })?;
        report.reverted += 1;
        let found = catalog::read(&scratch.connect(REPLAY).await?).await?;
        let left = catalog::compare(&stages[at], &found);
        report.leftovers.extend(left.into_iter().map(|difference| (down.file.clone(), difference)));
    }
    let all = Wanted { order: Order::Any, to: None };
    let client = scratch.connect(REPLAY).await?;
    migrate::apply(client, migrations, all, PATIENCE, &|_| ()).await.map_err(Error::Replay)?;
    let again = catalog::read(&scratch.connect(REPLAY).await?).await?;
    if let (Some(last), Some(migration)) = (stages.last(), migrations.last()) {
        let left = catalog::compare(last, &again);
        report.leftovers.extend(left.into_iter().map(|difference| (migration.up.file.clone(), difference)));
    }
    Ok(())
}
