//! The pairs as they lie in their folders.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// One pair.
pub struct Case {
    pub name: String,
    pub from: String,
    pub to: String,
    /// Rows to be in the database before it is migrated.
    pub seed: String,
    pub kinds: Vec<String>,
    /// The hazards that the other project names, in its words.
    pub hazards: Vec<String>,
    /// Both sides are the same to the catalog.
    pub no_change: bool,
    /// The old names by the new ones, of what the one script calls otherwise than the other.
    pub renamed: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Meta {
    kinds: Vec<String>,
    #[serde(default)]
    hazards: Vec<String>,
    #[serde(default)]
    noop_catalog: bool,
    #[serde(default)]
    renamed: BTreeMap<String, String>,
}

/// All pairs below a folder, by name.
pub fn load(root: &Path) -> Vec<Case> {
    let mut cases: Vec<Case> =
        folders(root).iter().flat_map(|it| folders(it)).map(|it| read(root, &it)).collect();
    assert!(!cases.is_empty(), "{} holds no pairs", root.display());
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    cases
}

fn folders(parent: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(parent).unwrap_or_else(|error| panic!("{}: {error}", parent.display()));
    entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect()
}

fn read(root: &Path, folder: &Path) -> Case {
    let text = |file: &str| fs::read_to_string(folder.join(file)).unwrap();
    let meta: Meta = serde_json::from_str(&text("meta.json")).unwrap();
    Case {
        name: folder.strip_prefix(root).unwrap().display().to_string(),
        from: text("from.sql"),
        to: text("to.sql"),
        seed: fs::read_to_string(folder.join("seed.sql")).unwrap_or_default(),
        kinds: meta.kinds,
        hazards: meta.hazards,
        no_change: meta.noop_catalog,
        renamed: meta.renamed,
    }
}
