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
    #[error("{table}: {rows} rows of a batch {doubt}; the batch was undone")]
    Wrong { table: String, rows: u64, doubt: &'static str },
    #[error("{table}: gave up after {attempts} attempts at a batch")]
    GaveUp { table: String, attempts: u32, source: SqlError },
    #[error("{view}: the refresh was cancelled, and the view is as it was")]
    Cancelled { view: String, source: SqlError },
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
        "{rows} rows of the archive would not be in {table} as they were: other rows have their keys now, or a trigger \
         gives them other values; nothing was brought back. Restore into a table of the same columns with --into, and \
         look at both"
    )]
    Taken { table: String, rows: i64 },
    #[error(
        "{table} has no column for {what} any more; nothing was brought back. Restore into a table that has one, with \
         --into"
    )]
    Lacks { table: String, what: String },
    #[error(
        "{flag} {text} is no time: write one as PostgreSQL reads it, e.g. 2026-01-31 or '2026-01-31 12:00+00'"
    )]
    NoTime { flag: &'static str, text: String },
    #[error("--from {from} is not before --until {until}")]
    Reversed { from: String, until: String },
    #[error("--now {now} never comes: give a time that ages can be counted from")]
    Never { now: String },
    #[error(
        "--now {now} is yet to come, and rows would go before their time; nothing was done. Look with --dry-run; if \
         that is meant, say --allow-unusual"
    )]
    ToCome { now: String },
    #[error("there is no table {table} in the database")]
    NoTable { table: String },
    #[error("catalog: {0}")]
    Catalog(serde_json::Error),
}

impl JobError {
    /// Says what PostgreSQL refused, without the values of rows that it quotes: what a job says ends up
    /// in mails and logs.
    pub fn sql(doing: impl Into<String>) -> impl FnOnce(tokio_postgres::Error) -> Self {
        let doing = doing.into();
        move |error| Self::Sql { doing, source: SqlError::from(error).without_values() }
    }

    /// What the ledger says of a run that failed: no value of a row, and enough to know why.
    pub fn cause(&self) -> String {
        let answer = match self {
            Self::Sql { source, .. } | Self::GaveUp { source, .. } | Self::Cancelled { source, .. } => {
                source.answer()
            }
            _ => None,
        };
        let Some(answer) = answer else { return self.to_string() };
        let names = answer.names().map(|names| format!(", {names}")).unwrap_or_default();
        format!("{self} (SQLSTATE {}{names})", answer.code)
    }

    /// The SQLSTATE, if it is PostgreSQL's error.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Sql { source, .. } => source.code(),
            _ => None,
        }
    }
}
