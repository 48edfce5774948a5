//! Why nothing was loaded. Mistakes in files are diagnostics; the rest is an error of its own.

use std::io;
use std::path::PathBuf;

use crate::diagnostic::{Diagnostic, Source};
use crate::generate::Refusal;
use crate::pg::error::SqlError;

#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// Mistakes with their places, and the texts they point into.
    #[error("the seeds hold mistakes")]
    Mistakes { diagnostics: Vec<Diagnostic>, sources: Vec<Source> },
    /// More than are described: `found` of them.
    #[error("the seeds hold {found} mistakes")]
    ManyMistakes { diagnostics: Vec<Diagnostic>, sources: Vec<Source>, found: u64 },
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
    #[error("{} cannot be generated:\n{}", of_rows(refusals.len()), told(refusals))]
    Refused { refusals: Vec<Refusal> },
    #[error(
        "{} hold{} rows already, and generated ones could clash with them; empty {} first, or leave {} out",
        tables.join(", "),
        if tables.len() == 1 { "s" } else { "" },
        it_or_them(tables),
        it_or_them(tables)
    )]
    Filled { tables: Vec<String> },
    #[error("{what} is declared in schema/ and is not in the database; `canai-db migrate` brings it there")]
    NotThere { what: String },
    #[error("no set has rows for {table}; they have rows for {}", known.join(", "))]
    NoSuchTable { table: String, known: Vec<String> },
    #[error("{table} may be {}; write one of these", meant.join(" or "))]
    AnyOfTables { table: String, meant: Vec<String> },
}

/// Mistakes with their places, and the texts they point into.
#[derive(Debug, Default)]
pub struct Mistakes {
    pub diagnostics: Vec<Diagnostic>,
    pub sources: Vec<Source>,
    /// How many there are beside those that are described.
    pub more: u64,
}

impl Mistakes {
    pub fn is_empty(&self) -> bool {
        self.diagnostics.is_empty()
    }

    /// In the order of the files and the places in them.
    pub fn into_error(mut self) -> SeedError {
        self.diagnostics.sort_by(|a, b| (&a.path, a.span).cmp(&(&b.path, b.span)));
        let Self { diagnostics, sources, more } = self;
        match more {
            0 => SeedError::Mistakes { diagnostics, sources },
            _ => SeedError::ManyMistakes { found: diagnostics.len() as u64 + more, diagnostics, sources },
        }
    }
}

fn it_or_them(tables: &[String]) -> &'static str {
    if tables.len() == 1 { "it" } else { "them" }
}

fn of_rows(count: usize) -> String {
    if count == 1 { "rows of one kind".to_owned() } else { format!("rows of {count} kinds") }
}

fn told(refusals: &[Refusal]) -> String {
    refusals.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
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
