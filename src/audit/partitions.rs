//! The partitions of the coming months. They stand in the schema `canai_db`, which no comparison looks at:
//! what a calendar makes is no drift.

use std::time::Duration;

use serde::Serialize;
use tokio_postgres::Client;

use super::AuditError;
use crate::duration::format_duration;
use crate::model::QualifiedName;
use crate::model::sql_text::quote;

/// One month's partition.
#[derive(Debug, Serialize)]
pub struct Month {
    pub partition: String,
    pub from: String,
    pub to: String,
    pub state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Exists,
    /// Entries of the month stand in the default partition, so it can have no partition of its own.
    InDefault,
    Missing,
    Created,
}

const MONTHS: &str = include_str!("sql/months.sql");
const DOING: &str = "the partitions of the audit log could not be read";

/// This month and so many more, as they are.
pub async fn survey(client: &Client, months: u16) -> Result<Vec<Month>, AuditError> {
    let rows = client.query(MONTHS, &[&i32::from(months)]).await.map_err(AuditError::of(DOING))?;
    let month = |row: &tokio_postgres::Row| Month {
        partition: row.get("name"),
        from: row.get("starts"),
        to: row.get("ends"),
        state: match (row.get("there"), row.get("begun")) {
            (true, _) => State::Exists,
            (false, true) => State::InDefault,
            (false, false) => State::Missing,
        },
    };
    Ok(rows.iter().map(month).collect())
}

/// Makes those that are missing, each in a transaction of its own. A partition is attached, which does not
/// hold up those who write to the other ones; PostgreSQL looks through the default partition meanwhile,
/// for `max_stall` at most.
pub async fn create(client: &Client, months: &mut [Month], max_stall: Duration) -> Result<(), AuditError> {
    let limit = quote(&format!("{}ms", max_stall.as_millis()));
    for month in months.iter_mut().filter(|it| it.state == State::Missing) {
        let table = QualifiedName::new("canai_db", month.partition.as_str()).sql();
        let (from, to) = (quote(&month.from), quote(&month.to));
        let made = client
            .batch_execute(&format!(
                "BEGIN;
                SET LOCAL lock_timeout = {limit};
                SET LOCAL statement_timeout = {limit};
                CREATE SCHEMA IF NOT EXISTS canai_db;
                CREATE TABLE {table} (LIKE canai_db_audit.log INCLUDING DEFAULTS INCLUDING INDEXES);
                ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
                CREATE TRIGGER keep_truncate BEFORE TRUNCATE ON {table}
                    FOR EACH STATEMENT EXECUTE FUNCTION canai_db_audit.keep();
                ALTER TABLE canai_db_audit.log ATTACH PARTITION {table} FOR VALUES FROM ({from}) TO ({to});
                COMMIT"
            ))
            .await;
        if let Err(error) = made {
            // The first failure is the one to tell.
            let _ = client.batch_execute("ROLLBACK").await;
            let is_stall = error.code().is_some_and(|it| ["57014", "55P03"].contains(&it.code()));
            if is_stall {
                return Err(AuditError::Stalled {
                    name: month.partition.clone(),
                    limit: format_duration(max_stall),
                });
            }
            return Err(AuditError::of(&format!("the partition {} could not be made", month.partition))(
                error,
            ));
        }
        month.state = State::Created;
    }
    Ok(())
}
