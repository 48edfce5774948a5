//! Why nothing was loaded. Mistakes in files are diagnostics; the rest is an error of its own.

use std::io;
use std::path::PathBuf;

use crate::diagnostic::{Diagnostic, Source};
use crate::pg::error::SqlError;

#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// Mistakes with their places, and the texts they point into.
    #[error("the seeds hold mistakes")]
    Mistakes { diagnostics: Vec<Diagnostic>, sources: Vec<Source> },
    #[error("cannot read {}", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("{}: {message}", path.display())]
    Data { path: PathBuf, message: String },
    #[error("{doing}")]
    Sql { doing: String, source: SqlError },
    #[error("{file}, line {line}: `{words}` would end the seeds' transaction; remove it")]
    TransactionControl { file: String, line: usize, words: String },
    #[error(
        "row security hides rows of {table} from `{role}`, so what is there cannot be compared; connect as its \
         owner `{owner}` (who needs `row_security: enabled`, not `forced`), or as a role with BYPASSRLS"
    )]
    RowSecurity { table: String, role: String, owner: String },
    #[error("{table} holds rows: its indexes serve them and are not put off; leave out --defer-indexes")]
    NotEmpty { table: String },
    #[error("no set has rows for {table}; they have rows for {}", known.join(", "))]
    NoSuchTable { table: String, known: Vec<String> },
}

impl SeedError {
    /// Says what PostgreSQL refused.
    pub fn sql(doing: impl Into<String>) -> impl FnOnce(tokio_postgres::Error) -> Self {
        let doing = doing.into();
        move |error| Self::Sql { doing, source: error.into() }
    }

    /// The same for an error that has been read already.
    pub fn refused(doing: impl Into<String>) -> impl FnOnce(SqlError) -> Self {
        let doing = doing.into();
        move |error| Self::Sql { doing, source: error }
    }
}
