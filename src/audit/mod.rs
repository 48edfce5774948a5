//! The audit log of a live database: its entries read, its coming partitions made, and whether pgaudit
//! logs the reads that `audit: [select]` declares. Never writes an entry.

pub mod check;
pub mod log;
pub mod partitions;

use crate::pg::error::SqlError;

/// Why the audit log or pgaudit could not be looked at.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    #[error(
        "this database has no audit log; write `audit: [insert, update, delete]` in the file of a table, compile and migrate"
    )]
    NoLog,
    #[error("the audit log is its owner's alone to read: connect as the role that runs the migrations")]
    NotAllowed,
    #[error("{doing}")]
    Sql { doing: String, source: SqlError },
    #[error(
        "the key of {table} cannot be told from `{key}`: write it as JSON, e.g. '{{\"id\": 42}}', as the column \
         KEY of `canai-db audit log` shows it"
    )]
    Key { table: String, key: String },
    #[error(
        "the partition {name} was not made: the default partition was still being looked through after {limit}; \
         inserts into the log waited so long and go on. Delete its old entries first (docs/audit.md), or give a \
         longer --max-stall at a quiet time"
    )]
    Stalled { name: String, limit: String },
}

impl AuditError {
    fn of(doing: &str) -> impl Fn(tokio_postgres::Error) -> Self {
        let doing = doing.to_owned();
        move |error| {
            let source = SqlError::from(error);
            match source.code() {
                Some("42P01" | "3F000") => Self::NoLog,
                Some("42501") => Self::NotAllowed,
                _ => Self::Sql { doing: doing.clone(), source },
            }
        }
    }
}
