//! Runs reports: one read-only transaction, all queries sent at once, each behind a savepoint, so that
//! one that may not or cannot run does not take the others along.

use futures_util::future::{join_all, join4};
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Row as SqlRow};

use super::definition::{Hidden, Report};
use super::facts::{self, Facts};
use super::judge::{self, Overrides};
use super::snapshot::{Cell, Content, Row, Section, Severity, Snapshot, Value};
use super::targets::Targets;
use crate::pg::error::SqlError;

/// Why nothing could be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("the server could not be read")]
    Sql(#[from] SqlError),
    #[error("the report {report} could not be read")]
    Report { report: &'static str, source: SqlError },
    #[error("the targets cannot be told to the server")]
    Targets(#[source] serde_json::Error),
    #[error("the query of the report {0} gives other columns than the report has")]
    Columns(&'static str),
}

impl From<tokio_postgres::Error> for ReadError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Sql(error.into())
    }
}

/// Begins the transaction that reports run in.
pub(super) const BEGIN: &str = include_str!("begin.sql");

/// Runs the reports and judges what they give.
pub async fn read(
    client: &Client,
    reports: &[&'static Report],
    overrides: &Overrides,
    targets: &Targets,
) -> Result<Snapshot, ReadError> {
    client.batch_execute(BEGIN).await?;
    let read = read_all(client, reports, overrides, targets).await;
    let ended = client.batch_execute("ROLLBACK").await;
    let snapshot = read?;
    ended?;
    Ok(snapshot)
}

async fn read_all(
    client: &Client,
    reports: &[&'static Report],
    overrides: &Overrides,
    targets: &Targets,
) -> Result<Snapshot, ReadError> {
    let facts = facts::read(client, targets).await?;
    if let Ok(targets) = targets {
        // The one thing that a report's query may have to know of the project.
        let told = serde_json::to_string(targets).map_err(ReadError::Targets)?;
        let told: [(&(dyn ToSql + Sync), Type); 1] = [(&told, Type::TEXT)];
        client.query_typed("SELECT set_config('canai_db.targets', $1, true)", &told).await?;
    }
    let sections = join_all(reports.iter().map(|report| section(client, report, &facts, overrides)));
    let sections = sections.await.into_iter().collect::<Result<Vec<_>, _>>()?;
    Ok(Snapshot {
        server_version: facts.server_version,
        database: facts.database,
        role: facts.role,
        taken_at: facts.taken_at,
        stats_reset: facts.stats_reset,
        since: None,
        sections,
    })
}

async fn section(
    client: &Client,
    report: &'static Report,
    facts: &Facts,
    overrides: &Overrides,
) -> Result<Section, ReadError> {
    let limits = judge::limits(report, overrides);
    let notes: Vec<String> = hidden(client, report, facts).await?.into_iter().collect();
    // For this query alone: elsewhere names must be told with their schema.
    let path = facts.statements_path.clone().filter(|_| report.reads_statements);
    let content = match (report.query)(facts) {
        Err(reason) => Content::Skipped { reason },
        Ok(query) => match run(client, query, path.as_deref()).await {
            Ok(rows) => {
                let rows = rows.iter().map(|row| read_row(row, report)).collect::<Result<Vec<_>, _>>()?;
                let mut rows: Vec<Row> = rows;
                for row in &mut rows {
                    judge::judge(report, &limits, row);
                }
                // The query's order is kept among equals.
                rows.sort_by_key(|row| std::cmp::Reverse(row.severity()));
                Content::Rows { total: rows.len(), rows, gone: Vec::new() }
            }
            Err(error) => match reason(&error, facts) {
                Some(reason) => Content::Skipped { reason },
                None => return Err(ReadError::Report { report: report.name, source: error.into() }),
            },
        },
    };
    let is_whole = notes.is_empty() && matches!(content, Content::Rows { .. });
    Ok(Section { report, limits, notes, is_whole, content })
}

/// What this role does not see of a report, in words.
async fn hidden(client: &Client, report: &Report, facts: &Facts) -> Result<Option<String>, ReadError> {
    let role = &facts.role;
    Ok(match report.hidden {
        Some(Hidden::WithoutMonitor(what)) if !facts.reads_all_stats => {
            Some(format!("{what}: `{role}` is not a member of pg_monitor"))
        }
        Some(Hidden::Rows { count, what, right }) => {
            // Where it fails, so does the report, which says why.
            let rows = run(client, count, None).await.unwrap_or_default();
            let hidden: i64 = rows.first().map(|row| row.try_get(0)).transpose()?.unwrap_or_default();
            (hidden > 0).then(|| format!("{what} of {hidden}: `{role}` lacks {right}"))
        }
        Some(Hidden::WithoutMonitor(_)) | None => None,
    })
}

/// Sends the query between a savepoint and its end, without waiting for one before the next.
pub(super) async fn run(
    client: &Client,
    query: &str,
    path: Option<&str>,
) -> Result<Vec<SqlRow>, tokio_postgres::Error> {
    let path = path.unwrap_or("pg_catalog");
    let parameters: [(&(dyn ToSql + Sync), Type); 1] = [(&path, Type::TEXT)];
    let (before, set, rows, after) = join4(
        client.batch_execute("SAVEPOINT report"),
        client.query_typed("SELECT set_config('search_path', $1, true)", &parameters),
        client.query_typed(query, &[]),
        // Takes the search_path back, too.
        client.batch_execute("ROLLBACK TO report"),
    )
    .await;
    before?;
    set?;
    let rows = rows?;
    after?;
    Ok(rows)
}

/// Why a report has nothing to say, where that is no failure of the whole.
pub(super) fn reason(error: &tokio_postgres::Error, facts: &Facts) -> Option<String> {
    let answer = error.as_db_error()?;
    let code = answer.code();
    let role = &facts.role;
    Some(if *code == SqlState::INSUFFICIENT_PRIVILEGE {
        format!("{}; GRANT pg_monitor TO {role} gives the right", answer.message())
    } else if *code == SqlState::QUERY_CANCELED {
        "it took longer than 30 s".to_owned()
    } else if *code == SqlState::LOCK_NOT_AVAILABLE {
        "a table is locked, and a report waits for nobody".to_owned()
    } else if *code == SqlState::OBJECT_NOT_IN_PREREQUISITE_STATE {
        // pg_stat_statements, created but not loaded.
        answer.message().to_owned()
    } else {
        return None;
    })
}

fn read_row(row: &SqlRow, report: &Report) -> Result<Row, ReadError> {
    let same =
        row.columns().iter().map(tokio_postgres::Column::name).eq(report.columns.iter().map(|it| it.name));
    if !same {
        return Err(ReadError::Columns(report.name));
    }
    let cells = (0..row.len()).map(|at| {
        let value = read_value(row, at)?;
        Ok(Cell { value, severity: Severity::Ok, before: None })
    });
    Ok(Row { cells: cells.collect::<Result<Vec<_>, ReadError>>()?, is_new: false })
}

fn read_value(row: &SqlRow, at: usize) -> Result<Value, ReadError> {
    let column = &row.columns()[at];
    Ok(match *column.type_() {
        Type::INT8 => row.try_get::<_, Option<i64>>(at)?.map_or(Value::Null, Value::Integer),
        // What is infinite or not a number cannot be told to JSON.
        Type::FLOAT8 => {
            row.try_get::<_, Option<f64>>(at)?.filter(|it| it.is_finite()).map_or(Value::Null, Value::Number)
        }
        Type::BOOL => row.try_get::<_, Option<bool>>(at)?.map_or(Value::Null, Value::Boolean),
        _ => row.try_get::<_, Option<String>>(at)?.map_or(Value::Null, Value::Text),
    })
}
