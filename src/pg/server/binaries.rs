//! Finds the PostgreSQL binaries of this machine. It installs nothing: when there are none, the
//! error names the one command that does.

use std::env;
use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::folders;

/// The variable that names the folder of binaries to use before all others.
const OVERRIDE: &str = "CANAI_PG_BIN";

/// A folder with `postgres` and `initdb` in it, and their version.
#[derive(Clone, Debug)]
pub struct Binaries {
    folder: PathBuf,
    version: Version,
}

/// A PostgreSQL version as its programs print it, e.g. `15.14`, `18beta1`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    pub text: String,
    pub major: u32,
}

/// Why there are no binaries to use.
#[derive(Debug, thiserror::Error)]
pub enum BinariesError {
    #[error(
        "no PostgreSQL is installed; `{install}` installs it, or set {OVERRIDE} to the folder of its programs"
    )]
    None { install: String },

    #[error(
        "PostgreSQL {wanted} is not installed, only {}; `{install}` installs it, or set {OVERRIDE} to the folder \
         of its programs",
        found.join(", ")
    )]
    OtherMajor { wanted: u32, found: Vec<String>, install: String },

    #[error("{OVERRIDE} is {}, and there is no working `postgres` and `initdb` in it", .0.display())]
    BadOverride(PathBuf),
}

impl Binaries {
    /// The binaries to use, of the major version `wanted` or of any: those of `$CANAI_PG_BIN`, of
    /// `pg_config --bindir`, on the PATH, in Debian's folders, Homebrew's, canai-db's own cache.
    pub fn find(wanted: Option<u32>) -> Result<Self, BinariesError> {
        let mut found: Vec<String> = Vec::new();
        if let Some(folder) = env::var_os(OVERRIDE).filter(|value| !value.is_empty()) {
            let folder = PathBuf::from(folder);
            let binaries = Self::at(&folder).ok_or(BinariesError::BadOverride(folder))?;
            if binaries.serves(wanted) {
                return Ok(binaries);
            }
            found.push(binaries.version.to_string());
        }
        for folder in candidates() {
            let Some(binaries) = Self::at(&folder) else { continue };
            if binaries.serves(wanted) {
                return Ok(binaries);
            }
            let version = binaries.version.to_string();
            if !found.contains(&version) {
                found.push(version);
            }
        }
        let install = install_command(wanted, on_path, rustix::process::geteuid().is_root());
        Err(match wanted {
            Some(wanted) if !found.is_empty() => BinariesError::OtherMajor { wanted, found, install },
            _ => BinariesError::None { install },
        })
    }

    /// The binaries in `folder`, if `postgres` and `initdb` are there and run.
    pub fn at(folder: &Path) -> Option<Self> {
        if !folder.join("initdb").is_file() || !folder.join("postgres").is_file() {
            return None;
        }
        let folder = folder.canonicalize().ok()?;
        let version = Version::parse(&output(Command::new(folder.join("postgres")).arg("--version"))?)?;
        Some(Self { folder, version })
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub fn version(&self) -> &Version {
        &self.version
    }

    /// A program beside `postgres`, e.g. `initdb`, whether or not it is there.
    pub fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Whether the server can preload the library `name` of contrib.
    pub(super) fn has_library(&self, name: &str) -> bool {
        let asked = output(Command::new(self.program("pg_config")).arg("--pkglibdir"));
        let beside = ["lib", "lib/postgresql"].map(|lib| self.folder.join("..").join(lib));
        let file = format!("{name}{}", if cfg!(target_os = "macos") { ".dylib" } else { ".so" });
        asked
            .map(|text| PathBuf::from(text.trim()))
            .into_iter()
            .chain(beside)
            .any(|lib| lib.join(&file).is_file())
    }

    fn serves(&self, wanted: Option<u32>) -> bool {
        wanted.is_none_or(|major| major == self.version.major)
    }
}

impl Version {
    /// Reads `postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)`.
    fn parse(text: &str) -> Option<Self> {
        let text = text.split_once("(PostgreSQL)")?.1.split_whitespace().next()?;
        let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        Some(Self { text: text.to_owned(), major: text[..digits].parse().ok()? })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The folders that may hold binaries, in the order in which they are preferred.
fn candidates() -> Vec<PathBuf> {
    let configured = output(Command::new("pg_config").arg("--bindir")).map(|text| PathBuf::from(text.trim()));
    let path =
        env::var_os("PATH").map(|path| env::split_paths(&path).collect::<Vec<_>>()).unwrap_or_default();
    let homebrew = ["/opt/homebrew/opt", "/usr/local/opt", "/home/linuxbrew/.linuxbrew/opt"];
    configured
        .into_iter()
        .chain(path)
        .chain(newest_first(Path::new("/usr/lib/postgresql"), ""))
        .chain(homebrew.into_iter().flat_map(|folder| newest_first(Path::new(folder), "postgresql@")))
        .chain(
            folders::cache().ok().into_iter().flat_map(|cache| newest_first(&cache.join("postgresql"), "")),
        )
        .collect()
}

/// The `bin` of every folder in `parent` that is called `prefix` and a version, highest major first.
fn newest_first(parent: &Path, prefix: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(parent) else { return Vec::new() };
    let mut found: Vec<(u32, OsString)> = entries
        .filter_map(|entry| {
            let name = entry.ok()?.file_name();
            let version = name.to_str()?.strip_prefix(prefix)?;
            let major = version.split('.').next()?.parse().ok()?;
            Some((major, name))
        })
        .collect();
    found.sort_by(|a, b| b.cmp(a));
    found.into_iter().map(|(_, name)| parent.join(name).join("bin")).collect()
}

/// The one command that installs PostgreSQL with contrib on a machine whose programs `has` knows.
pub(super) fn install_command(wanted: Option<u32>, has: impl Fn(&str) -> bool, root: bool) -> String {
    let major = wanted.map(|major| major.to_string());
    let numbered = |separator: &str| major.as_ref().map(|m| format!("{separator}{m}")).unwrap_or_default();
    let command = if has("apt-get") {
        // From version 10 on, Debian's numbered package contains contrib.
        match &major {
            Some(major) => format!("apt-get install -y postgresql-{major}"),
            None => "apt-get install -y postgresql postgresql-contrib".to_owned(),
        }
    } else if has("dnf") {
        format!("dnf install -y postgresql{0}-server postgresql{0}-contrib", numbered(""))
    } else if has("apk") {
        format!("apk add postgresql{0} postgresql{0}-contrib", numbered(""))
    } else if has("pacman") {
        "pacman -S --noconfirm postgresql".to_owned()
    } else {
        return format!("brew install postgresql@{}", major.as_deref().unwrap_or("17"));
    };
    if root { command } else { format!("sudo {command}") }
}

/// Whether a program is on the PATH.
pub(super) fn on_path(program: &str) -> bool {
    env::var_os("PATH")
        .is_some_and(|path| env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}

/// What a command prints, if it runs and succeeds.
fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    if output.status.success() { String::from_utf8(output.stdout).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_the_programs_print_them() {
        let read = |text: &str| Version::parse(text).map(|version| (version.text, version.major));
        assert_eq!(
            read("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)\n"),
            Some(("15.14".to_owned(), 15))
        );
        assert_eq!(read("postgres (PostgreSQL) 18beta1"), Some(("18beta1".to_owned(), 18)));
        assert_eq!(read("psql 15"), None);
        assert_eq!(read("postgres (PostgreSQL) devel"), None);
    }

    #[test]
    fn the_install_command_fits_the_machine() {
        let debian = |program: &str| program == "apt-get";
        assert_eq!(install_command(None, debian, true), "apt-get install -y postgresql postgresql-contrib");
        assert_eq!(install_command(Some(16), debian, false), "sudo apt-get install -y postgresql-16");
        assert_eq!(install_command(Some(16), |_| false, false), "brew install postgresql@16");
    }

    #[test]
    fn the_highest_major_comes_first() {
        let parent = env::temp_dir().join(format!("canai-db-majors-{}", std::process::id()));
        for name in ["9.6", "15", "17", "8.4", "common"] {
            fs::create_dir_all(parent.join(name)).unwrap();
        }
        let names = newest_first(&parent, "");
        fs::remove_dir_all(&parent).unwrap();
        assert_eq!(names, ["17", "15", "9.6", "8.4"].map(|name| parent.join(name).join("bin")));
    }
}
