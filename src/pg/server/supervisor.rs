//! The process that owns one throwaway server: the canai-db program itself, run in a hidden mode
//! with a socket from the process that wants the server. When that socket closes, however its other
//! end came to its end, the server is stopped and its folder removed. When the supervisor is killed,
//! the kernel stops the server and the next supervisor sweeps up the folder.

use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::os::fd::AsFd as _;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::Child;

use clap::Args;
use serde::{Deserialize, Serialize};

use super::identity::Identity;
use super::launch::{self, Answer, Launch, Lifetime, Shutdown};
use super::{ServerError, folders};

/// The hidden subcommand that [`run`] is reached by.
pub const SUBCOMMAND: &str = "__supervise";

/// The port of every throwaway server: it is only part of the name of its socket.
pub(super) const PORT: u16 = 5432;

/// What the supervisor has to know. It runs in the foreground with its socket as stdin.
#[derive(Debug, Args)]
pub struct Supervise {
    #[arg(long)]
    pub postgres: PathBuf,
    #[arg(long)]
    pub template: PathBuf,
}

/// What may be asked of the supervisor, one JSON document a line.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) enum Request {
    Restart,
}

/// What the supervisor says: once when the server is up, then in answer to each request.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Reply {
    Ready { pid: u32, folder: PathBuf },
    Failed { message: String },
}

/// Runs the supervisor until its socket closes.
pub fn run(arguments: &Supervise) -> anyhow::Result<()> {
    // Ctrl-C in the terminal is for the process that wants the server, not for us. Refused only to
    // the leader of a session, which has its own already.
    let _ = rustix::process::setsid();
    let link = UnixStream::from(io::stdin().as_fd().try_clone_to_owned()?);
    let mut server = match Server::start(arguments) {
        Ok(server) => server,
        Err(error) => return Ok(say(&link, &Reply::Failed { message: worded(error) })?),
    };
    // Whatever becomes of the conversation, the server goes with it.
    let conversation = converse(&link, &mut server);
    server.remove()?;
    Ok(conversation?)
}

fn converse(link: &UnixStream, server: &mut Server) -> io::Result<()> {
    say(link, &server.ready())?;
    for line in BufReader::new(link).lines() {
        let reply = match serde_json::from_str(&line?)? {
            Request::Restart => match server.restart() {
                Ok(()) => server.ready(),
                Err(error) => Reply::Failed { message: worded(error) },
            },
        };
        say(link, &reply)?;
    }
    Ok(())
}

fn say(mut link: &UnixStream, reply: &Reply) -> io::Result<()> {
    link.write_all(format!("{}\n", serde_json::to_string(reply)?).as_bytes())
}

/// An error with its causes in one text, for the other process to show.
fn worded(error: ServerError) -> String {
    let error = anyhow::Error::new(error);
    format!("{error:#}")
}

/// The throwaway server and the folder with everything it has.
struct Server {
    postgres: PathBuf,
    identity: Identity,
    folder: PathBuf,
    /// Says that the folder is in use; held as long as we live.
    lock: Lock,
    child: Option<Child>,
}

struct Lock {
    path: PathBuf,
    _file: File,
}

impl Server {
    fn start(arguments: &Supervise) -> Result<Self, ServerError> {
        let identity = Identity::of_servers()?;
        let base = folders::temporary(&identity)?;
        let (folder, lock) = claim(&base, &identity)?;
        let mut server = Self { postgres: arguments.postgres.clone(), identity, folder, lock, child: None };
        let started = folders::copy(&arguments.template, &server.data(), &server.identity)
            .and_then(|()| server.launch().map(|child| server.child = Some(child)));
        match started {
            Ok(()) => Ok(server),
            Err(error) => {
                server.remove()?;
                Err(error)
            }
        }
    }

    fn restart(&mut self) -> Result<(), ServerError> {
        if let Some(mut child) = self.child.take() {
            launch::end(&mut child);
        }
        self.child = Some(self.launch()?);
        Ok(())
    }

    fn launch(&self) -> Result<Child, ServerError> {
        launch::start(&Launch {
            postgres: &self.postgres,
            identity: &self.identity,
            data: &self.data(),
            socket: &folders::socket_file(&self.folder, PORT),
            settings: &settings(&self.folder),
            log: &self.folder.join("log"),
            lifetime: Lifetime::OfStarter,
        })
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn ready(&self) -> Reply {
        let pid = self.child.as_ref().map_or(0, Child::id);
        Reply::Ready { pid, folder: self.folder.clone() }
    }

    fn remove(self) -> Result<(), ServerError> {
        if let Some(mut child) = self.child {
            launch::end(&mut child);
        }
        folders::remove(&self.folder)?;
        fs::remove_file(&self.lock.path).map_err(ServerError::io("remove", &self.lock.path))
    }
}

/// What makes a server fast and its data worthless after a power cut. A commit is still written
/// before it is reported (`synchronous_commit` stays on): the data survives a killed server.
fn settings(folder: &Path) -> Vec<(&'static str, String)> {
    [
        ("fsync", "off"),
        ("full_page_writes", "off"),
        ("autovacuum", "off"),
        ("wal_level", "minimal"),
        ("max_wal_senders", "0"),
        ("max_wal_size", "512MB"),
        ("checkpoint_timeout", "1h"),
        ("shared_buffers", "64MB"),
        ("max_connections", "100"),
        // A replay makes a whole schema in one transaction, and each of its relations is a lock.
        ("max_locks_per_transaction", "1024"),
        ("jit", "off"),
        ("timezone", "UTC"),
        ("log_timezone", "UTC"),
        ("listen_addresses", ""),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .into_iter()
    .chain([("port", PORT.to_string()), ("unix_socket_directories", format!("\"{}\"", folder.display()))])
    .collect()
}

/// Sweeps up what killed supervisors left and makes a locked folder for a new server. Only the
/// server's user may enter it: whoever reaches the socket is superuser.
fn claim(base: &Path, identity: &Identity) -> Result<(PathBuf, Lock), ServerError> {
    let _alone = folders::lock(&base.join(".lock"))?;
    sweep(base);
    let folder = base.join(format!("t-{}", folders::random(4)?));
    let path = folder.with_extension("lock");
    let file = folders::lock(&path)?;
    folders::make(&folder, 0o700)?;
    identity.own(&folder)?;
    Ok((folder, Lock { path, _file: file }))
}

/// Removes the folders whose supervisor is gone. What cannot be removed stays for the next sweep:
/// it must not keep a new server from starting.
fn sweep(base: &Path) {
    let Ok(entries) = fs::read_dir(base) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let named_ours = entry.file_name().to_string_lossy().starts_with("t-");
        if named_ours && path.extension().is_some_and(|extension| extension == "lock") {
            let _ = sweep_one(&path);
        }
    }
}

fn sweep_one(lock: &Path) -> Result<(), ServerError> {
    let file = folders::open_lock(lock)?;
    if file.try_lock().is_err() {
        return Ok(());
    }
    let folder = lock.with_extension("");
    let data = folder.join("data");
    // On Linux the kernel has stopped it; elsewhere it may still run.
    if launch::ask(&folders::socket_file(&folder, PORT)) != Answer::Nobody
        && let Some(pid) = launch::pid_of(&data)
    {
        launch::stop(pid, &data, Shutdown::Immediate)?;
    }
    folders::remove(&folder)?;
    fs::remove_file(lock).map_err(ServerError::io("remove", lock))
}
