//! PostgreSQL servers that canai-db starts itself, from binaries that are already on the machine:
//! throwaway ones for tests and scratch databases, and the project's own local development server.
//!
//! Nothing here downloads anything, needs sudo, or changes the permissions of a folder it did not
//! make. Everything blocks and none of it needs an async runtime; it may be called from within one.

pub mod binaries;
mod folders;
mod home;
mod identity;
mod launch;
pub mod local;
mod local_settings;
mod spawn;
mod sql;
pub mod supervisor;
mod template;
pub mod throwaway;

use std::io;
use std::path::{Path, PathBuf};

pub use binaries::{Binaries, BinariesError};
pub use folders::random;
pub use throwaway::Throwaway;

/// Why a server could not be started, stopped or found.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    #[error(transparent)]
    Binaries(#[from] BinariesError),

    /// `doing` is a verb with its article: "create the folder", "read".
    #[error("cannot {doing} {}", path.display())]
    Io { doing: &'static str, path: PathBuf, source: io::Error },

    #[error(
        "PostgreSQL refuses to run as root, and there is neither a user `postgres` nor `nobody` to run it \
         as; make one with `useradd --system postgres`"
    )]
    NoServerUser,

    #[error(
        "user `{user}`, which runs PostgreSQL when root starts it, cannot reach {}; put it where others may pass",
        path.display()
    )]
    OutOfReach { path: PathBuf, user: String },

    #[error(
        "{} belongs to another user, or others may write to it; remove it, or `chmod go-w` it if it is yours",
        .0.display()
    )]
    NotOurs(PathBuf),

    #[error(
        "no temporary folder is short enough for a socket (107 bytes); set TMPDIR to a short one such as /tmp"
    )]
    SocketPathTooLong,

    #[error("{} failed:\n{output}", program.display())]
    Initdb { program: PathBuf, output: String },

    #[error(
        "{} failed; user {user} is not in /etc/passwd, which it may need: add `db:x:{user}:{user}::/:/bin/false` \
         there, or run as root or as another user\n{output}",
        program.display()
    )]
    InitdbWithoutUser { program: PathBuf, user: u32, output: String },

    #[error("PostgreSQL ended while starting; the end of its log ({}):\n{tail}", log.display())]
    Start { log: PathBuf, tail: String },

    #[error("PostgreSQL does not answer after {seconds} seconds; its log is {}", log.display())]
    Silent { seconds: u64, log: PathBuf },

    #[error("PostgreSQL (process {pid}) does not stop; its data is {}", data.display())]
    WillNotStop { pid: u32, data: PathBuf },

    /// The supervisor's own error, already worded.
    #[error("{0}")]
    Supervisor(String),

    #[error("the supervisor of the throwaway server is gone; was it killed?")]
    SupervisorGone,

    #[error(
        "the local database in {} was made by PostgreSQL {data}, and this machine has {}; `{install}` installs \
         {data}, or `canai-db dev reset` makes an empty database with what there is",
        folder.display(), installed.join(", ")
    )]
    OtherMajor { folder: PathBuf, data: u32, installed: Vec<String>, install: String },

    #[error("{} is not what canai-db wrote; `canai-db dev reset` starts afresh", path.display())]
    BadState { path: PathBuf, source: serde_json::Error },

    #[error("none of the ports {first} to {last} on 127.0.0.1 is free")]
    NoFreePort { first: u16, last: u16 },

    #[error("the local server refused to {doing}")]
    Sql { doing: String, source: tokio_postgres::Error },
}

impl ServerError {
    /// Turns an I/O error into one that says what was done to which file.
    fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::Io { doing, path, source }
    }
}
