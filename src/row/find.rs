//! Finds rows of a CSV file again, once something is known to be wrong with them: by their number, or by
//! the line that PostgreSQL names. Of each, the text and the place are kept, and no more than is shown.

use std::collections::{HashMap, HashSet};

use super::csv::{Mark, Splitter};
use crate::diagnostic::Span;

/// How much of a row is kept, in bytes.
const KEPT: usize = 1 << 20;

/// Which rows are looked for.
#[derive(Clone, Debug)]
pub enum Which {
    /// By number, from 1, the header excepted.
    Numbers(HashSet<i64>),
    /// The row that a line of the file ends or stands in.
    Line(u64),
}

/// A row that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The line it begins in, from 1.
    pub line: u32,
    pub text: String,
}

/// One reading of a file, its header included.
#[derive(Debug)]
pub struct Finder {
    which: Which,
    splitter: Splitter,
    row: i64,
    line: u32,
    current: Vec<u8>,
    pub found: HashMap<i64, Found>,
}

impl Finder {
    pub fn new(which: Which) -> Self {
        let splitter = Splitter::default();
        Self { which, splitter, row: 0, line: 1, current: Vec::new(), found: HashMap::new() }
    }

    pub fn feed(&mut self, piece: &[u8]) {
        let (mut start, mut from) = (0, 0);
        while let Some((end, mark)) = self.splitter.next(piece, from) {
            from = end + 1;
            if mark == Mark::Row {
                self.keep(&piece[start..end]);
                self.end_row();
                start = from;
            }
        }
        self.keep(&piece[start..]);
    }

    /// The end of the file, which may end its last row.
    pub fn end(&mut self) {
        if !self.current.is_empty() {
            self.splitter.line += 1;
            self.end_row();
        }
    }

    fn keep(&mut self, bytes: &[u8]) {
        let wanted = match &self.which {
            Which::Numbers(numbers) => numbers.contains(&self.row),
            Which::Line(_) => self.found.is_empty(),
        };
        let room = KEPT.saturating_sub(self.current.len());
        // One byte of a row that is not wanted tells that there is one.
        let room = if wanted { room } else { room.min(usize::from(self.current.is_empty())) };
        self.current.extend(&bytes[..bytes.len().min(room)]);
    }

    fn end_row(&mut self) {
        let next = self.splitter.line;
        let wanted = match &self.which {
            Which::Numbers(numbers) => numbers.contains(&self.row),
            Which::Line(line) => self.found.is_empty() && u64::from(next) > *line,
        };
        let text = std::mem::take(&mut self.current);
        if wanted {
            let text = String::from_utf8_lossy(&text).trim_end_matches('\r').to_owned();
            self.found.insert(self.row, Found { line: self.line, text });
        }
        self.row += 1;
        self.line = next;
    }
}

impl Found {
    /// The place of the row, or of the field at a place in it.
    pub fn span(&self, field: Option<usize>) -> Span {
        let mut splitter = Splitter::default();
        let (mut start, mut at) = (0, 0);
        let mut range = 0..self.text.len();
        while let Some(field) = field {
            let end = splitter.next(self.text.as_bytes(), start).map(|(end, _)| end);
            if at == field {
                range = start..end.unwrap_or(self.text.len());
                break;
            }
            let Some(end) = end else { break };
            (start, at) = (end + 1, at + 1);
        }
        let (before, own) = (&self.text[..range.start], &self.text[range]);
        let lines = u32::try_from(before.matches('\n').count()).unwrap_or(u32::MAX);
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count();
        let width = own.lines().next().unwrap_or_default().chars().count();
        span(self.line.saturating_add(lines), column, width)
    }
}

/// A piece of one line, at least one character wide.
pub fn span(line: u32, column: usize, width: usize) -> Span {
    let at = |column: usize| u32::try_from(column).unwrap_or(u32::MAX);
    Span { start: (line, at(column)), end: (line, at(column + width.max(1))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_and_fields_have_their_places() {
        let text = "a,b,c\n1,\"two\nlines\",x\n2,\"q\"\"\",yy\n";
        for size in [1, 5, 1000] {
            let find = |which| {
                let mut finder = Finder::new(which);
                text.as_bytes().chunks(size).for_each(|piece| finder.feed(piece));
                finder.end();
                finder.found
            };
            let found = find(Which::Numbers([1, 2].into()));
            assert_eq!(found[&1].span(Some(2)), span(3, 7, 1));
            assert_eq!(found[&2].span(Some(1)), span(4, 2, 5));
            assert_eq!(found[&2].span(None), span(4, 0, 10));
            assert_eq!(found[&1].span(Some(7)).start, (2, 0));
            // PostgreSQL counts lines to the end of a row.
            assert_eq!(find(Which::Line(3)).keys().collect::<Vec<_>>(), [&1]);
            assert_eq!(find(Which::Line(4)).keys().collect::<Vec<_>>(), [&2]);
        }
    }
}
