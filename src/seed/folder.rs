//! The folder `seeds/`: its sets, and what is in a set. YAML is read here, with all its mistakes;
//! data files are only found, since they may be larger than memory.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::stream;
use crate::diagnostic::{Diagnostic, Source, Span};
use crate::model::QualifiedName;
use crate::yaml::seed::{self, OnConflict, SeedFile, SetOptions};

/// The folder's name.
pub const NAME: &str = "seeds";
/// The file that says what holds for a set.
const SET_FILE: &str = "set.yaml";

/// One set, read.
#[derive(Debug)]
pub struct SeedSet {
    pub name: String,
    pub options: SetOptions,
    pub tables: Vec<TableFile>,
    /// Files of SQL, in order of name.
    pub scripts: Vec<Source>,
}

/// The rows of one table in a set.
#[derive(Debug)]
pub struct TableFile {
    /// The YAML file, or the data file where there is none; relative to the project's folder.
    pub path: PathBuf,
    pub seed: SeedFile,
    pub data: Option<DataFile>,
}

/// Rows in a format of data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataFile {
    /// Relative to the project's folder.
    pub shown: PathBuf,
    pub path: PathBuf,
    pub format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Csv,
    JsonLines,
}

/// What was found, with every mistake.
#[derive(Debug, Default)]
pub struct Seeds {
    pub sets: Vec<SeedSet>,
    /// Sets that are not loaded: their rows are only there to be referred to.
    pub others: Vec<SeedSet>,
    pub sources: Vec<Source>,
    pub diagnostics: Vec<Diagnostic>,
}

#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    #[error("cannot read {}", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("{} is no seed file; its name has to end with .yaml, .csv, .jsonl or .sql, with .gz or .zst behind it if it is packed", .0.display())]
    Unknown(PathBuf),
    #[error("there is no set `{name}` in {}; {}", folder.display(), it_holds(.known))]
    NoSet { name: String, folder: PathBuf, known: Vec<String> },
    #[error("there are no seeds: {folder} does not exist or holds no set\n  \
             help: write e.g. {folder}/demo/users.yaml with `table: users`, and under `rows:` a list such as `- {{ id: 1, name: Ana }}`",
            folder = .0.display())]
    NoSeeds(PathBuf),
    #[error("{} is in no set; move it into a folder of {}, such as {}", path.display(), folder.display(), folder.join("demo").display())]
    InNoSet { path: PathBuf, folder: PathBuf },
}

fn it_holds(names: &[String]) -> String {
    if names.is_empty() { "it holds none".to_owned() } else { format!("it holds {}", names.join(", ")) }
}

/// The names of the sets, sorted.
pub fn names(root: &Path) -> Result<Vec<String>, FolderError> {
    let folder = root.join(NAME);
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let sets = entries(&folder)?.into_iter().filter(|path| path.is_dir());
    Ok(sets.filter_map(|path| Some(path.file_name()?.to_str()?.to_owned())).collect())
}

impl Seeds {
    /// Loads only the sets that may be: rows of the others can still be referred to.
    pub fn keep(&mut self, may: impl Fn(&SeedSet) -> bool) {
        let (kept, aside) = std::mem::take(&mut self.sets).into_iter().partition(|set| may(set));
        self.sets = kept;
        self.others.splice(0..0, aside);
    }

    /// Whether a row names another that is in none of the sets.
    fn names_others(&self) -> bool {
        let rows = || self.sets.iter().flat_map(|set| &set.tables);
        let labels: HashSet<(&str, &str)> = rows()
            .flat_map(|it| it.seed.rows.iter().flatten().map(|row| (it.seed.table.name.as_str(), row)))
            .filter_map(|(table, row)| Some((table, row.label.as_deref()?)))
            .collect();
        references(&self.sets).any(|(table, label)| {
            let table = QualifiedName::parse(table);
            table.is_some_and(|table| !labels.contains(&(table.name.as_str(), label)))
        })
    }

    /// Reads the sets that are not loaded; of them, what has a mistake is left out.
    fn read_others(&mut self, root: &Path, names: &[String]) {
        for name in names.iter().filter(|name| self.sets.iter().all(|set| set.name != **name)) {
            let mut read = Self::default();
            let Ok(mut set) = set(root, name, &mut read) else { continue };
            set.tables
                .retain(|it| it.data.is_none() && read.diagnostics.iter().all(|bad| bad.path != it.path));
            self.sources.append(&mut read.sources);
            self.others.push(set);
        }
    }
}

/// Tables and rows as the rows of sets name them.
pub fn references(sets: &[SeedSet]) -> impl Iterator<Item = (&str, &str)> {
    let rows = sets.iter().flat_map(|set| &set.tables).flat_map(|it| it.seed.rows.iter().flatten());
    let named = rows.flat_map(|row| &row.cells).filter_map(|(_, node)| node.tagged());
    named.filter(|(tag, _)| *tag == seed::REF).filter_map(|(_, name)| name.split_once('/'))
}

/// Reads the sets of these names, or all of them.
pub fn read(root: &Path, wanted: &[String]) -> Result<Seeds, FolderError> {
    let known = names(root)?;
    refuse_files_without_set(root)?;
    if known.is_empty() && wanted.is_empty() {
        return Err(FolderError::NoSeeds(root.join(NAME)));
    }
    let mut seeds = Seeds::default();
    let mut names: Vec<&String> =
        if wanted.is_empty() { known.iter().collect() } else { wanted.iter().collect() };
    names.dedup();
    for name in names {
        if !known.contains(name) {
            return Err(FolderError::NoSet { name: name.clone(), folder: root.join(NAME), known });
        }
        let set = set(root, name, &mut seeds)?;
        seeds.sets.push(set);
    }
    if seeds.names_others() {
        seeds.read_others(root, &known);
    }
    seeds.diagnostics.sort_by(|a, b| (&a.path, a.span).cmp(&(&b.path, b.span)));
    Ok(seeds)
}

/// A file beside the sets would be taken for loaded.
fn refuse_files_without_set(root: &Path) -> Result<(), FolderError> {
    let folder = root.join(NAME);
    let paths = if folder.is_dir() { entries(&folder)? } else { Vec::new() };
    let of_rows = |path: &PathBuf| match kind(path) {
        Some((stem, "yaml" | "yml")) => stem != "generate",
        Some((_, kind)) => kind == "sql" || format(path).is_some(),
        None => false,
    };
    match paths.into_iter().find(|path| path.is_file() && of_rows(path)) {
        Some(path) => Err(FolderError::InNoSet { path, folder }),
        None => Ok(()),
    }
}

/// What a file's name says it is, without the ending of a packed one.
fn kind(path: &Path) -> Option<(&str, &str)> {
    let name = path.file_name()?.to_str()?;
    let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(name);
    name.rsplit_once('.')
}

/// The format of a data file, by its name.
pub fn format(path: &Path) -> Option<Format> {
    match kind(path)?.1 {
        "csv" => Some(Format::Csv),
        "jsonl" | "ndjson" => Some(Format::JsonLines),
        _ => None,
    }
}

fn set(root: &Path, name: &str, seeds: &mut Seeds) -> Result<SeedSet, FolderError> {
    let folder = root.join(NAME).join(name);
    let mut set = SeedSet {
        name: name.to_owned(),
        options: SetOptions::default(),
        tables: Vec::new(),
        scripts: Vec::new(),
    };
    let mut data = Vec::new();
    for path in entries(&folder)? {
        let Some((stem, kind)) = kind(&path) else { return Err(FolderError::Unknown(path)) };
        match kind {
            _ if path.is_dir() => return Err(FolderError::Unknown(path)),
            "md" => {}
            "yaml" | "yml" => {
                let source = source(root, &path)?;
                if path.file_name().is_some_and(|it| it == SET_FILE) {
                    let (options, mut mistakes) = seed::set_file(&source);
                    set.options = options;
                    seeds.diagnostics.append(&mut mistakes);
                } else {
                    let (file, mut mistakes) = seed::seed_file(&source);
                    seeds.diagnostics.append(&mut mistakes);
                    let table = |seed| TableFile { path: source.path.clone(), seed, data: None };
                    set.tables.extend(file.map(table));
                }
                seeds.sources.push(source);
            }
            "sql" => set.scripts.push(source(root, &path)?),
            _ => match format(&path) {
                Some(format) => data.push((stem.to_owned(), shown(root, &path), format, path)),
                None => return Err(FolderError::Unknown(path)),
            },
        }
    }
    for (stem, shown, format, path) in data {
        add_data(&mut set, &stem, DataFile { shown, path, format }, seeds);
    }
    for (at, file) in set.tables.iter().enumerate() {
        let first = set.tables[..at].iter().find(|it| it.seed.table == file.seed.table);
        let (message, help) = match (first, &file.seed.rows, &file.data) {
            (Some(first), ..) => (
                format!("the set has rows for {} already", file.seed.table),
                format!("they are in {}; put them together", first.path.display()),
            ),
            (None, Some(_), Some(data)) => (
                format!("{} is there as well as `rows`", data.shown.display()),
                "keep the rows in one of them".to_owned(),
            ),
            (None, None, None) => (
                "`rows` is missing".to_owned(),
                format!("write `rows:`, or put {}.csv or .jsonl beside this file", file.seed.table),
            ),
            _ => continue,
        };
        let mistake = Diagnostic::new(&file.path, file.seed.table_span, "seed-rows", message);
        seeds.diagnostics.push(mistake.help(help));
    }
    Ok(set)
}

/// A data file belongs to the YAML file of its table, if there is one.
fn add_data(set: &mut SeedSet, stem: &str, data: DataFile, seeds: &mut Seeds) {
    let start = Span { start: (1, 0), end: (1, 0) };
    let Some(table) = QualifiedName::parse(stem) else {
        let message = format!("`{stem}` is no table's name, which a data file has");
        let help = "name the file `table.csv` or `schema.table.csv`";
        seeds.diagnostics.push(Diagnostic::new(&data.shown, start, "bad-name", message).help(help));
        return;
    };
    match set.tables.iter_mut().find(|it| it.seed.table == table && it.data.is_none()) {
        Some(file) => file.data = Some(data),
        None => set.tables.push(TableFile {
            path: data.shown.clone(),
            seed: SeedFile {
                table,
                table_span: start,
                key: Vec::new(),
                on_conflict: OnConflict::default(),
                prune: false,
                rows: None,
            },
            data: Some(data),
        }),
    }
}

fn shown(root: &Path, path: &Path) -> PathBuf {
    path.strip_prefix(root).unwrap_or(path).to_owned()
}

fn source(root: &Path, path: &Path) -> Result<Source, FolderError> {
    let text = stream::read_to_string(path);
    let text = text.map_err(|source| FolderError::Read { path: path.to_owned(), source })?;
    Ok(Source { path: shown(root, path), text })
}

/// What is in a folder, by name; names that start with a dot are nobody's business.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, FolderError> {
    let failed = |source| FolderError::Read { path: folder.to_owned(), source };
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.file_name().is_some_and(|name| !name.to_string_lossy().starts_with('.')) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}
