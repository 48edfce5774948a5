//! A transaction as some role and with the claims of a person, that is rolled back: how the queries of an
//! application are run and planned as the application does it.

use std::time::Duration;

use tokio_postgres::Client;
use tokio_postgres::types::{FromSql, ToSql, Type};

use super::error::SqlError;

/// Where a request's claims stand, as `PostgREST` and Supabase have it.
const CLAIMS: &str = "request.jwt.claims";

/// Who has no row anywhere.
pub const NOBODY: &str = "00000000-0000-4000-8000-000000000000";

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

/// Begins a transaction as somebody; [`end`] takes everything back. Where it fails, a transaction may be
/// open, and [`end`] is still to be called.
pub async fn begin(client: &Client, it: &As<'_>, limit: Duration) -> Result<(), SqlError> {
    client.batch_execute("BEGIN").await?;
    let limit = limit.as_millis().to_string();
    let settings: [(&(dyn ToSql + Sync), Type); 5] = [
        (&it.role, Type::TEXT),
        (&CLAIMS, Type::TEXT),
        (&it.claims, Type::TEXT),
        (&it.plans, Type::TEXT),
        (&limit, Type::TEXT),
    ];
    client.query_typed(include_str!("sql/acting.sql"), &settings).await?;
    Ok(())
}

pub async fn end(client: &Client) -> Result<(), SqlError> {
    Ok(client.batch_execute("ROLLBACK").await?)
}

/// The bytes of a json column as they are: what EXPLAIN prints.
pub struct Json(pub String);

impl<'a> FromSql<'a> for Json {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self(String::from_utf8(raw.to_vec())?))
    }

    fn accepts(data_type: &Type) -> bool {
        *data_type == Type::JSON
    }
}
