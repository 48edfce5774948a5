//! Replays that were done, in `.canai-db/drift/` of the project: a file each, named after all that decides
//! what a replay comes to. A file that is not whole, or of another making, is as good as none, and that
//! nothing can be written does no harm.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use sha2::{Digest as _, Sha256};

use super::expected::{Expectation, Expected};

/// More replays than this are not kept: the oldest go.
const KEPT: usize = 8;

/// Where replays are kept.
#[derive(Clone, Debug)]
pub struct Cache {
    folder: PathBuf,
}

impl Cache {
    /// That of a project.
    pub fn of(project: &Path) -> Self {
        Self { folder: project.join(".canai-db/drift") }
    }

    /// An earlier replay.
    pub fn find(&self, expectation: &Expectation<'_>) -> Option<Expected> {
        let key = expectation.key();
        let text = fs::read_to_string(self.file(&key)).ok()?;
        let (head, body) = text.split_once('\n')?;
        if head != self::head(&key, body) {
            return None;
        }
        serde_json::from_str(body).ok()
    }

    /// Keeps a replay for later.
    pub fn keep(&self, expectation: &Expectation<'_>, expected: &Expected) {
        // Without it the next run replays again.
        let _ = self.write(&expectation.key(), expected);
    }

    fn write(&self, key: &str, expected: &Expected) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        // A project that was not made by `init` may not ignore the folder.
        let ignore = self.folder.with_file_name(".gitignore");
        if !ignore.exists() {
            fs::write(ignore, "*\n")?;
        }
        let body = serde_json::to_string(expected)?;
        let aside = self.folder.join(format!("{}.new", std::process::id()));
        fs::write(&aside, format!("{}\n{body}", head(key, &body)))?;
        fs::rename(&aside, self.file(key))?;
        self.prune()
    }

    fn prune(&self) -> io::Result<()> {
        let mut files: Vec<(SystemTime, PathBuf)> = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            files.push((entry.metadata()?.modified()?, entry.path()));
        }
        files.sort();
        let old = files.len().saturating_sub(KEPT);
        files.iter().take(old).try_for_each(|(_, path)| fs::remove_file(path))
    }

    fn file(&self, key: &str) -> PathBuf {
        self.folder.join(format!("{}.json", key.get(..32).unwrap_or(key)))
    }
}

/// The first line of a file: what it is of, and that it is whole.
fn head(key: &str, body: &str) -> String {
    let sum: String = Sha256::digest(body).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("canai-db replay {key} {sum}")
}
