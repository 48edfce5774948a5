//! Where servers keep their files, and the careful ways of making, copying and removing folders.
//! A folder that somebody else could have put there is never trusted, a parent never changed.

use std::env;
use std::fmt::Write as _;
use std::fs::{self, DirBuilder, File, Permissions};
use std::io::{self, Read as _};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use sha2::{Digest as _, Sha256};

use super::ServerError;
use super::identity::Identity;
use crate::hex::hex;

/// The name of a server's socket file in its folder for `port`.
pub fn socket_file(folder: &Path, port: u16) -> PathBuf {
    folder.join(format!(".s.PGSQL.{port}"))
}

/// Whether a socket in `folder` has a path that the system takes.
pub fn fits_socket(folder: &Path) -> bool {
    socket_file(folder, u16::MAX).as_os_str().len() <= 107
}

/// The folder for what is worth keeping between runs: the template clusters.
pub fn cache() -> Result<PathBuf, ServerError> {
    let var = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let preferred = if rustix::process::geteuid().is_root() {
        // Not in root's home: the user who runs servers cannot pass there.
        Some(system())
    } else {
        var("XDG_CACHE_HOME")
            .or_else(|| Some(var("HOME")?.join(".cache")))
            .map(|parent| parent.join("canai-db"))
    };
    if let Some(folder) = preferred
        && ours(&folder).is_ok()
    {
        return Ok(folder);
    }
    temporary(&Identity::of_servers()?)
}

/// Root's folder for data that outlives a run.
pub fn system() -> PathBuf {
    PathBuf::from("/var/lib/canai-db")
}

/// Our own folder under the temporary one, made if need be.
pub fn temporary(identity: &Identity) -> Result<PathBuf, ServerError> {
    let folder = temporary_path(identity)?;
    ours(&folder)?;
    Ok(folder)
}

/// Where [`temporary`] is: reachable for the servers' user, short enough for sockets.
pub fn temporary_path(identity: &Identity) -> Result<PathBuf, ServerError> {
    let name = format!("canai-db-{}", rustix::process::geteuid().as_raw());
    let longest = "s-0123456789abcdef";
    [env::temp_dir(), PathBuf::from("/tmp"), PathBuf::from("/var/tmp")]
        .into_iter()
        .filter(|parent| identity.reaches(parent))
        .map(|parent| parent.join(&name))
        .find(|folder| fits_socket(&folder.join(longest)))
        .ok_or(ServerError::SocketPathTooLong)
}

/// Makes sure that `folder` exists, is ours, and that nobody else may write to it.
pub fn ours(folder: &Path) -> Result<(), ServerError> {
    make(folder, 0o755)?;
    let facts = fs::symlink_metadata(folder).map_err(ServerError::io("look at", folder))?;
    let owned = facts.is_dir() && facts.uid() == rustix::process::geteuid().as_raw();
    if owned && facts.mode() & 0o022 == 0 { Ok(()) } else { Err(ServerError::NotOurs(folder.to_path_buf())) }
}

/// Creates a folder, and its parents if need be, with exactly this mode, whatever the umask; one
/// that exists is left as it is.
pub fn make(folder: &Path, mode: u32) -> Result<(), ServerError> {
    let failed = |source| ServerError::Io { doing: "create the folder", path: folder.to_path_buf(), source };
    if let Some(parent) = folder.parent()
        && !parent.exists()
    {
        make(parent, 0o755)?;
    }
    match DirBuilder::new().mode(mode).create(folder) {
        Ok(()) => fs::set_permissions(folder, Permissions::from_mode(mode)).map_err(failed),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(failed(error)),
    }
}

/// Copies a folder with everything in it, keeping modes, and gives the copy to `identity`.
pub fn copy(from: &Path, to: &Path, identity: &Identity) -> Result<(), ServerError> {
    make(to, 0o700)?;
    for entry in fs::read_dir(from).map_err(ServerError::io("read the folder", from))? {
        let entry = entry.map_err(ServerError::io("read the folder", from))?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type().map_err(ServerError::io("look at", &source))?.is_dir() {
            copy(&source, &target, identity)?;
        } else {
            fs::copy(&source, &target).map_err(ServerError::io("copy to", &target))?;
            identity.own(&target)?;
        }
    }
    identity.own(to)
}

/// Removes a folder with everything in it; no harm if it is not there. A server that is just ending
/// may still write to it, so it is tried for a while.
pub fn remove(folder: &Path) -> Result<(), ServerError> {
    let mut attempts = 20;
    loop {
        match fs::remove_dir_all(folder) {
            Ok(()) => return Ok(()),
            Err(error) if error.kind() == io::ErrorKind::NotFound && !folder.exists() => return Ok(()),
            Err(_) if attempts > 0 => attempts -= 1,
            Err(error) => return Err(ServerError::io("remove", folder)(error)),
        }
        thread::sleep(Duration::from_millis(50));
    }
}

/// Opens (and creates) a lock file and waits until it is ours. Dropping the file, or the death of
/// this process, gives it back.
pub fn lock(path: &Path) -> Result<File, ServerError> {
    let file = open_lock(path)?;
    file.lock().map_err(ServerError::io("lock", path))?;
    Ok(file)
}

/// Opens (and creates) a lock file without locking it.
pub fn open_lock(path: &Path) -> Result<File, ServerError> {
    let mut options = File::options();
    options.create(true).truncate(false).write(true);
    options.open(path).map_err(ServerError::io("open the lock file", path))
}

/// The size of everything in a folder, in bytes.
pub fn size(folder: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(folder) else { return 0 };
    entries
        .flatten()
        .map(|entry| match entry.metadata() {
            Ok(facts) if facts.is_dir() => size(&entry.path()),
            Ok(facts) => facts.blocks() * 512,
            // A running server removes files as we look.
            Err(_) => 0,
        })
        .sum()
}

/// Sixteen hexadecimal digits that stand for a path.
pub fn fingerprint(path: &Path) -> String {
    hex(&Sha256::digest(path.as_os_str().as_bytes())[..8])
}

/// That many random bytes, as hexadecimal digits.
pub fn random(bytes: usize) -> Result<String, ServerError> {
    let source = Path::new("/dev/urandom");
    let mut buffer = vec![0; bytes];
    File::open(source)
        .and_then(|mut file| file.read_exact(&mut buffer))
        .map_err(ServerError::io("read", source))?;
    Ok(hex(&buffer))
}

/// A text as it stands in a URL.
pub fn url_encode(text: &str) -> String {
    text.bytes().fold(String::new(), |mut url, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            url.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(url, "%{byte:02X}");
        }
        url
    })
}
