//! The files of the sets against the tables of the database: which columns are staged, what every
//! cell is, which row refers to which. Decides and reports every mistake; nothing is sent from here.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::PathBuf;

use time::OffsetDateTime;

use super::data::{Look, Wrong};
use super::error::Mistakes;
use super::folder::{self, DataFile, SeedSet, Seeds, TableFile};
use super::refer::refer;
use crate::diagnostic::{Diagnostic, Span};
use crate::model::{Name, QualifiedName};
use crate::row::merge::{Stage, StageColumn};
use crate::row::table::Table;
use crate::row::value::{self, Cell};
use crate::yaml::check::unknown;
use crate::yaml::seed::SeedRow;

/// The rows of one file on their way into one table.
pub struct Part<'f> {
    pub set: &'f str,
    pub file: &'f TableFile,
    pub stage: Stage,
    /// The cells of YAML rows, by the place of their column in the stage.
    pub rows: Vec<Vec<(usize, Cell)>>,
    pub references: Vec<Reference>,
    /// Whether it was asked for; otherwise it is only there to be referred to.
    pub wanted: bool,
}

/// A column whose values name rows of another part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    pub column: usize,
    pub to: usize,
    pub to_column: Name,
}

/// What is known before anything is decided.
pub struct Known<'a> {
    pub tables: &'a [Table],
    /// Every table there is, to tell which one was meant.
    pub names: &'a [QualifiedName],
    /// What the data files hold.
    pub data: &'a HashMap<PathBuf, Look>,
    pub now: OffsetDateTime,
    /// The tables that were asked for; all of them if none was.
    pub only: &'a [QualifiedName],
}

/// Makes the parts, with every mistake. Rows of sets that are not loaded are parts too, to be referred
/// to; their mistakes are told only if something refers to what is not there because of them.
pub fn prepare<'f>(seeds: &'f Seeds, known: &Known) -> (Vec<Part<'f>>, Mistakes) {
    let mut mistakes = Mistakes::default();
    let mut parts: Vec<Part> = Vec::new();
    for (set, file) in files(&seeds.sets) {
        let number = parts.len();
        parts.extend(Reader::read(set, file, number, known, &mut mistakes));
    }
    let loaded = parts.len();
    let mut aside = Mistakes::default();
    for (set, file) in files(&seeds.others) {
        let number = parts.len();
        let before = aside.diagnostics.len();
        let part = Reader::read(set, file, number, known, &mut aside);
        let part = part.filter(|_| aside.diagnostics.len() == before);
        parts.extend(part.map(|part| Part { wanted: false, ..part }));
    }
    if mistakes.is_empty() {
        mistakes.diagnostics.extend(refer(&mut parts, loaded));
        let meant = |it: &TableFile| {
            let named =
                |(table, _): (&str, &str)| it.seed.table.name == *table || it.seed.table.to_string() == table;
            folder::references(&seeds.sets).any(named)
        };
        if !mistakes.is_empty() {
            let why = aside.diagnostics.into_iter();
            let why = why.filter(|why| files(&seeds.others).any(|(_, it)| it.path == why.path && meant(it)));
            mistakes.diagnostics.extend(why);
        }
    }
    (parts, mistakes)
}

fn files(sets: &[SeedSet]) -> impl Iterator<Item = (&str, &TableFile)> {
    sets.iter().flat_map(|set| set.tables.iter().map(|file| (set.name.as_str(), file)))
}

/// The columns that tell which row is which: the declared ones, or the primary key.
pub fn key_of<'a>(file: &'a TableFile, table: &'a Table) -> Vec<&'a str> {
    let named = file.seed.key.iter().map(|(name, _)| name.as_str());
    let primary = table.primary_key().unwrap_or_default().iter().map(Name::as_str);
    if file.seed.key.is_empty() { primary.collect() } else { named.collect() }
}

/// Whether the table has the column, for somebody to write into; or what is wrong with it.
pub fn writable(table: &Table, name: &str, span: Span) -> Result<(), Wrong> {
    let Some(column) = table.column(name) else {
        let columns = table.columns.iter().map(|column| column.name.as_str());
        let message = unknown("column", name, columns.clone());
        let help = format!("{} has {}", table.qualified(), columns.collect::<Vec<_>>().join(", "));
        return Err(Wrong { span, code: "unknown-column", message, help });
    };
    if column.generated {
        let message = format!("`{name}` is computed by PostgreSQL");
        return Err(Wrong { span, code: "generated-column", message, help: "leave it out".to_owned() });
    }
    Ok(())
}

/// A data file's column that its header names again.
pub fn named_twice(name: &str, span: Span) -> Wrong {
    let message = format!("column `{name}` stands there twice");
    Wrong { span, code: "duplicate-column", message, help: "keep one of them".to_owned() }
}

struct Reader<'a, 'f> {
    file: &'f TableFile,
    known: &'a Known<'a>,
    diagnostics: &'a mut Vec<Diagnostic>,
    /// What is wrong in the data file.
    wrong: Vec<Wrong>,
}

impl<'f> Reader<'_, 'f> {
    fn read(
        set: &'f str,
        file: &'f TableFile,
        number: usize,
        known: &Known,
        mistakes: &mut Mistakes,
    ) -> Option<Part<'f>> {
        let mut diagnostics = Vec::new();
        let mut reader = Reader { file, known, diagnostics: &mut diagnostics, wrong: Vec::new() };
        let part = reader.part(set, number);
        let mut wrong = reader.wrong;
        mistakes.diagnostics.append(&mut diagnostics);
        if let Some(data) = &file.data {
            if let Some(look) = known.data.get(&data.path) {
                wrong.extend(look.wrong.iter().cloned());
                mistakes.more += look.found.saturating_sub(look.wrong.len() as u64);
            }
            data.tell(wrong, mistakes);
        }
        part
    }

    fn report(&mut self, span: Span, code: &'static str, message: String, help: impl Into<String>) {
        let wrong = Wrong { span, code, message, help: help.into() };
        self.note(wrong);
    }

    /// A mistake in the YAML file, or in the data file where there is none.
    fn note(&mut self, wrong: Wrong) {
        if self.file.data.as_ref().is_some_and(|data| data.shown == self.file.path) {
            return self.wrong.push(wrong);
        }
        let Wrong { span, code, message, help } = wrong;
        self.diagnostics.push(Diagnostic::new(&self.file.path, span, code, message).help(help));
    }

    fn part(&mut self, set: &'f str, number: usize) -> Option<Part<'f>> {
        let seed = &self.file.seed;
        let Some(table) = self.known.tables.iter().find(|it| it.qualified() == seed.table) else {
            let names: Vec<String> = self.known.names.iter().map(ToString::to_string).collect();
            let message = unknown("table", &seed.table.to_string(), names.iter().map(String::as_str));
            let help = "the database has no such table; `canai-db migrate` may have to come first";
            self.report(seed.table_span, "unknown-table", message, help);
            return None;
        };
        if !["r", "p", "f"].contains(&table.kind.as_str()) {
            let message = format!("`{}` is not a table", seed.table);
            self.report(seed.table_span, "unknown-table", message, "name the table that the view reads");
            return None;
        }
        let mut columns = match (&seed.rows, &self.file.data) {
            (Some(rows), _) => self.columns_of_rows(table, rows),
            (None, Some(data)) => self.columns_of_data(table, data),
            (None, None) => Vec::new(),
        };
        if columns.is_empty() && seed.rows.as_ref().is_none_or(Vec::is_empty) {
            // No rows at all: there may be some to prune, which takes the key.
            let key = key_of(self.file, table);
            let column = |name: &&str| table.column(name).filter(|column| !column.generated).cloned();
            let staged = |column| StageColumn { column, flagged: false, refers: false };
            columns = key.iter().filter_map(column).map(staged).collect();
            if columns.is_empty() && seed.key.is_empty() {
                return None;
            }
        }
        let key = self.key(table, &columns);
        let stage = Stage {
            number,
            table: table.clone(),
            columns,
            key,
            on_conflict: seed.on_conflict,
            labelled: seed.rows.iter().flatten().any(|row| row.label.is_some()),
        };
        let rows = seed.rows.iter().flatten().map(|row| self.cells(&stage, row)).collect();
        let only = self.known.only;
        let wanted = only.is_empty() || only.contains(&seed.table);
        Some(Part { set, file: self.file, stage, rows, references: Vec::new(), wanted })
    }

    fn writable(&mut self, table: &Table, name: &str, span: Span) -> bool {
        let written = writable(table, name, span);
        written.map_err(|wrong| self.note(wrong)).is_ok()
    }

    fn columns_of_rows(&mut self, table: &Table, rows: &[SeedRow]) -> Vec<StageColumn> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let mut reported = BTreeSet::new();
        for (key, _) in rows.iter().flat_map(|row| &row.cells) {
            match counts.get_mut(&*key.text) {
                Some(count) => *count += 1,
                None if reported.contains(&key.text) => {}
                None if self.writable(table, &key.text, key.span) => {
                    counts.insert(&key.text, 1);
                }
                None => {
                    reported.insert(&key.text);
                }
            }
        }
        let some_new = |name: &str| {
            let of_column = rows.iter().flat_map(|row| &row.cells).filter(|(key, _)| key.text == name);
            let column = table.column(name);
            of_column
                .filter_map(|(_, node)| value::cell(node, column?, self.known.now).ok())
                .any(|cell| matches!(cell, Cell::WhenNew(_)))
        };
        let staged = table.columns.iter().filter_map(|column| {
            let count = counts.get(column.name.as_str())?;
            let flagged = *count < rows.len() || some_new(column.name.as_str());
            Some(StageColumn { column: column.clone(), flagged, refers: false })
        });
        staged.collect()
    }

    fn columns_of_data(&mut self, table: &Table, data: &DataFile) -> Vec<StageColumn> {
        let mut staged = Vec::new();
        let mut seen = HashSet::new();
        let look = self.known.data.get(&data.path);
        for it in look.into_iter().flat_map(|look| &look.columns) {
            if !seen.insert(it.name.as_str()) {
                self.wrong.push(named_twice(&it.name, it.span));
                continue;
            }
            match (writable(table, &it.name, it.span), table.column(&it.name)) {
                (Ok(()), Some(column)) => {
                    let flagged = !it.everywhere || it.relative;
                    staged.push(StageColumn { column: column.clone(), flagged, refers: false });
                }
                (Err(wrong), _) => self.wrong.push(wrong),
                (Ok(()), None) => {}
            }
        }
        staged
    }

    fn key(&mut self, table: &Table, columns: &[StageColumn]) -> Vec<Name> {
        let seed = &self.file.seed;
        let staged = |name: &str| columns.iter().find(|it| it.column.name == *name);
        if seed.key.is_empty() {
            let by_default = table.primary_key().unwrap_or_default();
            if !by_default.is_empty() && by_default.iter().all(|name| staged(name.as_str()).is_some()) {
                let key = by_default.to_vec();
                self.complete(&key);
                return key;
            }
            let example = columns.first().map_or("name", |it| it.column.name.as_str());
            let message = "`key` is missing: nothing tells which row is which".to_owned();
            let help = match &self.file.data {
                Some(_) => {
                    format!("write a file {}.yaml with `table:` and e.g. `key: [{example}]`", seed.table)
                }
                None => format!("write e.g. `key: [{example}]`, or give every row its primary key"),
            };
            self.report(seed.table_span, "missing-key", message, help);
            return Vec::new();
        }
        let mut key = Vec::new();
        for (name, span) in &seed.key {
            if !self.writable(table, name, *span) {
                continue;
            }
            if staged(name).is_none() {
                let message = format!("no row has the key's column `{name}`");
                self.report(*span, "missing-key", message, format!("write `{name}` in every row"));
            }
            key.push(Name::new(name));
        }
        self.complete(&key);
        key
    }

    /// Every row must have its key, and a key does not depend on when it is loaded.
    fn complete(&mut self, key: &[Name]) {
        for row in self.file.seed.rows.iter().flatten() {
            for name in key {
                let cell = row.cells.iter().find(|(column, _)| *name == *column.text);
                let (span, message) = match cell {
                    None => (row.span, format!("the row has no `{name}`, which is in its key")),
                    Some((_, node)) if node.is_null() => {
                        (node.span, format!("`{name}` is in the key and cannot be null"))
                    }
                    Some(_) => continue,
                };
                self.report(span, "missing-key", message, format!("write `{name}: ...`"));
            }
        }
    }

    fn cells(&mut self, stage: &Stage, row: &SeedRow) -> Vec<(usize, Cell)> {
        let mut cells = Vec::with_capacity(row.cells.len());
        for (key, node) in &row.cells {
            let Some((at, it)) = stage.staged(&key.text) else { continue };
            match value::cell(node, &it.column, self.known.now) {
                Ok(Cell::WhenNew(_)) if stage.key.contains(&it.column.name) => {
                    let message = format!("`{}` is in the key and would be another on each run", key.text);
                    self.report(node.span, "wrong-value", message, "write a time that stays");
                }
                Ok(cell) => cells.push((at, cell)),
                Err((node, mistake)) => self.report(node.span, mistake.code, mistake.message, mistake.help),
            }
        }
        cells
    }
}

/// The parts that are asked for and those that they refer to, directly or not.
pub fn needed(parts: &[Part]) -> Vec<bool> {
    let mut needed: Vec<bool> = parts.iter().map(|part| part.wanted).collect();
    loop {
        let more = (0..parts.len()).filter(|at| needed[*at]).flat_map(|at| &parts[at].references);
        let Some(next) = more.map(|it| it.to).find(|to| !needed[*to]) else { return needed };
        needed[next] = true;
    }
}
