//! Why a person's data was not copied or erased.

use std::io;
use std::path::PathBuf;

use crate::jobs::JobError;
use crate::pg::error::SqlError;

#[derive(Debug, thiserror::Error)]
pub enum PersonError {
    #[error("{doing}")]
    Sql { doing: String, source: SqlError },
    #[error(
        "row security hides rows of {table} from `{role}`, so a part would be taken for all; connect as its owner \
         `{owner}` (who needs `row_security: enabled`, not `forced`), or as a role with BYPASSRLS"
    )]
    RowSecurity { table: String, role: String, owner: String },
    #[error(
        "the database has no table {table}, which schema/ declares; apply the migrations first (`canai-db migrate`)"
    )]
    NoTable { table: String },
    #[error(
        "{table} is a partition of {of} in schema/ and stands by itself in the database, so its rows would not be \
         found; attach it again, drop it, or declare it as a table of its own with `subject`"
    )]
    Detached { table: String, of: String },
    #[error(
        "{} was written before {table} had `{tie}`, by which rows are found, and has `{lost}`, which {table} has no \
         more; if that was its name, add {lost} to the table again, fill it from {tie}, and name it in `subject` too",
        file.display()
    )]
    Untied { file: PathBuf, table: String, tie: String, lost: String },
    #[error("{id:?} is no value of {root}.{key}, by which persons are told apart")]
    NotAnId { id: String, root: String, key: String },
    #[error(
        "the ledger keeps a keyed hash of who it was, and there is no key: set {variable} to a secret of at least \
         {least} characters that is kept outside of the database, e.g. from `openssl rand -base64 32`"
    )]
    NoKey { variable: &'static str, least: usize },
    #[error("another run is erasing the same person; wait for it to end")]
    Running,
    #[error(
        "{rows} rows of {column} refer to rows of {of} that would be erased, are not this person's, and cannot be NULL; \
         give them another row or delete them, then run it again (nothing was changed)"
    )]
    InTheWay { rows: i64, column: String, of: String },
    #[error(transparent)]
    Archive(#[from] JobError),
    #[error("cannot write {}", path.display())]
    Write { path: PathBuf, source: io::Error },
    #[error("cannot write the copy")]
    Output(#[from] io::Error),
    #[error("cannot write the zip file")]
    Zip(#[from] zip::result::ZipError),
}

impl PersonError {
    /// Says what PostgreSQL refused, without the values of rows that it quotes.
    pub fn sql(doing: impl Into<String>) -> impl FnOnce(tokio_postgres::Error) -> Self {
        let doing = doing.into();
        move |error| Self::Sql { doing, source: SqlError::from(error).without_values() }
    }
}
