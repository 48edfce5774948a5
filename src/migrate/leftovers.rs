//! What an interrupted statement outside a transaction leaves behind, and how the next run goes on.
//!
//! Such a statement and its ledger row cannot be one transaction. So before it runs, this tells
//! from the catalog whether it has been done, half done or not at all. Where the catalog alone
//! cannot tell a finished drop from a wrong name, a table `_canai_db_started` marks the start; it
//! lives only while the statement runs.

use tokio_postgres::types::Type;
use tokio_postgres::{Client, Error as PgError};

use super::error::Reason;
use crate::migration::statement::{NewIndex, PROBE_INDEX, PROBE_TABLE, ReindexScope, Statement};
use crate::pg::error::SqlError;

/// Why the catalog did not allow to go on.
#[derive(Debug)]
pub enum Halt {
    Sql(PgError),
    Reason(Reason),
}

impl From<PgError> for Halt {
    fn from(error: PgError) -> Self {
        Self::Sql(error)
    }
}

/// How to go on with a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Course {
    /// Run the file.
    Run,
    /// Run this instead, which completes what was interrupted.
    Complete { sql: String },
    /// Its effect is in place already; only the row is missing.
    InPlace,
}

/// What was found, and what was cleared away for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Findings {
    pub course: Course,
    /// Names of unfinished indexes that were dropped.
    pub dropped: Vec<String>,
    /// Whether the start must be marked, because only the mark can prove later that it was done.
    pub mark: bool,
}

impl Findings {
    fn go(course: Course) -> Self {
        Self { course, dropped: Vec::new(), mark: false }
    }
}

/// Looks at what is there before the statement runs and clears away unfinished indexes. `started`
/// says whether an earlier run marked the start of this very file.
pub async fn prepare(client: &Client, statement: &Statement, started: bool) -> Result<Findings, Halt> {
    match statement {
        Statement::CreateIndexConcurrently(index) => prepare_index(client, index).await,
        Statement::ReindexConcurrently(scope) => {
            let dropped = drop_reindex_leftovers(client, scope).await?;
            Ok(Findings { dropped, ..Findings::go(Course::Run) })
        }
        Statement::DropIndexConcurrently { index } => {
            let there = exists(client, index).await?;
            let course = if !there && started { Course::InPlace } else { Course::Run };
            Ok(Findings { mark: there, ..Findings::go(course) })
        }
        Statement::DetachPartitionConcurrently { parent, partition } => {
            let row = client
                .query_typed_one(
                    include_str!("sql/attachment.sql"),
                    &[(parent, Type::TEXT), (partition, Type::TEXT)],
                )
                .await?;
            let (there, pending): (bool, Option<bool>) = (row.try_get("exists")?, row.try_get("pending")?);
            let course = match pending {
                Some(true) => Course::Complete {
                    sql: format!("ALTER TABLE {parent} DETACH PARTITION {partition} FINALIZE"),
                },
                None if there && started => Course::InPlace,
                _ => Course::Run,
            };
            Ok(Findings { mark: pending.is_some(), ..Findings::go(course) })
        }
        Statement::AddEnumValue | Statement::Vacuum | Statement::Other => Ok(Findings::go(Course::Run)),
    }
}

/// Clears away what a statement left that failed while the session lives on.
pub async fn clear_after_failure(client: &Client, statement: &Statement) -> Result<Vec<String>, Halt> {
    match statement {
        Statement::CreateIndexConcurrently(index) => match find_index(client, index).await? {
            Some(found) if !found.valid && found.on_table && found.builder.is_none() => {
                drop_index(client, &found.name).await?;
                Ok(vec![found.name])
            }
            _ => Ok(Vec::new()),
        },
        Statement::ReindexConcurrently(scope) => drop_reindex_leftovers(client, scope).await,
        _ => Ok(Vec::new()),
    }
}

async fn prepare_index(client: &Client, index: &NewIndex) -> Result<Findings, Halt> {
    let Some(found) = find_index(client, index).await? else { return Ok(Findings::go(Course::Run)) };
    if !found.on_table {
        return Ok(Findings::go(Course::Run));
    }
    if !found.valid {
        // While it is being built an index is INVALID too.
        if let Some(pid) = found.builder {
            return Err(Halt::Reason(Reason::BeingBuilt { name: found.name, pid }));
        }
        drop_index(client, &found.name).await?;
        return Ok(Findings { dropped: vec![found.name], ..Findings::go(Course::Run) });
    }
    if is_same(client, index, found.oid).await? {
        return Ok(Findings::go(Course::InPlace));
    }
    Err(Halt::Reason(Reason::IndexDiffers { name: found.name, definition: found.definition }))
}

#[derive(Debug)]
struct FoundIndex {
    oid: u32,
    name: String,
    valid: bool,
    on_table: bool,
    builder: Option<i32>,
    definition: String,
}

async fn find_index(client: &Client, index: &NewIndex) -> Result<Option<FoundIndex>, PgError> {
    let Some(name) = &index.name else { return Ok(None) };
    let row = client
        .query_typed_opt(
            include_str!("sql/find_index.sql"),
            &[(&index.table, Type::TEXT), (name, Type::TEXT)],
        )
        .await?;
    row.map(|row| {
        Ok(FoundIndex {
            oid: row.try_get("oid")?,
            name: row.try_get("name")?,
            valid: row.try_get("valid")?,
            on_table: row.try_get("on_table")?,
            builder: row.try_get("builder")?,
            definition: row.try_get("definition")?,
        })
    })
    .transpose()
}

/// Whether an existing index is what the file's statement would build: the statement is run on an
/// empty copy of the table, and PostgreSQL compares the two. Where that cannot be done they count
/// as different.
async fn is_same(client: &Client, index: &NewIndex, oid: u32) -> Result<bool, PgError> {
    let table = PROBE_TABLE.trim_start_matches("pg_temp.");
    let probe = format!(
        "BEGIN; CREATE TEMPORARY TABLE {table} (LIKE {}) ON COMMIT DROP; {}",
        index.table, index.probe
    );
    let same = match client.batch_execute(&probe).await {
        Ok(()) => {
            let name = format!("pg_temp.{PROBE_INDEX}");
            let row = client
                .query_typed_one(
                    include_str!("sql/same_index.sql"),
                    &[(&oid, Type::OID), (&name, Type::TEXT)],
                )
                .await?;
            row.try_get("same")?
        }
        Err(error) if SqlError::from(&error).is_connection_lost() => return Err(error),
        Err(_) => false,
    };
    client.batch_execute("ROLLBACK").await?;
    Ok(same)
}

async fn drop_reindex_leftovers(client: &Client, scope: &ReindexScope) -> Result<Vec<String>, Halt> {
    let (kind, name) = match scope {
        ReindexScope::Index(name) => ("index", name.as_str()),
        ReindexScope::Table(name) => ("table", name.as_str()),
        ReindexScope::Schema(name) => ("schema", name.as_str()),
        ReindexScope::Database => ("database", ""),
    };
    let rows = client
        .query_typed(include_str!("sql/reindex_leftovers.sql"), &[(&kind, Type::TEXT), (&name, Type::TEXT)])
        .await?;
    let names = rows.iter().map(|row| row.try_get("name")).collect::<Result<Vec<String>, _>>()?;
    for name in &names {
        drop_index(client, name).await?;
    }
    Ok(names)
}

/// Drops an index by its full, quoted name.
async fn drop_index(client: &Client, name: &str) -> Result<(), PgError> {
    client.batch_execute(&format!("DROP INDEX CONCURRENTLY IF EXISTS {name}")).await
}

async fn exists(client: &Client, relation: &str) -> Result<bool, PgError> {
    let row =
        client.query_typed_one("SELECT to_regclass($1) IS NOT NULL", &[(&relation, Type::TEXT)]).await?;
    row.try_get(0)
}

/// Marks that this text's statement is about to run.
pub async fn mark(client: &Client, version: i64, checksum: &[u8]) -> Result<(), PgError> {
    client.batch_execute(&format!("BEGIN; {}", include_str!("sql/mark_started.sql"))).await?;
    client
        .execute_typed(
            "INSERT INTO _canai_db_started (version, checksum) VALUES ($1, $2)",
            &[(&version, Type::INT8), (&checksum, Type::BYTEA)],
        )
        .await?;
    client.batch_execute("COMMIT").await
}

/// Whether an earlier run marked the start of this very text and did not come to its end.
pub async fn was_started(client: &Client, version: i64, checksum: &[u8]) -> Result<bool, PgError> {
    if !exists(client, "_canai_db_started").await? {
        return Ok(false);
    }
    let row = client
        .query_typed_one(
            include_str!("sql/was_started.sql"),
            &[(&version, Type::INT8), (&checksum, Type::BYTEA)],
        )
        .await?;
    row.try_get("started")
}

/// Removes the mark; in the transaction that writes the ledger row, or after a clean failure.
pub const UNMARK: &str = "DROP TABLE IF EXISTS _canai_db_started";
