//! `canai-db init`: a project that compiles, migrates and verifies at once.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;

use crate::cli::Global;
use crate::error::Outcome;
use crate::project;
use crate::ui::{GOOD, STRONG, Ui};
use crate::yaml;

/// Start a project: settings, a first table, what git should know
///
/// Writes only files that are not there yet.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  canai-db init shop && cd shop && canai-db dev up && canai-db compile && canai-db migrate
  canai-db init                 in the current folder")]
pub struct Init {
    /// The project's folder; made where it is missing
    #[arg(default_value = ".")]
    folder: PathBuf,
}

/// The first table of a new project.
const FIRST_TABLE: (&str, &str) = ("schema/tables/notes.yaml", include_str!("init/notes.yaml"));

const IGNORED: &str = ".gitignore";

/// The files of a new project, but for its tables.
pub fn scaffold() -> anyhow::Result<Vec<(&'static str, String)>> {
    let json_schema = serde_json::to_string_pretty(&yaml::json_schema())? + "\n";
    Ok(vec![
        (project::SETTINGS, include_str!("init/canai-db.yaml").to_owned()),
        (IGNORED, include_str!("init/gitignore").to_owned()),
        (".gitattributes", include_str!("init/gitattributes").to_owned()),
        (project::JSON_SCHEMA, json_schema),
    ])
}

pub fn run(command: &Init, global: &Global, ui: &Ui) -> anyhow::Result<Outcome> {
    let folder = match &global.project {
        Some(base) => base.join(&command.folder),
        None => command.folder.clone(),
    };
    let (table, text) = FIRST_TABLE;
    let mut written = usize::from(write_new(&folder.join(table), text)?);
    for (name, text) in scaffold()? {
        written += usize::from(write_new(&folder.join(name), &text)?);
    }
    if written == 0 {
        ui.note("Everything is there already; nothing was written.");
        return Ok(Outcome::Done);
    }
    for line in missing_lines(&folder)? {
        ui.warn(format!("{} was there already; add `{line}` to it", folder.join(IGNORED).display()));
    }
    ui.line(format!("{GOOD}Wrote{GOOD:#} {written} files in {}", folder.display()));
    ui.note(format!(
        "Next: {STRONG}canai-db dev up{STRONG:#}, {STRONG}canai-db compile{STRONG:#}, {STRONG}canai-db migrate{STRONG:#}."
    ));
    Ok(Outcome::Done)
}

/// What git has to ignore, and an ignore file of somebody's own does not name: a password, and a server's
/// data.
fn missing_lines(folder: &Path) -> anyhow::Result<Vec<&'static str>> {
    let path = folder.join(IGNORED);
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let plain = |line: &str| line.trim().trim_matches('/').to_owned();
    let there: Vec<String> = text.lines().map(plain).collect();
    Ok(include_str!("init/gitignore").lines().filter(|line| !there.contains(&plain(line))).collect())
}

/// Writes the file unless it is there; says whether it did.
pub fn write_new(path: &Path, text: &str) -> anyhow::Result<bool> {
    let cannot = || format!("cannot write {}", path.display());
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).with_context(cannot)?;
    }
    match fs::File::create_new(path) {
        Ok(mut file) => file.write_all(text.as_bytes()).with_context(cannot).map(|()| true),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error).with_context(cannot),
    }
}
