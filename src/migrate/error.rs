//! What can stop a run, and in which state that leaves the database.

use std::fmt;
use std::time::Duration;

use tokio_postgres::error::SqlState;

use super::folder::FolderError;
use crate::migration::Problems;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Folder(#[from] FolderError),

    #[error("nothing was changed")]
    Problems(#[from] Problems),

    #[error("{doing} failed")]
    Database { doing: &'static str, source: tokio_postgres::Error },

    #[error("this server is a standby, which only follows its primary; connect to the primary")]
    Standby,

    #[error(
        "refinery has run here before: refinery_schema_history names {count} migrations{}, \
         and _sqlx_migrations none\nadopt them without running them again: canai-db baseline {}",
        newest.map(|newest| format!(" up to version {newest}")).unwrap_or_default(),
        newest.map_or_else(|| "--latest".to_owned(), |newest| newest.to_string())
    )]
    RefineryHistory { count: i64, newest: Option<i64> },

    #[error("the database is at version {newest} already, above {to}; to go back: canai-db revert --to {to}")]
    AlreadyPast { to: i64, newest: i64 },

    #[error(transparent)]
    Script(#[from] Box<ScriptFailure>),

    #[error("recording the migrations failed; none was recorded")]
    Recording(#[source] tokio_postgres::Error),

    /// refinery came to another conclusion than we did.
    #[error("refinery refused the run")]
    Refinery(#[source] Box<refinery_core::Error>),

    /// refinery went another way than we had planned.
    #[error("refinery came for another migration than the one that is next; nothing of it was run")]
    OutOfStep,
}

/// A file that did not go through.
#[derive(Debug)]
pub struct ScriptFailure {
    pub file: String,
    pub reason: Reason,
    pub aftermath: Aftermath,
    /// How many files this run had finished before.
    pub finished: usize,
    /// The command that goes on from here.
    pub command: &'static str,
}

/// Why a file did not go through.
#[derive(Debug, thiserror::Error)]
pub enum Reason {
    #[error("{}", describe(.0))]
    Sql(tokio_postgres::Error),

    #[error(
        "the locks it needs were not to be had: {attempts} attempts of {} each; \
         find who holds them in pg_locks and pg_stat_activity, or choose a longer --lock-timeout",
        humantime(*.lock_timeout)
    )]
    Locked { attempts: u32, lock_timeout: Duration },

    #[error("the file ended the transaction it ran in; remove its COMMIT or ROLLBACK")]
    EndedTransaction,

    #[error("there is another index {name}: {definition}\nrename or drop it, or change the file")]
    IndexDiffers { name: String, definition: String },

    #[error("index {name} is being built right now by process {pid}; wait for that to end")]
    BeingBuilt { name: String, pid: i32 },
}

/// What a failed file left in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aftermath {
    /// The transaction, and with it all the file did, is undone.
    RolledBack,
    /// Nothing had been started.
    Untouched,
    /// A statement outside a transaction failed; PostgreSQL undid what it could and the run cleaned up.
    StatementFailed,
    /// The file ended its own transaction: what it did before that stays.
    PartlyDone,
    /// The statement took effect, its ledger row is missing.
    NotRecorded,
    /// The connection went away while the outcome was on its way.
    Unknown,
}

impl ScriptFailure {
    fn closed(&self) -> bool {
        matches!(&self.reason, Reason::Sql(error) if lost(error))
    }
}

impl std::error::Error for ScriptFailure {}

impl fmt::Display for ScriptFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, reason, aftermath, finished, command } = self;
        writeln!(f, "{file}: {reason}")?;
        match aftermath {
            Aftermath::RolledBack => write!(f, "{file} was rolled back")?,
            Aftermath::Untouched => write!(f, "{file} was not started")?,
            Aftermath::StatementFailed => {
                write!(f, "{file} runs outside a transaction; its statement failed and is not recorded")?;
            }
            Aftermath::PartlyDone => write!(f, "what {file} did before that stays, and it is not recorded")?,
            Aftermath::NotRecorded => write!(f, "{file} was run, but could not be recorded")?,
            Aftermath::Unknown => write!(f, "whether {file} was committed is not known here; the ledger is")?,
        }
        match finished {
            0 => {}
            1 => f.write_str("; the one before it stays")?,
            count => write!(f, "; the {count} before it stay")?,
        }
        match aftermath {
            Aftermath::Unknown | Aftermath::NotRecorded => write!(f, "; run `canai-db {command}` again"),
            _ if self.closed() || matches!(reason, Reason::Locked { .. } | Reason::BeingBuilt { .. }) => {
                write!(f, "; run `canai-db {command}` again")
            }
            Aftermath::PartlyDone => write!(f, "; undo it by hand before `canai-db {command}` is run again"),
            _ => write!(f, "; fix the file and run `canai-db {command}` again"),
        }
    }
}

/// Whether the session is gone, so that nothing can be asked or cleaned up any more.
pub fn lost(error: &tokio_postgres::Error) -> bool {
    error.is_closed()
        || error.code().is_none()
        || error.code().is_some_and(|code| {
            *code == SqlState::ADMIN_SHUTDOWN
                || *code == SqlState::CRASH_SHUTDOWN
                || *code == SqlState::CANNOT_CONNECT_NOW
        })
}

/// Whether the same statement may succeed when it is tried again.
pub fn is_contention(error: &tokio_postgres::Error) -> bool {
    error.code().is_some_and(|code| {
        *code == SqlState::LOCK_NOT_AVAILABLE || *code == SqlState::T_R_DEADLOCK_DETECTED
    })
}

fn describe(error: &tokio_postgres::Error) -> String {
    match error.as_db_error() {
        Some(db) => {
            let mut text = format!("{} (SQLSTATE {})", db.message(), db.code().code());
            for (label, more) in [("detail", db.detail()), ("hint", db.hint())] {
                if let Some(more) = more {
                    text.push_str(&format!("\n  {label}: {more}"));
                }
            }
            text
        }
        None => format!("the connection was lost: {error}"),
    }
}

fn humantime(duration: Duration) -> String {
    format!("{duration:?}")
}
