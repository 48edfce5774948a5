//! The files of the sets against the tables of the database: which columns are staged, what every
//! cell is, which row refers to which. Decides and reports every mistake; nothing is sent from here.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::PathBuf;

use time::OffsetDateTime;

use super::data::DataColumn;
use super::folder::{DataFile, SeedSet, TableFile};
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
    /// The columns of the data files.
    pub data: &'a HashMap<PathBuf, Vec<DataColumn>>,
    pub now: OffsetDateTime,
    /// The tables that were asked for; all of them if none was.
    pub only: &'a [QualifiedName],
}

/// Makes the parts, with every mistake.
pub fn prepare<'f>(sets: &'f [SeedSet], known: &Known) -> (Vec<Part<'f>>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut parts: Vec<Part> = Vec::new();
    for set in sets {
        for file in &set.tables {
            let number = parts.len();
            let mut reader = Reader { file, known, diagnostics: &mut diagnostics };
            parts.extend(reader.part(&set.name, number));
        }
    }
    if diagnostics.is_empty() {
        diagnostics.extend(refer(&mut parts));
    }
    diagnostics.sort_by(|a, b| (&a.path, a.span).cmp(&(&b.path, b.span)));
    (parts, diagnostics)
}

struct Reader<'a, 'f> {
    file: &'f TableFile,
    known: &'a Known<'a>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl<'f> Reader<'_, 'f> {
    fn report(&mut self, span: Span, code: &'static str, message: String, help: impl Into<String>) {
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
            let named = seed.key.iter().map(|(name, _)| name.as_str());
            let primary = table.primary_key().unwrap_or_default().iter().map(Name::as_str);
            let key: Vec<&str> = if seed.key.is_empty() { primary.collect() } else { named.collect() };
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

    /// Whether the table has the column, for somebody to write into.
    fn writable(&mut self, table: &Table, name: &str, span: Span) -> bool {
        let Some(column) = table.column(name) else {
            let columns = table.columns.iter().map(|column| column.name.as_str());
            let message = unknown("column", name, columns.clone());
            let names: Vec<&str> = columns.collect();
            let help = format!("{} has {}", table.qualified(), names.join(", "));
            self.report(span, "unknown-column", message, help);
            return false;
        };
        if column.generated {
            let message = format!("`{name}` is computed by PostgreSQL");
            self.report(span, "generated-column", message, "leave it out");
        }
        !column.generated
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
        let start = Span { start: (1, 0), end: (1, 1) };
        let mut staged = Vec::new();
        let mut seen = HashSet::new();
        for it in self.known.data.get(&data.path).into_iter().flatten() {
            if !seen.insert(it.name.as_str()) {
                let message = format!("{}: column `{}` stands there twice", data.shown.display(), it.name);
                self.report(self.place_of(start), "duplicate-column", message, "keep one of them");
            } else if self.writable(table, &it.name, self.place_of(start))
                && let Some(column) = table.column(&it.name)
            {
                staged.push(StageColumn { column: column.clone(), flagged: !it.everywhere, refers: false });
            }
        }
        staged
    }

    /// A data file's columns are told of at the table's name.
    fn place_of(&self, start: Span) -> Span {
        if self.file.seed.table_span == Span::default() { start } else { self.file.seed.table_span }
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

/// Finds the rows that others name.
fn refer(parts: &mut [Part]) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut found: Vec<(usize, Reference)> = Vec::new();
    for (number, part) in parts.iter().enumerate() {
        let rows = part.file.seed.rows.iter().flatten().zip(&part.rows);
        for (row, cells) in rows {
            for (at, cell) in cells {
                let Cell::Ref(text) = cell else { continue };
                let column = &part.stage.columns[*at].column.name;
                let span = row
                    .cells
                    .iter()
                    .find(|(key, _)| *column == *key.text)
                    .map_or(row.span, |(_, node)| node.span);
                match target(parts, part, *at, text) {
                    Ok((to, to_column)) => {
                        let reference = Reference { column: *at, to, to_column };
                        let other = found.iter().find(|(of, it)| *of == number && it.column == *at);
                        match other {
                            Some((_, it)) if *it == reference => {}
                            Some((_, it)) => {
                                let message = format!(
                                    "`{column}` refers to rows of {} elsewhere",
                                    parts[it.to].stage.target()
                                );
                                let help = "let one column refer to one table";
                                diagnostics.push(
                                    Diagnostic::new(&part.file.path, span, "bad-reference", message)
                                        .help(help),
                                );
                            }
                            None => found.push((number, reference)),
                        }
                    }
                    Err((message, help)) => {
                        diagnostics.push(
                            Diagnostic::new(&part.file.path, span, "bad-reference", message).help(help),
                        );
                    }
                }
            }
        }
    }
    for (number, reference) in found {
        let target = &mut parts[reference.to].stage;
        if target.staged(reference.to_column.as_str()).is_none()
            && let Some(column) = target.table.column(reference.to_column.as_str())
        {
            let column = StageColumn { column: column.clone(), flagged: true, refers: false };
            target.columns.push(column);
        }
        parts[number].stage.columns[reference.column].refers = true;
        parts[number].references.push(reference);
    }
    diagnostics
}

/// The part and the column that `!ref users/ana` means in a column, or what is wrong and what to write.
fn target(parts: &[Part], from: &Part, column: usize, text: &str) -> Result<(usize, Name), (String, String)> {
    let name = from.stage.columns[column].column.name.as_str();
    let Some((table, label)) = text.split_once('/') else {
        return Err((format!("`{text}` names no row"), "write `!ref table/row`".to_owned()));
    };
    let of_set: Vec<(usize, &Part)> = parts.iter().enumerate().filter(|(_, it)| it.set == from.set).collect();
    let exact = QualifiedName::parse(table);
    let found = of_set
        .iter()
        .find(|(_, it)| Some(it.stage.target()) == exact)
        .or_else(|| of_set.iter().find(|(_, it)| it.stage.table.name == *table));
    let Some((number, to)) = found else {
        let names: Vec<String> = of_set.iter().map(|(_, it)| it.stage.target().to_string()).collect();
        let message = unknown("table", table, names.iter().map(String::as_str));
        return Err((message, format!("this set has rows for {}", names.join(", "))));
    };
    let labels = to.file.seed.rows.iter().flatten().filter_map(|row| row.label.as_deref());
    if !labels.clone().any(|it| it == label) {
        let message = unknown("row", label, labels);
        return Err((
            message,
            format!("the rows of {} have to have names: `rows: {{ {label}: ... }}`", to.file.path.display()),
        ));
    }
    let to_table = &to.stage.table;
    match from.stage.table.reference(name) {
        Some(key) if key.target() != to_table.qualified() => {
            let message = format!("`{name}` refers to {}, not to {}", key.target(), to_table.qualified());
            Err((message, format!("write `!ref {}/...`", key.target())))
        }
        Some(key) => match key.to_columns.first() {
            Some(column) => Ok((*number, column.clone())),
            None => Err((format!("`{name}` refers to no column"), "write the value".to_owned())),
        },
        None => match to_table.primary_key() {
            Some([only]) => Ok((*number, only.clone())),
            _ => {
                let message = format!(
                    "`{name}` has no foreign key, and {} no primary key of one column",
                    to_table.qualified()
                );
                Err((message, "write the value itself".to_owned()))
            }
        },
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
