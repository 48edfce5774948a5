//! `canai-db docs`: a page of markdown for each table.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;

use super::plan::counted;
use super::schema::{self, Format};
use crate::cli::Global;
use crate::diagnostic;
use crate::error::{Outcome, Shown};
use crate::pages::{Facts, MARK, Page, Seeded, pages};
use crate::project::Project;
use crate::seed::folder::{self, Seeds};
use crate::ui::{GOOD, STRONG, Ui};

/// Write a page of markdown for each table, and an index
///
/// Columns, keys, checks and policies in words, indexes, retention, personal data, seeds, triggers. Needs no
/// database. Files that it did not write are left alone.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  canai-db docs
  canai-db docs --output docs/tables
  canai-db docs --check          in CI: exit with 2 if a page is not as it would be written")]
pub struct Docs {
    /// The folder of the pages, in the project's folder unless it is absolute
    #[arg(short, long, value_name = "DIR", default_value = "docs/schema")]
    output: PathBuf,

    /// Write nothing; tell which pages would change, and exit with 2 if any would
    #[arg(long)]
    check: bool,
}

/// What becomes of a file.
enum Change {
    Write(Page),
    /// Its table is gone.
    Delete(String),
}

pub fn run(command: &Docs, global: &Global, ui: &Ui) -> anyhow::Result<Outcome> {
    let project = Project::find(global.project.as_deref())?;
    let (schema, jobs) = schema::read_files(&project, Format::Text, ui)?;
    let seeds = seeded(&project, ui)?;
    let wanted = pages(&Facts { schema: &schema, jobs: &jobs, seeds: &seeds });
    let count = wanted.len();
    let folder = project.root().join(&command.output);
    let found = found(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let changes = changes(wanted, &found, &folder)?;
    if command.check {
        for change in &changes {
            ui.line(match change {
                Change::Write(page) if found.contains_key(&page.file) => {
                    format!("{} is stale", command.output.join(&page.file).display())
                }
                Change::Write(page) => format!("{} is missing", command.output.join(&page.file).display()),
                Change::Delete(file) => {
                    format!("{} has no table any more", command.output.join(file).display())
                }
            });
        }
        if changes.is_empty() {
            ui.note(format!("{} are as they would be written.", counted(count, "page")));
            return Ok(Outcome::Done);
        }
        ui.note(format!("Run {STRONG}canai-db docs --output {}{STRONG:#}.", command.output.display()));
        return Ok(Outcome::Difference);
    }
    let changed = changes.len();
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    for change in changes {
        let (file, done) = match change {
            Change::Write(page) => (folder.join(&page.file), fs::write(folder.join(&page.file), page.text)),
            Change::Delete(file) => (folder.join(&file), fs::remove_file(folder.join(&file))),
        };
        done.with_context(|| format!("cannot write {}", file.display()))?;
    }
    let shown = command.output.display();
    ui.note(match changed {
        0 => format!("The {} in {shown} were right already.", counted(count, "page")),
        _ => format!("{GOOD}Changed{GOOD:#} {changed} of {} in {shown}", counted(count, "page")),
    });
    Ok(Outcome::Done)
}

/// The markdown in the folder, by file.
fn found(folder: &Path) -> io::Result<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    if !folder.exists() {
        return Ok(found);
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|it| it.to_str());
        let name = name.filter(|_| path.extension().is_some_and(|it| it == "md"));
        if let (Some(name), true) = (name, path.is_file()) {
            let text = String::from_utf8_lossy(&fs::read(&path)?).into_owned();
            found.insert(name.to_owned(), text);
        }
    }
    Ok(found)
}

/// What has to be written or deleted. A page that somebody wrote is in the way, and stays.
fn changes(
    wanted: Vec<Page>,
    found: &BTreeMap<String, String>,
    folder: &Path,
) -> anyhow::Result<Vec<Change>> {
    let is_ours = |text: &str| text.starts_with(MARK);
    let gone = found
        .iter()
        .filter(|(file, text)| is_ours(text) && wanted.iter().all(|page| page.file != **file))
        .map(|(file, _)| Change::Delete(file.clone()));
    let mut changes: Vec<Change> = gone.collect();
    for page in wanted {
        match found.get(&page.file) {
            Some(text) if *text == page.text => {}
            Some(text) if !is_ours(text) => anyhow::bail!(
                "{} was not written by `canai-db docs`; move it, or name another folder with --output",
                folder.join(&page.file).display()
            ),
            _ => changes.push(Change::Write(page)),
        }
    }
    Ok(changes)
}

/// Which sets have rows for which table.
fn seeded(project: &Project, ui: &Ui) -> anyhow::Result<Vec<Seeded>> {
    if folder::names(project.root())?.is_empty() {
        return Ok(Vec::new());
    }
    let Seeds { sets, sources, diagnostics, .. } = folder::read(project.root(), &[])?;
    if !diagnostics.is_empty() {
        ui.error(diagnostic::to_text(&diagnostics, &sources, ui.colored_stderr()).trim_end());
        return Err(Shown(format!("{} in {}/", counted(diagnostics.len(), "mistake"), folder::NAME)).into());
    }
    let tables = sets.iter().flat_map(|set| set.tables.iter().map(move |table| (set, table)));
    Ok(tables
        .map(|(set, it)| Seeded {
            set: set.name.clone(),
            table: it.seed.table.clone(),
            file: it.path.display().to_string(),
            rows: it.seed.rows.as_ref().map(Vec::len),
        })
        .collect())
}
