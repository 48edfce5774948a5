//! Why nothing could be measured.

use crate::model::{Name, QualifiedName};
use crate::pg::error::SqlError;

#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    #[error("{doing}")]
    Sql { doing: String, source: SqlError },
    #[error(
        "no row of {table} has a `{column}`, so nobody is there for whom `{query}` could run; load seeds, or \
         use `--scale 100k`"
    )]
    NoPersons { table: QualifiedName, column: Name, query: String },
    #[error(
        "parameter ${number} of `{query}` has a sample that gives no row; load seeds, or use `--scale 100k`"
    )]
    NoSample { number: usize, query: String },
    #[error("`{query}` has {wanted} parameters, and targets/ gives {given}")]
    Parameters { query: String, wanted: usize, given: usize },
    #[error("times cannot be counted")]
    Histogram(#[from] hdrhistogram::CreationError),
    #[error("the plan of `{query}` could not be read")]
    Plan { query: String },
}

impl BenchError {
    pub fn sql<E: Into<SqlError>>(doing: impl Into<String>) -> impl FnOnce(E) -> Self {
        let doing = doing.into();
        |error| Self::Sql { doing, source: error.into() }
    }
}
