//! A throwaway server, for tests and scratch databases: reached by socket only, nothing synced to
//! disk, gone with the process that started it even if that is killed.

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};

use tokio_postgres::Config;

use super::identity::Identity;
use super::supervisor::{PORT, Reply, Request, SUBCOMMAND};
use super::{Binaries, ServerError, folders, template};

/// A running throwaway server with the superuser `postgres` and no password. Dropping it stops it
/// and removes its data.
#[derive(Debug)]
pub struct Throwaway {
    folder: PathBuf,
    conversation: Mutex<Conversation>,
    supervisor: Child,
}

#[derive(Debug)]
struct Conversation {
    /// Taken when the server is to stop: its closing is the signal.
    link: Option<BufReader<UnixStream>>,
    pid: u32,
}

impl Throwaway {
    /// Starts a server from a copy of the cached template. `supervisor` is the canai-db program, which
    /// is run to watch over the server.
    pub fn start(binaries: &Binaries, supervisor: &Path) -> Result<Self, ServerError> {
        let identity = Identity::of_servers()?;
        identity.check_reach(binaries.folder())?;
        let template = template::ensure(binaries, &identity)?;
        let (ours, theirs) = UnixStream::pair().map_err(ServerError::io("make a socket for", supervisor))?;
        let mut supervisor = Command::new(supervisor)
            .arg(SUBCOMMAND)
            .arg("--postgres")
            .arg(binaries.program("postgres"))
            .arg("--template")
            .arg(template)
            .current_dir("/")
            .stdin(OwnedFd::from(theirs))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(ServerError::io("run", supervisor))?;
        let mut link = BufReader::new(ours);
        match listen(&mut link) {
            Ok((pid, folder)) => {
                let conversation = Mutex::new(Conversation { link: Some(link), pid });
                Ok(Self { folder, conversation, supervisor })
            }
            Err(error) => {
                drop(link);
                supervisor.wait().map_err(ServerError::io("wait for the supervisor in", Path::new("/")))?;
                Err(error)
            }
        }
    }

    /// How to connect to a database of this server as its superuser.
    pub fn config(&self, database: &str) -> Config {
        let mut config = Config::new();
        config.host_path(&self.folder).port(PORT).user("postgres").dbname(database);
        config
    }

    /// The URL of a database of this server, as libpq, sqlx and refinery read it.
    pub fn url(&self, database: &str) -> String {
        let (database, host) =
            (folders::url_encode(database), folders::url_encode(&self.folder.to_string_lossy()));
        format!("postgresql:///{database}?host={host}&port={PORT}&user=postgres")
    }

    /// The process id of the server (the postmaster).
    pub fn pid(&self) -> u32 {
        self.conversation.lock().unwrap_or_else(PoisonError::into_inner).pid
    }

    /// The process id of the supervisor.
    pub fn supervisor(&self) -> u32 {
        self.supervisor.id()
    }

    /// The server's data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// The server's log file.
    pub fn log(&self) -> PathBuf {
        self.folder.join("log")
    }

    /// Starts the server again over its data, after ending it without ceremony if it still runs. What
    /// was committed stays.
    pub fn restart(&self) -> Result<(), ServerError> {
        let mut conversation = self.conversation.lock().unwrap_or_else(PoisonError::into_inner);
        let link = conversation.link.as_mut().ok_or(ServerError::SupervisorGone)?;
        let request = serde_json::to_string(&Request::Restart).map_err(|_| ServerError::SupervisorGone)?;
        link.get_mut()
            .write_all(format!("{request}\n").as_bytes())
            .map_err(|_| ServerError::SupervisorGone)?;
        conversation.pid = listen(link)?.0;
        Ok(())
    }
}

impl Drop for Throwaway {
    fn drop(&mut self) {
        self.conversation.get_mut().unwrap_or_else(PoisonError::into_inner).link = None;
        // Fails only if somebody else has waited for it.
        let _ = self.supervisor.wait();
    }
}

/// The next reply of the supervisor.
fn listen(link: &mut BufReader<UnixStream>) -> Result<(u32, PathBuf), ServerError> {
    let mut text = String::new();
    link.read_line(&mut text).map_err(|_| ServerError::SupervisorGone)?;
    match serde_json::from_str(&text) {
        Ok(Reply::Ready { pid, folder }) => Ok((pid, folder)),
        Ok(Reply::Failed { message }) => Err(ServerError::Supervisor(message)),
        Err(_) => Err(ServerError::SupervisorGone),
    }
}
