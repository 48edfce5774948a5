//! What there is to know about a server and a role before a report is run: the version decides the
//! query, the rights decide what is hidden.

use tokio_postgres::Client;

use super::targets::Targets;
use crate::pg::error::SqlError;

#[derive(Clone, Debug)]
pub struct Facts {
    /// `15.18 (Debian …)`.
    pub server_version: String,
    /// `15`.
    pub major: i64,
    pub database: String,
    pub role: String,
    /// The server's clock, RFC 3339.
    pub taken_at: String,
    pub stats_reset: Option<String>,
    /// Whether other roles' sessions and statements are shown in full.
    pub reads_all_stats: bool,
    /// The version of the extension `pg_stat_statements`, if it was created in this database.
    pub statements: Option<(u32, u32)>,
    /// The `search_path` in which it is found.
    pub statements_path: Option<String>,
    /// The project's own.
    pub targets: Targets,
}

/// Reads them, inside of the transaction that the reports run in.
pub async fn read(client: &Client, targets: &Targets) -> Result<Facts, SqlError> {
    let row = client.query_typed_one(include_str!("facts.sql"), &[]).await?;
    let version: Option<String> = row.try_get("statements_version")?;
    Ok(Facts {
        server_version: row.try_get("server_version")?,
        major: row.try_get::<_, i64>("server_version_num")? / 10_000,
        database: row.try_get("database")?,
        role: row.try_get("role")?,
        taken_at: row.try_get("taken_at")?,
        stats_reset: row.try_get("stats_reset")?,
        reads_all_stats: row.try_get("reads_all_stats")?,
        statements_path: row.try_get("statements_path")?,
        targets: targets.clone(),
        statements: version.as_deref().and_then(version_numbers),
    })
}

/// `1.10` is (1, 10).
fn version_numbers(text: &str) -> Option<(u32, u32)> {
    let (major, minor) = text.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}
