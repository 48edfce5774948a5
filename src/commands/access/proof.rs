//! Proves what tables declare: schema/ built in a scratch database, rows generated and shared out, and every
//! probe tried in a savepoint as the role, with the claims of a request, and undone.

use std::collections::BTreeMap;

use indicatif::ProgressBar;
use tokio_postgres::{Client, SimpleQueryMessage};

use super::claims::{Claims, ClaimsError};
use crate::access::{Attempt, Counts, Outcome, Probe, Rights, Stage, Staged, Unit, grid, probes};
use crate::generate::Plan;
use crate::model::{Name, QualifiedName};
use crate::pg::error::SqlError;
use crate::pg::scratch::{Bodies, Scratch, ScratchError};
use crate::replay::{self, Replay};
use crate::seed::direct::Indexes;
use crate::seed::generate::fill;
use crate::seed::{Ending, SeedError};
use crate::verify;

/// A probe, and what came of it.
#[derive(Debug)]
pub struct Tried {
    pub probe: Probe,
    pub outcome: Outcome,
}

#[derive(Debug, thiserror::Error)]
pub enum ProofError {
    #[error(transparent)]
    Scratch(#[from] ScratchError),
    #[error(transparent)]
    Build(#[from] verify::Error),
    #[error(transparent)]
    Replay(#[from] replay::Error),
    #[error("there are no rows to try anything on")]
    Rows(#[from] SeedError),
    #[error(transparent)]
    Claims(#[from] ClaimsError),
    #[error(
        "the role on the scratch server is no superuser, and only one can take on every role; name another by --shadow-url"
    )]
    NoSuperuser,
    #[error("the generated rows cannot be shared out among two persons and nobody")]
    ShareOut(#[source] SqlError),
    #[error("{role} cannot be taken on")]
    Role { role: Name, source: SqlError },
    #[error("the scratch database cannot be prepared")]
    Sql(#[from] SqlError),
}

/// The database of a proof.
const PURPOSE: &str = "access";

/// Tries everything that the chosen tables and roles come to.
pub async fn prove(
    scratch: &Scratch,
    stage: &Stage<'_>,
    rows: &Plan,
    wanted: Vec<Probe>,
    progress: &ProgressBar,
) -> Result<Vec<Tried>, ProofError> {
    progress.set_message("building what schema/ says");
    let replay = Replay::begin(scratch, PURPOSE, stage.schema, Bodies::Taken).await?;
    let tried = in_database(scratch, &replay, stage, rows, wanted, progress).await;
    replay.end().await?;
    tried
}

/// Every probe of the tables that declare something, role by role.
pub fn planned(stage: &Stage, tables: &[&Staged], roles: &[Name]) -> Vec<Probe> {
    let names: Vec<QualifiedName> = tables.iter().map(|it| it.table.name.clone()).collect();
    let grid = grid(stage.schema, &names, roles);
    let roles = stage.roles.iter().filter(|role| roles.is_empty() || roles.contains(role));
    let probes = roles.flat_map(|role| tables.iter().flat_map(|table| probes(stage, table, role)));
    let open = |mut probe: Probe| {
        probe.leave_open(&grid);
        probe
    };
    probes.map(open).collect()
}

async fn in_database(
    scratch: &Scratch,
    replay: &Replay<'_>,
    stage: &Stage<'_>,
    rows: &Plan,
    wanted: Vec<Probe>,
    progress: &ProgressBar,
) -> Result<Vec<Tried>, ProofError> {
    verify::build(replay, stage.schema).await?;
    let client = scratch.connect(PURPOSE).await?;
    let superuser = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user";
    if !client.query_one(superuser, &[]).await.and_then(|row| row.try_get(0)).map_err(SqlError::from)? {
        return Err(ProofError::NoSuperuser);
    }
    progress.set_message("making rows");
    share_out(&client, stage, rows).await?;
    let id = person(&client).await?;
    let claims = match &id {
        Some(id) => Claims::find(&client, stage, id).await?,
        None => Claims::default(),
    };
    let rights = rights(&client, stage).await?;
    let mut tried = Vec::new();
    let mut open: Option<Name> = None;
    for probe in wanted {
        progress.set_message(format!("{} {}", probe.table, probe.role));
        progress.inc(1);
        if open.as_ref() != Some(&probe.role) {
            let id = id.as_deref().filter(|_| stage.has_identity(&probe.role));
            begin(&client, &claims, &probe.role, id).await?;
            open = Some(probe.role.clone());
        }
        let Some(table) = stage.table(&probe.table) else { continue };
        let of_role = rights.get(&(probe.role.clone(), table.copy.name.clone()));
        let outcome = try_it(&client, stage, table, &probe, of_role.unwrap_or(&Rights::default())).await?;
        tried.push(Tried { probe, outcome });
    }
    Ok(tried)
}

/// Fills the tables and shares the rows out, with triggers off: what they would do is no part of this.
async fn share_out(client: &Client, stage: &Stage<'_>, rows: &Plan) -> Result<(), ProofError> {
    client.batch_execute("SET session_replication_role = replica").await.map_err(SqlError::from)?;
    fill(client, rows, Indexes::Kept, Ending::Commit, &|_| ()).await?;
    for sql in stage.statements() {
        client.batch_execute(&sql).await.map_err(SqlError::from).map_err(ProofError::ShareOut)?;
    }
    client.batch_execute("RESET session_replication_role").await.map_err(SqlError::from)?;
    Ok(())
}

/// The id of the first person, if there are any.
async fn person(client: &Client) -> Result<Option<String>, SqlError> {
    let sql = format!("SELECT id::text FROM {}.persons WHERE n = 1", crate::access::SCHEMA);
    Ok(match client.query_opt(&sql, &[]).await? {
        Some(row) => row.try_get(0)?,
        None => None,
    })
}

/// The columns that roles may use, by role and the name of the table's copy.
pub async fn rights(client: &Client, stage: &Stage<'_>) -> Result<BTreeMap<(Name, Name), Rights>, SqlError> {
    let roles: Vec<&str> = stage.roles.iter().map(|it| it.as_str()).collect();
    let tables: Vec<String> = stage.tables.iter().map(|it| it.table.name.sql()).collect();
    let rows = client.query(include_str!("rights.sql"), &[&roles, &tables]).await?;
    let mut found: BTreeMap<(Name, Name), Rights> = BTreeMap::new();
    for row in &rows {
        let (role, at, column): (String, i64, String) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        let table = usize::try_from(at - 1).ok().and_then(|at| stage.tables.get(at));
        let Some(table) = table else { continue };
        let rights = found.entry((Name::new(role), table.copy.name.clone())).or_default();
        for (at, columns) in [(3, &mut rights.select), (4, &mut rights.insert), (5, &mut rights.update)] {
            if row.try_get(at)? {
                columns.insert(Name::new(column.as_str()));
            }
        }
    }
    Ok(found)
}

/// Begins a role's turn; what the one before did is gone.
pub async fn begin(
    client: &Client,
    claims: &Claims,
    role: &Name,
    id: Option<&str>,
) -> Result<(), ProofError> {
    client.batch_execute("ROLLBACK; BEGIN; SET CONSTRAINTS ALL IMMEDIATE").await.map_err(SqlError::from)?;
    claims.assume(client, role, id).await?;
    let taken_on = client.batch_execute(&format!("SET LOCAL ROLE {role}; RESET ROLE")).await;
    taken_on.map_err(|error| ProofError::Role { role: role.clone(), source: error.into() })
}

/// Tries a probe on the rows in question.
async fn try_it(
    client: &Client,
    stage: &Stage<'_>,
    table: &Staged<'_>,
    probe: &Probe,
    rights: &Rights,
) -> Result<Outcome, SqlError> {
    let rows: Vec<i64> = match probe.rows(table) {
        Some(query) => {
            let rows = client.query(&query, &[]).await?;
            rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?
        }
        None => Vec::new(),
    };
    let unit = probe.what.unit();
    if rows.is_empty() && unit != Unit::Once {
        return Ok(Outcome::NoRows);
    }
    let attempt = |row| probe.attempt(stage, table, rights, row);
    match unit {
        Unit::Together => run(client, &probe.role, &attempt(None), rows.len() as u64).await,
        Unit::Once => run(client, &probe.role, &attempt(None), 1).await,
        Unit::First => run(client, &probe.role, &attempt(rows.first().copied()), 1).await,
        Unit::Each => {
            let (mut done, mut refused) = (0, None);
            for row in &rows {
                match run(client, &probe.role, &attempt(Some(*row)), 1).await? {
                    Outcome::Allowed => done += 1,
                    error @ (Outcome::Error { .. } | Outcome::NoRows) => return Ok(error),
                    outcome => refused = Some(outcome),
                }
            }
            Ok(match refused {
                Some(outcome) if done == 0 => outcome,
                _ => Outcome::of_rows(done, rows.len() as u64),
            })
        }
    }
}

/// Runs one attempt in a savepoint and undoes it.
pub async fn run(client: &Client, role: &Name, attempt: &Attempt, of: u64) -> Result<Outcome, SqlError> {
    let prepare = format!(
        "SAVEPOINT probe; SET LOCAL session_replication_role = replica; {}; SET LOCAL session_replication_role = origin; SET LOCAL ROLE {role}",
        attempt.prepare
    );
    client.batch_execute(&prepare).await?;
    let outcome = match client.simple_query(&attempt.statement).await {
        Ok(messages) => counted(&messages, attempt.counts, of),
        Err(error) => match error.as_db_error() {
            Some(answer) => Outcome::of_error(answer.code().code(), answer.message()),
            None => return Err(error.into()),
        },
    };
    client.batch_execute("ROLLBACK TO SAVEPOINT probe; RELEASE SAVEPOINT probe").await?;
    Ok(outcome)
}

fn counted(messages: &[SimpleQueryMessage], counts: Counts, of: u64) -> Outcome {
    let mut done = 0;
    for message in messages {
        match (message, counts) {
            (SimpleQueryMessage::Row(row), Counts::Returned) => {
                done = row.get(0).and_then(|it| it.parse().ok()).unwrap_or_default();
            }
            (SimpleQueryMessage::CommandComplete(rows), Counts::Changed) => done = *rows,
            _ => {}
        }
    }
    if counts == Counts::Nothing { Outcome::Allowed } else { Outcome::of_rows(done, of) }
}
