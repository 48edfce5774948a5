//! Why a job did not run, or did not end.

use std::io;
use std::path::PathBuf;

use crate::diagnostic::{Diagnostic, Source};
use crate::pg::error::SqlError;

#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// Mistakes with their places, and the texts they point into.
    #[error("the jobs do not fit the database")]
    Mistakes { diagnostics: Vec<Diagnostic>, sources: Vec<Source> },
    #[error("{doing}")]
    Sql { doing: String, source: SqlError },
    #[error(
        "row security hides rows of {table} from `{role}`: the job would do nothing there, without a word; run it as \
         its owner `{owner}` (who needs `row_security: enabled`, not `forced`), or as a role with BYPASSRLS"
    )]
    RowSecurity { table: String, role: String, owner: String },
    #[error(
        "{job} would take {rows} rows of {table}, {times} times what is usual ({usual:.1} % of the table); nothing was \
         done there. Look with --dry-run; if that is meant, say --allow-unusual"
    )]
    Unusual { job: String, table: String, rows: String, times: u64, usual: f64 },
    #[error(
        "{table}: the rows of a batch are still there after it; a trigger or a rule of the table keeps them"
    )]
    Stays { table: String },
    #[error("{table}: gave up after {attempts} attempts at a batch")]
    GaveUp { table: String, attempts: u32, source: SqlError },
    #[error(
        "the secret for hashes is missing: set the environment variable {variable}, to at least 16 characters that \
         nobody else knows"
    )]
    NoSecret { variable: String },
    #[error("cannot {doing} {}", path.display())]
    File { doing: &'static str, path: PathBuf, source: io::Error },
    #[error("{}: {what}; nothing was deleted", path.display())]
    Archive { path: PathBuf, what: String },
    #[error(
        "{rows} rows of the archive have no room in {table}: other rows have their keys now, or other values; nothing \
         was brought back. Restore into a table of the same columns with --into, and look at both"
    )]
    Taken { table: String, rows: i64 },
    #[error(
        "{table} has no column for {what} any more; nothing was brought back. Restore into a table that has one, with \
         --into"
    )]
    Lacks { table: String, what: String },
    #[error("--from {from} is not before --until {until}")]
    Reversed { from: String, until: String },
    #[error("there is no table {table} in the database")]
    NoTable { table: String },
    #[error("catalog: {0}")]
    Catalog(serde_json::Error),
}

impl JobError {
    /// Says what PostgreSQL refused.
    pub fn sql(doing: impl Into<String>) -> impl FnOnce(tokio_postgres::Error) -> Self {
        let doing = doing.into();
        move |error| Self::Sql { doing, source: error.into() }
    }

    /// The SQLSTATE, if it is PostgreSQL's error.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Sql { source, .. } => source.code(),
            _ => None,
        }
    }
}
