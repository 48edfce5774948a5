//! A transaction as the query's role, with its claims, that is rolled back.

use std::time::Duration;

use tokio_postgres::Client;
use tokio_postgres::types::{ToSql, Type};

use super::BenchError;

/// Where a request's claims stand, as `PostgREST` and Supabase have it.
const CLAIMS: &str = "request.jwt.claims";

/// How one query is run.
#[derive(Clone, Copy, Debug)]
pub struct As<'a> {
    pub role: &'a str,
    /// JSON; empty without claims.
    pub claims: &'a str,
    /// `force_custom_plan` or `force_generic_plan`.
    pub plans: &'a str,
}

/// The claims of a person.
pub fn claims(person: &str, role: &str) -> String {
    serde_json::json!({ "sub": person, "role": role }).to_string()
}

/// Begins a transaction as somebody; [`end`] takes everything back.
pub async fn begin(client: &Client, it: &As<'_>, limit: Duration) -> Result<(), BenchError> {
    client.batch_execute("BEGIN").await.map_err(BenchError::sql("cannot begin"))?;
    let limit = limit.as_millis().to_string();
    let settings: [(&(dyn ToSql + Sync), Type); 5] = [
        (&it.role, Type::TEXT),
        (&CLAIMS, Type::TEXT),
        (&it.claims, Type::TEXT),
        (&it.plans, Type::TEXT),
        (&limit, Type::TEXT),
    ];
    let set = client.query_typed(include_str!("sql/as.sql"), &settings).await;
    set.map_err(BenchError::sql(format!("cannot become {}", it.role)))?;
    Ok(())
}

pub async fn end(client: &Client) -> Result<(), BenchError> {
    client.batch_execute("ROLLBACK").await.map_err(BenchError::sql("cannot roll back"))
}
