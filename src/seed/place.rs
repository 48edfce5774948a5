//! Where rows stand in data files, once something is known to be wrong with them. The file is read again,
//! once for all of them.

use std::collections::{HashMap, HashSet};
use std::io::Read as _;

use super::data::{Wrong, json_place};
use super::error::{Mistakes, SeedError};
use super::folder::{DataFile, Format};
use crate::diagnostic::{Diagnostic, Source, Span};
use crate::row::find::{Finder, Found, Which};

/// Files up to this size are shown when a row is at fault; of others, the line is only named.
const SHOWN: u64 = 8 * 1024 * 1024;

impl DataFile {
    /// The places of rows; with a column, of its value there.
    pub fn places(&self, wanted: &[(i64, Option<String>)]) -> Result<Vec<Span>, SeedError> {
        let rows: HashSet<i64> = wanted.iter().map(|(row, _)| *row).collect();
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        match self.format {
            Format::Csv => {
                let (header, found) = self.find(Which::Numbers(rows))?;
                let place = |(row, column): &(i64, Option<String>)| {
                    let at = column.as_ref().and_then(|name| header.iter().position(|it| it == name));
                    found.get(row).map(|it| it.span(at)).unwrap_or_default()
                };
                Ok(wanted.iter().map(place).collect())
            }
            Format::JsonLines => {
                let (mut row, mut found) = (0, HashMap::new());
                let mut lines = self.json_lines()?;
                while let Some((number, line)) = lines.next_line().map_err(self.failed())? {
                    row += 1;
                    if rows.contains(&row) {
                        found.insert(row, (number, String::from_utf8_lossy(line).into_owned()));
                    }
                }
                let place = |(row, column): &(i64, Option<String>)| {
                    let found = found.get(row);
                    found
                        .map(|(number, line)| json_place(*number, line, column.as_deref()))
                        .unwrap_or_default()
                };
                Ok(wanted.iter().map(place).collect())
            }
        }
    }

    /// The number of the row that PostgreSQL means by a line of what was copied.
    pub fn row_of_line(&self, line: u64) -> Result<Option<i64>, SeedError> {
        match self.format {
            Format::Csv => {
                let (_, found) = self.find(Which::Line(line))?;
                Ok(found.keys().copied().next())
            }
            Format::JsonLines => Ok(i64::try_from(line).ok()),
        }
    }

    /// The columns' names, and rows of a CSV file.
    fn find(&self, which: Which) -> Result<(Vec<String>, HashMap<i64, Found>), SeedError> {
        let mut file = self.csv()?;
        let mut finder = Finder::new(which);
        while let Some(piece) = file.piece()? {
            finder.feed(&piece);
        }
        finder.end();
        Ok((file.header.into_iter().map(|it| it.name).collect(), finder.found))
    }

    /// Puts what is wrong among the mistakes, with the text if the file is small.
    pub fn tell(&self, wrong: Vec<Wrong>, mistakes: &mut Mistakes) {
        if wrong.is_empty() {
            return;
        }
        let source = self.source();
        for Wrong { span, code, message, help } in wrong {
            // Where the text cannot be shown, the place is at least said.
            let message = match source {
                Some(_) => message,
                None => format!("line {}, column {}: {message}", span.start.0, span.start.1 + 1),
            };
            mistakes.diagnostics.push(Diagnostic::new(&self.shown, span, code, message).help(help));
        }
        mistakes.sources.extend(source);
    }

    /// The text to show beside a mistake, if the file is small.
    fn source(&self) -> Option<Source> {
        let mut bytes = Vec::new();
        self.open().ok()?.take(SHOWN + 1).read_to_end(&mut bytes).ok()?;
        let whole = u64::try_from(bytes.len()).is_ok_and(|length| length <= SHOWN);
        whole.then(|| Source {
            path: self.shown.clone(),
            text: String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}').to_owned(),
        })
    }
}
