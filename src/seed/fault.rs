//! Rows that cannot be loaded: found by their number, told of by their place in the file.

use super::error::SeedError;
use super::parts::Part;
use crate::diagnostic::{Diagnostic, Source, Span};

/// One row at fault.
#[derive(Clone, Debug)]
pub struct Fault {
    pub part: usize,
    /// The number of the row in its file, from 1.
    pub row: i64,
    pub column: Option<String>,
    pub code: &'static str,
    pub message: String,
    pub help: String,
}

/// The rows at fault so far.
#[derive(Debug, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    pub fn push(&mut self, fault: Fault) {
        // Two constraints may mean the same; the first told is the plainer one.
        let same = |it: &Fault| it.part == fault.part && it.row == fault.row && it.column == fault.column;
        if !self.0.iter().any(same) {
            self.0.push(fault);
        }
    }

    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Ends the run if there are any.
    pub fn check(self, parts: &[Part], sources: &[Source]) -> Result<Self, SeedError> {
        if self.0.is_empty() {
            return Ok(self);
        }
        let mut sources = sources.to_vec();
        let mut diagnostics = Vec::new();
        for part in parts {
            let faults: Vec<&Fault> = self.0.iter().filter(|it| it.part == part.stage.number).collect();
            let Some(data) = &part.file.data else {
                diagnostics.extend(
                    faults.iter().map(|fault| worded(fault, &part.file.path, yaml_place(part, fault), true)),
                );
                continue;
            };
            if faults.is_empty() {
                continue;
            }
            let wanted: Vec<(i64, Option<String>)> =
                faults.iter().map(|it| (it.row, it.column.clone())).collect();
            let source = data.source();
            let shown = source.is_some();
            sources.extend(source);
            let places = data.places(&wanted)?;
            diagnostics.extend(
                faults.iter().zip(places).map(|(fault, span)| worded(fault, &data.shown, span, shown)),
            );
        }
        diagnostics.sort_by(|a, b| (&a.path, a.span).cmp(&(&b.path, b.span)));
        Err(SeedError::Mistakes { diagnostics, sources })
    }
}

fn worded(fault: &Fault, path: &std::path::Path, span: Span, shown: bool) -> Diagnostic {
    // Where the text cannot be shown, the line is at least said.
    let message = if shown {
        fault.message.clone()
    } else {
        format!("line {}, column {}: {}", span.start.0, span.start.1 + 1, fault.message)
    };
    Diagnostic::new(path, span, fault.code, message).help(&fault.help)
}

fn yaml_place(part: &Part, fault: &Fault) -> Span {
    let at = usize::try_from(fault.row - 1).unwrap_or_default();
    let Some(row) = part.file.seed.rows.as_ref().and_then(|rows| rows.get(at)) else {
        return Span::default();
    };
    let cell = fault.column.as_ref().and_then(|name| row.cells.iter().find(|(key, _)| key.text == *name));
    cell.map_or(row.span, |(_, node)| node.span)
}
