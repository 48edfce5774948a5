//! What can stop a run, and in which state that leaves the database.

use std::fmt;
use std::time::Duration;

use tokio_postgres::error::SqlState;

use super::folder::FolderError;
use crate::duration::format_duration;
use crate::migration::Problems;
use crate::pg::error::SqlError;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Folder(#[from] FolderError),

    #[error("{0}\nnothing was changed")]
    Problems(Problems),

    #[error("{doing} failed")]
    Database { doing: &'static str, source: tokio_postgres::Error },

    #[error("this server is a standby, which only follows its primary; connect to the primary")]
    Standby,

    #[error(
        "refinery has run here before: refinery_schema_history names {count} migrations{}, \
         and _sqlx_migrations none; nothing was changed\nadopt them without running them again: canai-db baseline {}",
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
    #[error(transparent)]
    Sql(SqlError),

    #[error(
        "the locks it needs were not to be had: {attempts} attempts of {} each; \
         find who holds them in pg_locks and pg_stat_activity, or choose a longer --lock-timeout",
        format_duration(*.lock_timeout)
    )]
    Locked {
        attempts: u32,
        lock_timeout: Duration,
        /// What the last attempt ended with.
        #[source]
        error: SqlError,
    },

    #[error("the file ended the transaction it ran in; remove its COMMIT or ROLLBACK")]
    EndedTransaction,

    #[error("another tool, such as sqlx-cli, applied it meanwhile")]
    AppliedMeanwhile,

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

impl std::error::Error for ScriptFailure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.reason {
            Reason::Sql(error) => Some(error),
            other => Some(other),
        }
    }
}

impl fmt::Display for ScriptFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, reason, aftermath, finished, command } = self;
        f.write_str(file)?;
        f.write_str(match aftermath {
            Aftermath::RolledBack => " failed and was rolled back",
            Aftermath::Untouched => " cannot be run",
            Aftermath::StatementFailed => " failed; it runs outside a transaction and is not recorded",
            Aftermath::PartlyDone => " failed; what it did before it ended its transaction stays, unrecorded",
            Aftermath::NotRecorded => " was run, but could not be recorded",
            Aftermath::Unknown => " was cut off; whether it took effect is not known here",
        })?;
        match (finished, *command) {
            (0, _) => {}
            (1, "revert") => f.write_str("; the one before it stays reverted")?,
            (1, _) => f.write_str("; the one before it stays applied")?,
            (count, "revert") => write!(f, "; the {count} before it stay reverted")?,
            (count, _) => write!(f, "; the {count} before it stay applied")?,
        }
        match (aftermath, reason) {
            (Aftermath::PartlyDone, _) => {
                write!(f, "\nundo that by hand, then run `canai-db {command}` again")
            }
            (Aftermath::Unknown | Aftermath::NotRecorded, _)
            | (
                _,
                Reason::Locked { .. }
                | Reason::AppliedMeanwhile
                | Reason::BeingBuilt { .. }
                | Reason::IndexDiffers { .. },
            ) => {
                write!(f, "\nrun `canai-db {command}` again; it goes on from what is recorded")
            }
            (_, Reason::Sql(error)) if error.is_connection_lost() || is_cancelled(error) => {
                write!(f, "\nrun `canai-db {command}` again; it goes on from what is recorded")
            }
            (_, Reason::Sql(error)) if exists_already(error) && *finished == 0 && *command == "migrate" => {
                write!(
                    f,
                    "\nif the database has what the file makes, record it with `canai-db baseline`; \
                 otherwise fix the file and run `canai-db migrate` again"
                )
            }
            _ => write!(f, "\nfix the file and run `canai-db {command}` again"),
        }
    }
}

/// Whether the same statement may succeed when it is tried again: a lock was not to be had in time,
/// or two sessions waited for each other.
pub fn is_contention(error: &SqlError) -> bool {
    let contention = [SqlState::LOCK_NOT_AVAILABLE, SqlState::T_R_DEADLOCK_DETECTED];
    error.code().is_some_and(|code| contention.iter().any(|state| state.code() == code))
}

/// By Ctrl-C here, by an administrator, or by a timeout: nothing is wrong with the file.
fn is_cancelled(error: &SqlError) -> bool {
    error.code() == Some(SqlState::QUERY_CANCELED.code())
}

fn exists_already(error: &SqlError) -> bool {
    let duplicates = [SqlState::DUPLICATE_TABLE, SqlState::DUPLICATE_OBJECT, SqlState::DUPLICATE_SCHEMA];
    error.code().is_some_and(|code| duplicates.iter().any(|state| state.code() == code))
}
