//! Rows that name other rows: `!ref users/ana`. The name is looked for in the row's own set first, then in
//! the sets that are loaded with it, then in those that are not, whose rows have to be there.

use std::collections::HashSet;

use super::parts::{Part, Reference};
use crate::diagnostic::Diagnostic;
use crate::model::{Name, QualifiedName};
use crate::row::merge::{self, StageColumn};
use crate::row::value::Cell;
use crate::yaml::check::unknown;

/// Finds the rows that others name, and notes them in the parts; returns what is not found. The first
/// `loaded` parts are to be loaded; of the others, those count that something refers to.
pub fn refer(parts: &mut [Part], loaded: usize) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut found: Vec<(usize, Reference)> = Vec::new();
    let mut names: Vec<((usize, usize, usize), String)> = Vec::new();
    let labels: Vec<HashSet<&str>> = parts.iter().map(|part| labels(part).collect()).collect();
    let mut reached: Vec<usize> = (0..loaded).collect();
    let mut next = 0;
    while let Some(&number) = reached.get(next) {
        next += 1;
        let part = &parts[number];
        let rows = part.file.seed.rows.iter().flatten().zip(&part.rows);
        for (row_at, (row, cells)) in rows.enumerate() {
            for (cell_at, (at, cell)) in cells.iter().enumerate() {
                let Cell::Ref(text) = cell else { continue };
                let column = &part.stage.columns[*at].column.name;
                let cell = row.cells.iter().find(|(key, _)| *column == *key.text);
                let span = cell.map_or(row.span, |(_, node)| node.span);
                let wrong = |(message, help): (String, String)| {
                    Diagnostic::new(&part.file.path, span, "bad-reference", message).help(help)
                };
                let target = target(parts, &labels, part, column, text);
                let (reference, label) = match target {
                    Ok((to, to_column, label)) => (Reference { column: *at, to, to_column }, label),
                    Err(mistake) => {
                        diagnostics.push(wrong(mistake));
                        continue;
                    }
                };
                let others = || found.iter().filter(|(of, it)| *of == number && it.column == *at);
                let to = |it: &Reference| (parts[it.to].stage.target(), it.to_column.clone());
                if let Some((_, other)) = others().find(|(_, it)| to(it) != to(&reference)) {
                    let message = format!("`{column}` refers to rows of {} elsewhere", to(other).0);
                    diagnostics.push(wrong((message, "let one column refer to one table".to_owned())));
                    continue;
                }
                names.push(((number, row_at, cell_at), merge::named(reference.to, label)));
                if !reached.contains(&reference.to) {
                    reached.push(reference.to);
                }
                if others().all(|(_, it)| *it != reference) {
                    found.push((number, reference));
                }
            }
        }
    }
    drop(labels);
    for ((number, row, cell), name) in names {
        parts[number].rows[row][cell].1 = Cell::Ref(name);
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

fn labels<'f>(part: &Part<'f>) -> impl Iterator<Item = &'f str> + use<'f> {
    part.file.seed.rows.iter().flatten().filter_map(|row| row.label.as_deref())
}

/// The part, the column and the row that `!ref users/ana` means in a column, or what is wrong and what
/// to write.
fn target<'t>(
    parts: &[Part],
    labels_of: &[HashSet<&str>],
    from: &Part,
    name: &Name,
    text: &'t str,
) -> Result<(usize, Name, &'t str), (String, String)> {
    let Some((table, label)) = text.split_once('/') else {
        return Err((format!("`{text}` names no row"), "write `!ref table/row`".to_owned()));
    };
    let exact = QualifiedName::parse(table);
    let mut found: Vec<usize> =
        (0..parts.len()).filter(|at| Some(parts[*at].stage.target()) == exact).collect();
    if found.is_empty() {
        found = (0..parts.len()).filter(|at| parts[*at].stage.table.name == *table).collect();
    }
    found.sort_by_key(|at| parts[*at].set != from.set);
    let Some(number) = found.iter().find(|at| labels_of[**at].contains(label)).or(found.first()) else {
        let mut names: Vec<String> = parts.iter().map(|it| it.stage.target().to_string()).collect();
        names.sort();
        names.dedup();
        let message = unknown("table", table, names.iter().map(String::as_str));
        return Err((message, format!("the sets have rows for {}", names.join(", "))));
    };
    let to = &parts[*number];
    if !labels_of[*number].contains(label) {
        let path = to.file.path.display();
        let help = format!("the rows of {path} have to have names: `rows: {{ {label}: ... }}`");
        let known = found.iter().flat_map(|at| labels(&parts[*at]));
        return Err((unknown("row", label, known), help));
    }
    let to_table = &to.stage.table;
    let keys = from.stage.table.references(name);
    if let Some(key) = keys.iter().find(|key| key.target() == to_table.qualified()) {
        let place = key.columns.iter().position(|column| column == name);
        return match place.and_then(|at| key.to_columns.get(at)) {
            Some(column) => Ok((*number, column.clone(), label)),
            None => Err((format!("`{name}` refers to no column"), "write the value".to_owned())),
        };
    }
    match (keys.first(), to_table.primary_key()) {
        (Some(key), _) => {
            let message = format!("`{name}` refers to {}, not to {}", key.target(), to_table.qualified());
            Err((message, format!("write `!ref {}/...`", key.target())))
        }
        (None, Some([only])) => Ok((*number, only.clone(), label)),
        (None, _) => {
            let message = format!(
                "`{name}` has no foreign key, and {} no primary key of one column",
                to_table.qualified()
            );
            Err((message, "write the value itself".to_owned()))
        }
    }
}
