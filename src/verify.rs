//! Replays the migrations from nothing in a scratch database and compares the result with what schema/
//! says, built fresh beside it. Every migration that can be undone is undone and done again on the way.

use time::OffsetDateTime;
use tokio_postgres::types::{ToSql, Type};

use crate::compile::{self, Allowed, Refusal};
use crate::lock::Lock;
use crate::migrate::{self, Reason};
use crate::migration::Migration;
use crate::migration::statement::outline;
use crate::model::name::PUBLIC;
use crate::model::{ObjectId, Schema};
use crate::pg::catalog::{self, Catalog, Difference};
use crate::pg::error::SqlError;
use crate::pg::scratch::{Bodies, Scratch, ScratchError};
use crate::replay::{self, Replay};

/// Why nothing could be verified.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Scratch(#[from] ScratchError),
    #[error(transparent)]
    Replay(#[from] replay::Error),
    #[error("what schema/ says cannot be built in an empty database")]
    Unbuildable,
    /// The server refuses a statement of what schema/ compiles to.
    #[error("what schema/ says cannot be built in an empty database; change the YAML")]
    Refused(#[source] SqlError),
}

impl Error {
    /// What the server said of a statement.
    fn sql(&self) -> Option<&SqlError> {
        match self {
            Self::Refused(error) => Some(error),
            Self::Replay(replay::Error::Run { source: migrate::Error::Script(failure), .. }) => {
                match &failure.reason {
                    Reason::Sql(error) => Some(error),
                    _ => None,
                }
            }
            _ => None,
        }
    }
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
    /// What schema/ cannot say, and a migration by hand makes.
    pub by_hand: Vec<String>,
    /// Why a function could only be made with every schema on the search path, if one could.
    pub leaning: Option<String>,
    /// What undoing or redoing a migration left different, by the migration's file.
    pub leftovers: Vec<(String, Difference)>,
}

const REPLAYING: &str = "the migrations cannot be replayed from nothing";

/// Verifies, and takes the scratch databases away again. Where a function's body keeps something from being
/// built, it is asked again with every schema on the search path, as a platform's roles have it.
pub async fn verify(
    scratch: &Scratch,
    wanted: &Schema,
    migrations: &[Migration],
    progress: &(dyn Fn(&str) + Sync),
) -> Result<Report, Error> {
    match attempt(scratch, wanted, migrations, Bodies::Checked, progress).await {
        Err(error) if error.sql().is_some() => {
            let mut report = attempt(scratch, wanted, migrations, Bodies::Taken, progress).await?;
            report.leaning = error.sql().map(ToString::to_string);
            Ok(report)
        }
        other => other,
    }
}

async fn attempt(
    scratch: &Scratch,
    wanted: &Schema,
    migrations: &[Migration],
    bodies: Bodies,
    progress: &(dyn Fn(&str) + Sync),
) -> Result<Report, Error> {
    progress("building what schema/ says");
    let fresh = Replay::begin(scratch, "wanted", wanted, bodies).await?;
    let expected = match build(&fresh, wanted).await {
        Ok(()) if bodies == Bodies::Taken => check_bodies(&fresh, wanted).await,
        other => other,
    };
    let expected = match expected {
        Ok(()) => fresh.catalog().await.map_err(Error::from),
        Err(error) => Err(error),
    };
    fresh.end().await?;
    let expected = expected?;

    progress("replaying the migrations");
    let replay = Replay::begin(scratch, "replay", wanted, bodies).await?;
    let report = replay_and_compare(&replay, &expected, migrations, progress).await;
    replay.end().await?;
    let mut report = report?;
    let others = catalog::of_others(wanted);
    let is_beyond = |it: &Difference| {
        let is_more = it.attribute.is_none() && it.expected.is_none();
        is_more && (BEYOND.iter().any(|kind| it.object.starts_with(kind)) || others.contains(&it.object))
    };
    let (beyond, differences): (Vec<_>, Vec<_>) = report.differences.into_iter().partition(is_beyond);
    report.differences = differences;
    report.by_hand = beyond.into_iter().map(|it| it.object).collect();
    Ok(report)
}

/// The kinds of objects that the format has no words for.
const BEYOND: [&str; 8] = [
    "aggregate ",
    "operator ",
    "text search configuration ",
    "text search dictionary ",
    "event trigger ",
    "publication ",
    "server ",
    "cast (",
];

/// Builds what schema/ alone says, in one go.
pub async fn build(fresh: &Replay<'_>, wanted: &Schema) -> Result<(), Error> {
    let nothing = Lock::default();
    // The files exist only in memory; any time will do for their names.
    let now = OffsetDateTime::UNIX_EPOCH;
    let compiled = compile::compile(&nothing, wanted, &[], Some("wanted"), &Allowed::everything(), now)
        .map_err(|_: Refusal| Error::Unbuildable)?;
    let built = fresh.apply(&compiled.migrations, None, "what schema/ says cannot be built").await;
    built.map_err(|error| match error {
        // The file is in memory alone.
        replay::Error::Run { doing, source: migrate::Error::Script(failure) } => match failure.reason {
            Reason::Sql(error) => Error::Refused(error.in_no_file()),
            _ => replay::Error::Run { doing, source: migrate::Error::Script(failure) }.into(),
        },
        error => error.into(),
    })
}

/// Makes every function again, now that all is there, with every schema on the search path.
async fn check_bodies(fresh: &Replay<'_>, wanted: &Schema) -> Result<(), Error> {
    let client = fresh.connect().await?;
    let schemas = wanted.objects.keys().chain(wanted.platform.keys()).filter_map(|id| match id {
        ObjectId::Namespace(name) if *name != PUBLIC => Some(format!(", {name}")),
        _ => None,
    });
    let path = format!("\"$user\", {PUBLIC}{}", schemas.collect::<String>());
    let made = async {
        let values: [(&(dyn ToSql + Sync), Type); 1] = [(&path, Type::TEXT)];
        client.query_typed("SELECT set_config('search_path', $1, false)", &values).await?;
        client.batch_execute("SET check_function_bodies = on").await?;
        for row in client.query_typed(include_str!("pg/sql/function_definitions.sql"), &[]).await? {
            let definition: String = row.try_get(0)?;
            let made = client.batch_execute(&definition).await;
            made.map_err(|error| SqlError::from(error).in_statement(&definition))?;
        }
        Ok(())
    };
    made.await.map_err(Error::Refused)
}

async fn replay_and_compare(
    replay: &Replay<'_>,
    expected: &Catalog,
    migrations: &[Migration],
    progress: &(dyn Fn(&str) + Sync),
) -> Result<Report, Error> {
    // What the database is after each migration, the empty one first.
    let mut stages = vec![replay.catalog().await?];
    for migration in migrations {
        replay.apply(migrations, Some(migration.version), REPLAYING).await?;
        stages.push(replay.catalog().await?);
    }
    let mut report = Report { replayed: migrations.len(), ..Report::default() };
    if let Some(last) = stages.last() {
        report.differences = catalog::compare(expected, last);
    }
    progress("undoing the migrations and doing them again");
    down_and_up(replay, migrations, &stages, &mut report).await?;
    Ok(report)
}

/// Undoes from the last migration to the first that has no way back, looking at each stage, and does
/// them again.
async fn down_and_up(
    replay: &Replay<'_>,
    migrations: &[Migration],
    stages: &[Catalog],
    report: &mut Report,
) -> Result<(), Error> {
    // In the middle of the way back a constraint may be proved that was not, and the other way round. That
    // is forgiven once it is as it was.
    let mut unproved: Vec<(String, Difference)> = Vec::new();
    for (at, migration) in migrations.iter().enumerate().rev() {
        let Some(down) = migration.down.as_ref().filter(|down| down.irreversible().is_none()) else { break };
        replay.revert_last(migrations, &format!("{} cannot be reverted", down.file)).await?;
        report.reverted += 1;
        // What a file leaves on purpose goes with one before it.
        if outline(&down.text).count == 0 {
            continue;
        }
        // What one file leaves is there at every stage below it.
        let mut left = catalog::compare(&stages[at], &replay.catalog().await?);
        left.retain(|it| !report.leftovers.iter().any(|(_, told)| told == it));
        let (proof, left): (Vec<_>, Vec<_>) =
            left.into_iter().partition(|it| it.attribute.as_deref() == Some("not valid"));
        report.leftovers.extend(left.into_iter().map(|difference| (down.file.clone(), difference)));
        let since = |it: &Difference| {
            let before = unproved.iter().find(|(_, before)| before.object == it.object);
            before.map_or_else(|| down.file.clone(), |(file, _)| file.clone())
        };
        let still: Vec<(String, Difference)> =
            proof.into_iter().map(|difference| (since(&difference), difference)).collect();
        let is_mended = |(_, before): &(String, Difference)| {
            still.iter().any(|(_, it)| it.object == before.object)
                || stages[at].objects.contains_key(before.object.as_str())
        };
        report.leftovers.extend(unproved.into_iter().filter(|before| !is_mended(before)));
        unproved = still;
    }
    report.leftovers.append(&mut unproved);
    replay.apply(migrations, None, REPLAYING).await?;
    let again = replay.catalog().await?;
    if let (Some(last), Some(migration)) = (stages.last(), migrations.last()) {
        let left = catalog::compare(last, &again);
        report.leftovers.extend(left.into_iter().map(|difference| (migration.up.file.clone(), difference)));
    }
    Ok(())
}
