//! What can be wrong with a folder of migrations, or between it and a ledger. Each problem says
//! which file, what is wrong with it, and what to do.

use std::fmt;

/// One reason not to touch the database.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error("{file}: the name must start with a version number; rename it to {write}")]
    BadName { file: String, write: String },

    #[error("{file}: cannot be read: {reason}")]
    Unreadable { file: String, reason: String },

    #[error("{file}: is a link to nothing; remove it")]
    DanglingLink { file: String },

    #[error("{file}: is not UTF-8 (byte {byte} is the first that is not); save it as UTF-8")]
    NotUtf8 { file: String, byte: usize },

    #[error(
        "{file}: starts with a byte order mark, which PostgreSQL does not understand; save it as UTF-8 without one"
    )]
    ByteOrderMark { file: String },

    #[error("{file}:{line}: holds a NUL character, which no text in PostgreSQL has; remove it")]
    NulCharacter { file: String, line: usize },

    #[error("version {version} is there more than once: {}; give each migration a version of its own", files.join(", "))]
    Duplicate { version: i64, files: Vec<String> },

    #[error("{file}: there is no up file for version {version}; add it, or remove this file")]
    DownWithoutUp { file: String, version: i64 },

    #[error(
        "{file}: has Windows line endings, and the checksum would change with them; \
         convert it to LF and put `*.sql text eol=lf` into .gitattributes"
    )]
    WindowsLineEndings { file: String },

    #[error("{file}: was changed after it had been applied; {cause}")]
    Changed { file: String, cause: Cause },

    #[error(
        "version {version} ({description}) is applied in the database, but its file is missing; bring it back"
    )]
    Missing { version: i64, description: String },

    #[error(
        "version {version} ({description}) is marked as failed in _sqlx_migrations; put right what it left behind, \
         then delete its row there, or set success to true if all of it is in place"
    )]
    Dirty { version: i64, description: String },

    #[error(
        "{file}: is below version {newest}, which is applied already; \
         give it a version above that, or leave out --strict-order"
    )]
    Late { file: String, newest: i64 },

    #[error(
        "{file}:{line}: `{words}` would end the transaction that keeps the file and its ledger row together; \
             remove it, every file already runs in a transaction of its own"
    )]
    TransactionControl { file: String, line: usize, words: String },

    #[error(
        "{file}: holds {count} statements, and a `-- no-transaction` file must hold exactly one; \
         put each into a file of its own"
    )]
    SeveralStatements { file: String, count: usize },

    #[error(
        "{file}: the index has no name, so an unfinished one could not be told from others after a crash; \
         name it: CREATE INDEX CONCURRENTLY <name> ON ..."
    )]
    UnnamedIndex { file: String },

    #[error(
        "{file}: needs `-- no-transaction` as its first line, because `{words}` cannot run in a transaction"
    )]
    NeedsNoTransaction { file: String, words: &'static str },

    #[error("version {version} ({description}) cannot be reverted: there is no down file {file}")]
    NoDownFile { version: i64, description: String, file: String },

    #[error("{file}: the migration cannot be reverted: {reason}")]
    Irreversible { file: String, reason: String },
}

/// Why an applied file's checksum differs, as far as the file itself shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// With LF line endings it would be the applied text.
    BecameCrlf,
    /// With CRLF line endings it would be the applied text.
    BecameLf,
    Edited,
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::BecameCrlf => {
                "only its line endings differ: they are CRLF now and were LF; \
                 convert it back and put `*.sql text eol=lf` into .gitattributes"
            }
            Self::BecameLf => {
                "only its line endings differ: they are LF now and were CRLF; it was applied from a checkout \
                 that converts line endings: convert the file to CRLF to go on"
            }
            Self::Edited => "restore the text that was applied and put the change into a new migration",
        })
    }
}

/// Every problem that was found, one to a line.
#[derive(Debug, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl std::error::Error for Problems {}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0[..] {
            [only] => write!(f, "{only}"),
            all => {
                write!(f, "{} problems with the migrations", all.len())?;
                all.iter().try_for_each(|problem| write!(f, "\n  - {problem}"))
            }
        }
    }
}
