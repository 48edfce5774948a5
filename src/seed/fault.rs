//! Rows that cannot be loaded: found by their number, told of by their place in the file.

use super::data::Wrong;
use super::error::{Mistakes, SeedError};
use super::parts::Part;
use crate::diagnostic::{Diagnostic, Source, Span};

/// The longest that PostgreSQL's words about a value are shown, in characters.
const SHOWN: usize = 300;

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
pub struct Faults {
    described: Vec<Fault>,
    /// How many more there are.
    more: u64,
}

impl Faults {
    pub fn push(&mut self, fault: Fault) {
        // Two constraints may mean the same; the first told is the plainer one.
        let same = |it: &Fault| it.part == fault.part && it.row == fault.row && it.column == fault.column;
        if !self.described.iter().any(same) {
            self.described.push(Fault { message: shortened(&fault.message), ..fault });
        }
    }

    /// Counts those that are not described: there are `found`, of which `described` are.
    pub fn count_more(&mut self, found: i64, described: usize) {
        self.more += u64::try_from(found).unwrap_or_default().saturating_sub(described as u64);
    }

    pub fn count(&self) -> usize {
        self.described.len()
    }

    /// Ends the run if there are any.
    pub fn check(self, parts: &[Part], sources: &[Source]) -> Result<Self, SeedError> {
        if self.described.is_empty() {
            return Ok(self);
        }
        let mut mistakes = Mistakes { sources: sources.to_vec(), more: self.more, ..Mistakes::default() };
        for part in parts {
            let faults: Vec<&Fault> =
                self.described.iter().filter(|it| it.part == part.stage.number).collect();
            let Some(data) = &part.file.data else {
                let worded = faults.iter().map(|fault| {
                    let place = yaml_place(part, fault);
                    Diagnostic::new(&part.file.path, place, fault.code, &fault.message).help(&fault.help)
                });
                mistakes.diagnostics.extend(worded);
                continue;
            };
            let wanted: Vec<(i64, Option<String>)> =
                faults.iter().map(|it| (it.row, it.column.clone())).collect();
            let wrong = faults.iter().zip(data.places(&wanted)?).map(|(fault, span)| Wrong {
                span,
                code: fault.code,
                message: fault.message.clone(),
                help: fault.help.clone(),
            });
            data.tell(wrong.collect(), &mut mistakes);
        }
        Err(mistakes.into_error())
    }
}

fn yaml_place(part: &Part, fault: &Fault) -> Span {
    let at = usize::try_from(fault.row - 1).unwrap_or_default();
    let Some(row) = part.file.seed.rows.as_ref().and_then(|rows| rows.get(at)) else {
        return Span::default();
    };
    let cell = fault.column.as_ref().and_then(|name| row.cells.iter().find(|(key, _)| key.text == *name));
    cell.map_or(row.span, |(_, node)| node.span)
}

/// PostgreSQL repeats a value in full, however long it is.
pub fn shortened(message: &str) -> String {
    let length = message.chars().count();
    if length <= SHOWN {
        return message.to_owned();
    }
    let begin: String = message.chars().take(SHOWN).collect();
    format!("{begin}... ({length} characters in all)")
}
