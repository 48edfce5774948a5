//! Finds the statements of the server that are a target's. The server numbers a statement by what it means,
//! so EXPLAIN of the target's own query gives the number that an application's gets, whatever its blanks and
//! letter case. Nothing is run, and the transactions are read-only and rolled back.

use std::time::Duration;

use serde::Serialize;
use tokio_postgres::Client;
use tokio_postgres::types::{ToSql, Type};

use crate::pg::acting::{self, As, Json, NOBODY};
use crate::pg::error::SqlError;
use crate::target::Target;

/// The targets beside the server's numbers, or why there are none.
pub type Targets = Result<Vec<Identified>, String>;

/// A target and what the server calls its query.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Identified {
    name: String,
    class: String,
    role: String,
    limit_ms: f64,
    ids: Vec<String>,
    /// Why it has no number.
    skipped: Option<String>,
}

/// How long planning one query may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Asks the server for the numbers.
pub async fn identify(client: &Client, targets: &[Target]) -> Result<Vec<Identified>, SqlError> {
    let mut identified = Vec::with_capacity(targets.len());
    for target in targets {
        let (ids, skipped) = match numbers(client, target).await? {
            Ok(ids) => (ids, None),
            Err(reason) => (Vec::new(), Some(reason)),
        };
        identified.push(Identified {
            name: target.name.clone(),
            class: target.class.clone(),
            role: target.role.as_str().to_owned(),
            limit_ms: target.limit.as_secs_f64() * 1000.0,
            ids,
            skipped,
        });
    }
    Ok(identified)
}

/// The numbers of the query in the forms in which it may be sent, or why there are none.
async fn numbers(client: &Client, target: &Target) -> Result<Result<Vec<String>, String>, SqlError> {
    let asked = in_transaction(client, target, async || asked(client, target).await).await;
    match asked {
        Err(error) if error.is_connection_lost() => Err(error),
        Err(error) => Ok(Err(reason(&error, target))),
        Ok(ids) if ids.is_empty() => {
            Ok(Err("compute_query_id is off, so that no statement has a number".to_owned()))
        }
        Ok(ids) => Ok(Ok(ids)),
    }
}

fn reason(error: &SqlError, target: &Target) -> String {
    match error.code() {
        Some("42501") => format!("{error}; it is planned as {}, whose rights are needed", target.role),
        _ => error.to_string(),
    }
}

/// Does something as the target's role, in a transaction that cannot write and is rolled back.
async fn in_transaction<T>(
    client: &Client,
    target: &Target,
    work: impl AsyncFnOnce() -> Result<T, SqlError>,
) -> Result<T, SqlError> {
    let role = target.role.as_str();
    let claims = target.person.as_ref().map(|_| acting::claims(NOBODY, role)).unwrap_or_default();
    let it = As { role, claims: &claims, plans: "auto" };
    let begun = match acting::begin(client, &it, PATIENCE).await {
        Ok(()) => client.batch_execute(include_str!("look.sql")).await.map_err(SqlError::from),
        Err(error) => Err(error),
    };
    let done = match begun {
        Ok(()) => work().await,
        Err(error) => Err(error),
    };
    acting::end(client).await?;
    done
}

/// Parameters that are bound make one statement, and constants in their places others: what a constant's value
/// is does not matter, and what its type is does. In quotes it has the type that is wanted of it, like NULL;
/// as a number its own.
async fn asked(client: &Client, target: &Target) -> Result<Vec<String>, SqlError> {
    let sql = &target.sql;
    let statement = client.prepare(sql.as_str()).await?;
    let types = statement.params();
    let mut ids: Vec<String> = number(client, sql.as_str(), types.len()).await?.into_iter().collect();
    if types.is_empty() {
        return Ok(ids);
    }
    let is_number = |parameter: &str| {
        let at = parameter.trim_start_matches('$').parse::<usize>().ok().and_then(|it| it.checked_sub(1));
        let of = at.and_then(|at| types.get(at));
        of.is_some_and(|it| [Type::INT2, Type::INT4, Type::INT8, Type::NUMERIC, Type::FLOAT8].contains(it))
    };
    let quoted = sql.with_parameters(|_| "NULL".to_owned());
    let bare = sql.with_parameters(|it| if is_number(it) { "0" } else { "NULL" }.to_owned());
    for form in [quoted, bare] {
        client.batch_execute("SAVEPOINT form").await?;
        match number(client, form.as_str(), 0).await {
            Ok(id) => ids.extend(id.filter(|id| !ids.contains(id))),
            Err(error) if error.is_connection_lost() => return Err(error),
            // So it has no meaning, and nobody can have sent it.
            Err(_) => client.batch_execute("ROLLBACK TO form").await?,
        }
    }
    Ok(ids)
}

/// The number of a query; none where the server gives none.
async fn number(client: &Client, sql: &str, bound: usize) -> Result<Option<String>, SqlError> {
    let explain = format!("EXPLAIN (VERBOSE, FORMAT JSON) {sql}");
    let nothing: Option<&str> = None;
    let parameters: Vec<(&(dyn ToSql + Sync), Type)> =
        (0..bound).map(|_| (&nothing as &(dyn ToSql + Sync), Type::UNKNOWN)).collect();
    let text: Json = client.query_typed_one(&explain, &parameters).await?.try_get(0)?;
    let plan: Option<serde_json::Value> = serde_json::from_str(&text.0).ok();
    let number = plan.as_ref().and_then(|it| it.get(0)?.get("Query Identifier")?.as_i64());
    Ok(number.map(|it| it.to_string()))
}
