//! Gathers what the settings are settled from: the environment, the files of the project and of
//! the home directory. This is the one place that looks; nothing is decided here.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use super::{EnvironmentEntry, SettingsError, passfile};

/// Everything that can say where to connect, read and not yet judged.
#[derive(Default)]
pub struct Sources {
    /// `--database-url`.
    pub flag: Option<String>,
    /// The entry of canai-db.yaml that `--env` names.
    pub environment: Option<EnvironmentEntry>,
    /// The process environment.
    pub vars: BTreeMap<String, String>,
    /// The text of the project's `.env`.
    pub dotenv: Option<String>,
    /// The connection service files there are, in the order they are looked through.
    pub service_files: Vec<TextFile>,
    /// The user's home directory.
    pub home: Option<PathBuf>,
    /// The name of the user who runs this, libpq's default for `user`.
    pub os_user: Option<String>,
    /// Where a server on this machine puts its socket: the default for `host`.
    pub socket_directory: PathBuf,
    /// The project's local server, when nothing else is given and it is up.
    pub local_server_url: Option<String>,
}

/// A file's path, and its text or why it cannot be read.
pub struct TextFile {
    pub path: PathBuf,
    pub text: Result<String, String>,
}

/// What was found where the password file should be.
#[derive(Default)]
pub enum PassFile {
    #[default]
    Missing,
    Text {
        path: PathBuf,
        text: String,
    },
    /// It is there and is not used, as libpq would not; the reason is for the user.
    Ignored(String),
}

/// Reads the environment and the files. `flag` and `environment` are the command line's.
pub fn gather(
    flag: Option<String>,
    environment: Option<EnvironmentEntry>,
    project: &Path,
) -> Result<Sources, SettingsError> {
    let vars = variables(environment.as_ref())?;
    let home = std::env::home_dir().filter(|home| !home.as_os_str().is_empty());
    Ok(Sources {
        dotenv: read_if_there(&project.join(".env"))?,
        service_files: service_files(&vars, home.as_deref()),
        os_user: whoami::username().ok(),
        socket_directory: socket_directory(),
        flag,
        environment,
        vars,
        home,
        local_server_url: None,
    })
}

/// The environment. A variable that is not UTF-8 is passed over unless it is one that counts.
fn variables(environment: Option<&EnvironmentEntry>) -> Result<BTreeMap<String, String>, SettingsError> {
    let mut vars = BTreeMap::new();
    for (name, value) in std::env::vars_os() {
        let Ok(name) = name.into_string() else { continue };
        match value.into_string() {
            Ok(value) => {
                vars.insert(name, value);
            }
            Err(_)
                if name.starts_with("PG")
                    || name == "DATABASE_URL"
                    || environment.is_some_and(|environment| environment.url_env == name) =>
            {
                return Err(SettingsError::NotUnicode { variable: name });
            }
            Err(_) => {}
        }
    }
    Ok(vars)
}

fn read_if_there(path: &Path) -> Result<Option<String>, SettingsError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(SettingsError::Unreadable { path: path.to_owned(), reason: error.to_string() }),
    }
}

/// The user's file, then the system's.
fn service_files(vars: &BTreeMap<String, String>, home: Option<&Path>) -> Vec<TextFile> {
    let of_user = match vars.get("PGSERVICEFILE").filter(|path| !path.is_empty()) {
        Some(path) => Some(PathBuf::from(path)),
        None => home.map(|home| home.join(".pg_service.conf")),
    };
    let of_system = match vars.get("PGSYSCONFDIR").filter(|path| !path.is_empty()) {
        Some(directory) => PathBuf::from(directory),
        // Where Debian's libpq looks.
        None => PathBuf::from("/etc/postgresql-common"),
    };
    let paths = of_user.into_iter().chain([of_system.join("pg_service.conf")]);
    paths
        .filter_map(|path| match fs::read_to_string(&path) {
            Ok(text) => Some(TextFile { path, text: Ok(text) }),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => Some(TextFile { path, text: Err(error.to_string()) }),
        })
        .collect()
}

/// Debian's libpq uses the first, PostgreSQL as it is built from source the second.
fn socket_directory() -> PathBuf {
    let debian = Path::new("/var/run/postgresql");
    if debian.is_dir() { debian.to_owned() } else { PathBuf::from("/tmp") }
}

/// Reads a password file under libpq's rule: one that others may read is not used.
pub fn read_passfile(path: &Path) -> PassFile {
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == ErrorKind::NotFound => return PassFile::Missing,
        Err(error) => return ignored(path, &error.to_string()),
    };
    if !metadata.is_file() {
        return ignored(path, "it is not a plain file");
    }
    if !passfile::is_private(metadata.mode()) {
        let reason = format!("others than its owner can read it; run `chmod 0600 {}`", path.display());
        return ignored(path, &reason);
    }
    match fs::read_to_string(path) {
        Ok(text) => PassFile::Text { path: path.to_owned(), text },
        Err(error) => ignored(path, &error.to_string()),
    }
}

fn ignored(path: &Path, reason: &str) -> PassFile {
    PassFile::Ignored(format!("the password file {} is not used: {reason}", path.display()))
}
