//! Which user runs a server: whoever we are, or, when that is root, which PostgreSQL refuses,
//! `postgres` or else `nobody`. No sudo and no su: the child changes its user itself.

use std::fs::{self, Metadata};
use std::os::unix::fs::{MetadataExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

use super::ServerError;

/// The user that runs a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identity {
    /// The user that we are.
    Same,
    /// Another one, for we are root.
    Other { name: &'static str, uid: u32, gid: u32 },
}

impl Identity {
    /// The user for servers that this process starts.
    pub fn of_servers() -> Result<Self, ServerError> {
        if !rustix::process::geteuid().is_root() {
            return Ok(Self::Same);
        }
        let users = Path::new("/etc/passwd");
        let passwd = fs::read_to_string(users).map_err(ServerError::io("read", users))?;
        choose(&passwd).ok_or(ServerError::NoServerUser)
    }

    /// Makes a command run as this user. Rust drops root's supplementary groups on the way.
    pub fn apply(&self, command: &mut Command) {
        if let Self::Other { uid, gid, .. } = *self {
            command.uid(uid).gid(gid);
        }
    }

    /// Gives a file or folder that we made to this user.
    pub fn own(&self, path: &Path) -> Result<(), ServerError> {
        match *self {
            Self::Same => Ok(()),
            Self::Other { uid, gid, .. } => {
                chown(path, Some(uid), Some(gid)).map_err(ServerError::io("change the owner of", path))
            }
        }
    }

    /// Whether this user may pass through `folder` and all its parents. For ourselves nothing is
    /// checked: the system will say.
    pub fn reaches(&self, folder: &Path) -> bool {
        match *self {
            Self::Same => true,
            Self::Other { uid, gid, .. } => {
                folder.ancestors().all(|at| fs::metadata(at).is_ok_and(|facts| may_pass(&facts, uid, gid)))
            }
        }
    }

    /// An error when this user may not pass to `folder`.
    pub fn check_reach(&self, folder: &Path) -> Result<(), ServerError> {
        match self {
            Self::Other { name, .. } if !self.reaches(folder) => {
                Err(ServerError::OutOfReach { path: folder.to_path_buf(), user: (*name).to_owned() })
            }
            _ => Ok(()),
        }
    }
}

/// Whether /etc/passwd knows a user. One that it does not know may still exist, in a directory service.
pub fn is_listed(uid: u32) -> bool {
    let uid = uid.to_string();
    let passwd = fs::read_to_string("/etc/passwd").unwrap_or_default();
    passwd.lines().any(|line| line.split(':').nth(2) == Some(&uid))
}

fn may_pass(folder: &Metadata, uid: u32, gid: u32) -> bool {
    let execute = if folder.uid() == uid {
        0o100
    } else if folder.gid() == gid {
        0o010
    } else {
        0o001
    };
    folder.mode() & execute != 0
}

/// `postgres`, else `nobody`, from the text of /etc/passwd.
fn choose(passwd: &str) -> Option<Identity> {
    ["postgres", "nobody"].into_iter().find_map(|name| {
        let line = passwd.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        let uid = fields.next()?.parse().ok()?;
        let gid = fields.next()?.parse().ok()?;
        Some(Identity::Other { name, uid, gid })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postgres_comes_before_nobody() {
        let both =
            "root:x:0:0::/:/bin/sh\nnobody:x:65534:65533::/:/bin/false\npostgres:x:101:104::/:/bin/sh\n";
        assert_eq!(choose(both), Some(Identity::Other { name: "postgres", uid: 101, gid: 104 }));
        assert_eq!(
            choose("nobody:x:65534:65533::/:/bin/false\n"),
            Some(Identity::Other { name: "nobody", uid: 65534, gid: 65533 })
        );
        assert_eq!(choose("root:x:0:0::/:/bin/sh\npostgresql:x:5:5::/:/bin/sh\n"), None);
    }
}
