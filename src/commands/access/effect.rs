//! What a change of policies, grants or row security comes to on the rows of seeds/: a scratch database with
//! the schema of after, looked at as every role, then with the policies of before, and looked at again.

use std::collections::BTreeSet;
use std::path::Path;

use time::OffsetDateTime;
use tokio_postgres::Client;

use super::claims::{Claims, ClaimsError};
use super::proof::{ProofError, begin, rights, run};
use crate::access::{Effect, Expected, Outcome, Probe, Rights, SCHEMA, Stage, Targets, What, as_before};
use crate::model::access::{Command, Scope};
use crate::model::{Name, QualifiedName, Schema};
use crate::pg::error::SqlError;
use crate::pg::scratch::{Bodies, Scratch};
use crate::plan;
use crate::replay::Replay;
use crate::seed::folder::{self, FolderError};
use crate::seed::{self, Ending, SeedError, Wanted};
use crate::sql;
use crate::verify;

/// What may go wrong.
#[derive(Debug, thiserror::Error)]
pub enum EffectError {
    #[error(transparent)]
    Proof(#[from] ProofError),
    #[error(transparent)]
    Folder(#[from] FolderError),
    #[error("the rows of seeds/ do not fit what schema/ says")]
    Seeds(#[from] SeedError),
    #[error(
        "the policies and grants of before do not fit the tables of now, so that they cannot be compared"
    )]
    Before(#[source] SqlError),
    #[error("the policies and grants of before cannot be brought back to compare them: {0}")]
    NoWay(String),
}

/// As many rows of a table and as many persons are looked at.
const ROWS: i64 = 200;
const PERSONS: i64 = 10;

/// A row within reach: role, person, table, command, number.
type Reached = BTreeSet<(Name, Option<String>, QualifiedName, Command, i64)>;

/// Counts what each role gains and loses on these tables.
pub async fn effects(
    scratch: &Scratch,
    root: &Path,
    before: &Schema,
    after: &Schema,
    tables: &[QualifiedName],
) -> Result<Vec<Effect>, EffectError> {
    const PURPOSE: &str = "effect";
    let replay = Replay::begin(scratch, PURPOSE, after, Bodies::Taken).await.map_err(ProofError::from)?;
    let counted = async {
        verify::build(&replay, after).await.map_err(ProofError::from)?;
        let client = scratch.connect(PURPOSE).await.map_err(ProofError::from)?;
        let seeds = folder::read(root, &[])?;
        let wanted = Wanted { only: &[], ending: Ending::Commit, now: OffsetDateTime::now_utc() };
        seed::load(&client, &seeds, wanted, &|_| ()).await?;
        let earlier = as_before(before, after, tables);
        // Whoever one side's policies ask for asks on both.
        let then = Stage::new(&earlier);
        let now = Stage::new(after).also_asked_as(&then);
        let then = then.also_asked_as(&now);
        for sql in now.copies() {
            client.batch_execute(&sql).await.map_err(failed)?;
        }
        let reached = reached(&client, &now, tables).await?;
        client.batch_execute("ROLLBACK").await.map_err(failed)?;
        let back = plan::plan(after, &earlier).map_err(|found| {
            let said: Vec<String> = found.iter().map(|it| format!("{}: {}", it.object, it.message)).collect();
            EffectError::NoWay(said.join("; "))
        })?;
        for step in back.steps() {
            let sql = sql::render(&step.statement);
            client.batch_execute(&sql).await.map_err(SqlError::from).map_err(EffectError::Before)?;
        }
        let before = self::reached(&client, &then, tables).await?;
        Ok(compared(&before, &reached))
    };
    let counted = counted.await;
    replay.end().await.map_err(ProofError::from)?;
    counted
}

fn failed(error: tokio_postgres::Error) -> EffectError {
    ProofError::from(SqlError::from(error)).into()
}

/// Every row that somebody can select, update or delete.
async fn reached(
    client: &Client,
    stage: &Stage<'_>,
    tables: &[QualifiedName],
) -> Result<Reached, EffectError> {
    let persons =
        texts(client, &format!("SELECT id::text FROM {SCHEMA}.persons WHERE n <= {PERSONS}")).await?;
    let claims = match persons.first() {
        Some(id) => {
            Claims::find(client, stage, id).await.map_err(|error: ClaimsError| ProofError::from(error))?
        }
        None => Claims::default(),
    };
    let rights = rights(client, stage).await.map_err(ProofError::from)?;
    let mut reached = Reached::new();
    for role in &stage.roles {
        let askers: Vec<Option<String>> =
            if stage.has_identity(role) { persons.iter().cloned().map(Some).collect() } else { vec![None] };
        for asker in askers {
            begin(client, &claims, role, asker.as_deref()).await?;
            for table in stage.tables.iter().filter(|it| tables.contains(&it.table.name)) {
                let of_role = rights.get(&((*role).clone(), table.copy.name.clone()));
                let of_role = of_role.cloned().unwrap_or_else(Rights::default);
                for row in 1..=rows(client, &table.copy).await? {
                    for (command, what) in looks() {
                        let probe = Probe {
                            role: (*role).clone(),
                            table: table.table.name.clone(),
                            what,
                            expected: Expected::Allowed,
                            open: None,
                        };
                        let attempt = probe.attempt(stage, table, &of_role, Some(row));
                        let outcome = run(client, role, &attempt, 1).await.map_err(ProofError::from)?;
                        if outcome == Outcome::Allowed {
                            let name = table.table.name.clone();
                            reached.insert(((*role).clone(), asker.clone(), name, command, row));
                        }
                    }
                }
            }
        }
    }
    Ok(reached)
}

/// What is tried on a row.
fn looks() -> [(Command, What); 3] {
    let any = || Targets::of(Scope::All);
    [
        (Command::Select, What::Read(any())),
        (Command::Update, What::Change(any())),
        (Command::Delete, What::Delete(any())),
    ]
}

async fn texts(client: &Client, query: &str) -> Result<Vec<String>, EffectError> {
    let rows = client.query(query, &[]).await.map_err(failed)?;
    rows.iter().map(|row| row.try_get(0).map_err(failed)).collect()
}

async fn rows(client: &Client, copy: &QualifiedName) -> Result<i64, EffectError> {
    let query = format!("SELECT least(count(*), {ROWS}) FROM {}", copy.sql());
    client.query_one(&query, &[]).await.and_then(|row| row.try_get(0)).map_err(failed)
}

/// What is reached now and was not, and the other way round; where neither is, nothing is said.
fn compared(before: &Reached, after: &Reached) -> Vec<Effect> {
    let keys: BTreeSet<(&QualifiedName, &Name, Command)> =
        before.iter().chain(after).map(|(role, _, table, command, _)| (table, role, *command)).collect();
    let effect = |(table, role, command): (&QualifiedName, &Name, Command)| {
        let of = |set: &Reached, other: Option<&Reached>| {
            let own = set.iter().filter(|it| it.0 == *role && it.2 == *table && it.3 == command);
            own.filter(|it| other.is_none_or(|other| !other.contains(*it))).count()
        };
        Effect {
            table: table.clone(),
            role: role.clone(),
            command,
            before: of(before, None),
            after: of(after, None),
            gained: of(after, Some(before)),
            lost: of(before, Some(after)),
        }
    };
    keys.into_iter().map(effect).filter(|it| it.gained + it.lost > 0).collect()
}
