//! Where a project's local server lives, and what is written down about it: `.canai-db/` in the
//! project, or a folder elsewhere when the user who runs the server cannot pass to the project.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::identity::Identity;
use super::launch::{self, Answer};
use super::{ServerError, folders};

/// The folder of one local server. Everything in it belongs to us, the data and the socket to the
/// server's user.
#[derive(Clone, Debug)]
pub struct Home {
    folder: PathBuf,
    fingerprint: String,
}

/// What has to be remembered about a local server; kept in a file that only we can read.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct State {
    pub port: u16,
    pub database: String,
    pub version: String,
    pub password: Password,
}

/// A password that shows itself only to who asks for it.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Password(pub String);

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(hidden)")
    }
}

impl Home {
    /// The home that the project's server has, if it has one. Creates nothing.
    pub fn existing(project: &Path, identity: &Identity) -> Result<Option<Self>, ServerError> {
        let homes = places(project, identity)?.into_iter().map(|folder| Self::at(folder, project));
        Ok(homes.into_iter().find(|home| home.state_file().exists() || home.data().exists()))
    }

    /// The project's home, made now if there is none.
    pub fn create(project: &Path, identity: &Identity) -> Result<Self, ServerError> {
        if let Some(home) = Self::existing(project, identity)? {
            folders::ours(&home.folder)?;
            return Ok(home);
        }
        let mut outcome = Err(ServerError::SocketPathTooLong);
        for folder in places(project, identity)? {
            outcome = Self::make(folder, project);
            if outcome.is_ok() {
                break;
            }
        }
        outcome
    }

    fn make(folder: PathBuf, project: &Path) -> Result<Self, ServerError> {
        if let Some(parent) = folder.parent()
            && parent != project
        {
            folders::ours(parent)?;
        }
        folders::ours(&folder)?;
        let ignore = folder.join(".gitignore");
        fs::write(&ignore, "*\n").map_err(ServerError::io("write", &ignore))?;
        Ok(Self::at(folder, project))
    }

    fn at(folder: PathBuf, project: &Path) -> Self {
        Self { folder, fingerprint: folders::fingerprint(project) }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    pub fn log(&self) -> PathBuf {
        self.folder.join("server.log")
    }

    /// The number that stands for the project, to start looking for a free port from.
    pub fn number(&self) -> u64 {
        u64::from_str_radix(&self.fingerprint, 16).unwrap_or_default()
    }

    /// Waits until no other canai-db starts, stops or resets this server.
    pub fn lock(&self) -> Result<File, ServerError> {
        folders::lock(&self.folder.join("lock"))
    }

    /// The folder for the server's socket: here, or a shorter one where the path would be too long.
    pub fn socket_folder(&self, identity: &Identity) -> Result<PathBuf, ServerError> {
        let here = self.folder.join("socket");
        if folders::fits_socket(&here) {
            return Ok(here);
        }
        Ok(folders::temporary(identity)?.join(format!("s-{}", self.fingerprint)))
    }

    /// What is behind the socket that the data folder's server announced.
    pub fn ask(&self) -> Answer {
        self.announced_socket().map_or(Answer::Nobody, |socket| launch::ask(&socket))
    }

    fn announced_socket(&self) -> Option<PathBuf> {
        let text = fs::read_to_string(launch::pid_file(&self.data())).ok()?;
        let mut lines = text.lines().skip(3);
        let port = lines.next()?.trim().parse().ok()?;
        Some(folders::socket_file(Path::new(lines.next()?.trim()), port))
    }

    /// The major version of the data, if there is any.
    pub fn data_major(&self) -> Result<Option<u32>, ServerError> {
        let data = self.data();
        if !data.exists() {
            return Ok(None);
        }
        let file = data.join("PG_VERSION");
        let invalid = |error| io::Error::new(io::ErrorKind::InvalidData, error);
        fs::read_to_string(&file)
            .and_then(|text| text.trim().parse().map(Some).map_err(invalid))
            .map_err(ServerError::io("read", &file))
    }

    pub fn state(&self) -> Result<Option<State>, ServerError> {
        let path = self.state_file();
        match fs::read(&path) {
            Ok(text) => serde_json::from_slice(&text)
                .map(Some)
                .map_err(|source| ServerError::BadState { path, source }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(ServerError::io("read", &path)(error)),
        }
    }

    /// Writes the state down, whole or not at all.
    pub fn remember(&self, state: &State) -> Result<(), ServerError> {
        let path = self.state_file();
        let new = path.with_extension("new");
        let write = || {
            let text = serde_json::to_vec_pretty(state)?;
            let mut file = File::options().create(true).write(true).truncate(true).mode(0o600).open(&new)?;
            file.write_all(&text)?;
            fs::rename(&new, &path)
        };
        write().map_err(ServerError::io("write", &path))
    }

    /// Forgets the state and the data.
    pub fn clear(&self) -> Result<(), ServerError> {
        folders::remove(&self.data())?;
        match fs::remove_file(self.state_file()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(ServerError::io("remove", &self.state_file())(error))
            }
            _ => Ok(()),
        }
    }

    fn state_file(&self) -> PathBuf {
        self.folder.join("server.json")
    }
}

/// Where the home may be, best first: in the project, or, when the server's user cannot pass there,
/// among the system's data or in the temporary folder.
fn places(project: &Path, identity: &Identity) -> Result<Vec<PathBuf>, ServerError> {
    if identity.reaches(project) {
        return Ok(vec![project.join(".canai-db")]);
    }
    let name = format!("dev-{}", folders::fingerprint(project));
    Ok(vec![folders::system().join(&name), folders::temporary_path(identity)?.join(&name)])
}
