//! Data files: which columns they have, their bytes for COPY, and, once PostgreSQL has refused a row,
//! where in the file that row stands. A file is streamed, and read again rather than kept.

use std::collections::HashSet;
use std::io::{BufRead as _, BufReader, Read};

use super::error::SeedError;
use super::folder::{DataFile, Format};
use super::stream::{self, CHUNK};
use crate::diagnostic::{Source, Span};
use crate::row::copy;
use crate::row::json_line;
use crate::row::merge::{StageColumn, given};

/// Files up to this size are shown when a row is at fault; of others, the line is only named.
const SHOWN: u64 = 8 * 1024 * 1024;

/// A column of a data file.
pub struct DataColumn {
    pub name: String,
    /// Whether every row has it.
    pub everywhere: bool,
}

impl DataFile {
    fn failed(&self) -> impl FnOnce(std::io::Error) -> SeedError {
        let path = self.shown.clone();
        move |source| SeedError::Read { path, source }
    }

    fn wrong(&self, line: usize, message: &str) -> SeedError {
        SeedError::Data { path: self.shown.clone(), message: format!("line {line}: {message}") }
    }

    pub fn open(&self) -> Result<Box<dyn Read>, SeedError> {
        stream::open(&self.path).map_err(self.failed())
    }

    /// The columns, in order: a CSV file's header, or the names in all lines of JSON.
    pub fn columns(&self) -> Result<Vec<DataColumn>, SeedError> {
        match self.format {
            Format::Csv => {
                let mut reader = csv::ReaderBuilder::new().from_reader(self.open()?);
                let header = reader.headers().map_err(|error| self.wrong(1, &error.to_string()))?;
                let names = header.iter().map(|name| name.trim_start_matches('\u{feff}'));
                Ok(names.map(|name| DataColumn { name: name.to_owned(), everywhere: true }).collect())
            }
            Format::JsonLines => {
                let mut counts: indexmap::IndexMap<String, u64> = indexmap::IndexMap::new();
                let mut rows = 0;
                self.lines(|_, line| {
                    rows += 1;
                    for name in line.keys() {
                        match counts.get_mut(name) {
                            Some(count) => *count += 1,
                            None => drop(counts.insert(name.clone(), 1)),
                        }
                    }
                    Ok(())
                })?;
                let column = |(name, count)| DataColumn { name, everywhere: count == rows };
                Ok(counts.into_iter().map(column).collect())
            }
        }
    }

    /// Every line of JSON that is not blank, with its number.
    fn lines(
        &self,
        mut each: impl FnMut(
            usize,
            &indexmap::IndexMap<String, Box<serde_json::value::RawValue>>,
        ) -> Result<(), SeedError>,
    ) -> Result<(), SeedError> {
        for (at, line) in BufReader::with_capacity(CHUNK, self.open()?).lines().enumerate() {
            let line = line.map_err(self.failed())?;
            if !line.trim().is_empty() {
                let columns = json_line::columns(&line)
                    .map_err(|error| self.wrong(at + 1, &format!("not one JSON object: {error}")))?;
                each(at + 1, &columns)?;
            }
        }
        Ok(())
    }

    /// Lines of JSON in the text format of COPY, in pieces.
    pub fn json_rows(&self, columns: &[StageColumn]) -> Result<JsonRows<'_>, SeedError> {
        Ok(JsonRows {
            file: self,
            columns: columns.to_vec(),
            lines: BufReader::with_capacity(CHUNK, self.open()?).lines(),
            line: 0,
        })
    }

    /// Where rows stand in the file (with a column, its value there): the file is read again, once
    /// for all of them.
    pub fn places(&self, wanted: &[(i64, Option<String>)]) -> Result<Vec<Span>, SeedError> {
        let rows: HashSet<i64> = wanted.iter().map(|(row, _)| *row).collect();
        let mut texts = std::collections::HashMap::new();
        match self.format {
            Format::Csv => {
                let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(self.open()?);
                let header: Vec<String> = match reader.headers() {
                    Ok(header) => {
                        header.iter().map(|name| name.trim_start_matches('\u{feff}').to_owned()).collect()
                    }
                    Err(_) => Vec::new(),
                };
                let mut record = csv::StringRecord::new();
                let mut row = 0;
                while reader.read_record(&mut record).map_err(|error| self.wrong(1, &error.to_string()))? {
                    row += 1;
                    if rows.contains(&row) {
                        let line = record.position().map_or(1, csv::Position::line);
                        let record = record.clone();
                        texts.insert(row, (u32::try_from(line).unwrap_or(u32::MAX), record));
                    }
                }
                let place = |(row, column): &(i64, Option<String>)| {
                    let Some((line, record)) = texts.get(row) else { return Span::default() };
                    csv_place(*line, record, &header, column.as_deref())
                };
                Ok(wanted.iter().map(place).collect())
            }
            Format::JsonLines => {
                let mut row = 0;
                let mut lines = std::collections::HashMap::new();
                for (at, line) in BufReader::with_capacity(CHUNK, self.open()?).lines().enumerate() {
                    let line = line.map_err(self.failed())?;
                    if !line.trim().is_empty() {
                        row += 1;
                        if rows.contains(&row) {
                            lines.insert(row, (u32::try_from(at + 1).unwrap_or(u32::MAX), line));
                        }
                    }
                }
                let place = |(row, column): &(i64, Option<String>)| {
                    let Some((number, line)) = lines.get(row) else { return Span::default() };
                    let quoted = column.as_ref().map(|name| format!("\"{name}\""));
                    let (start, length) = match quoted.and_then(|name| Some((line.find(&name)?, name))) {
                        Some((at, name)) => (line[..at].chars().count(), name.chars().count()),
                        None => (0, line.chars().count()),
                    };
                    span(*number, start, length)
                };
                Ok(wanted.iter().map(place).collect())
            }
        }
    }

    /// The text to show beside a mistake, if the file is small.
    pub fn source(&self) -> Option<Source> {
        let small = std::fs::metadata(&self.path).is_ok_and(|it| it.len() <= SHOWN);
        let mut text = String::new();
        let read = small.then(|| self.open().ok()).flatten()?.take(SHOWN).read_to_string(&mut text);
        read.ok().map(|_| Source { path: self.shown.clone(), text })
    }
}

fn span(line: u32, start: usize, length: usize) -> Span {
    let column = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span { start: (line, column(start)), end: (line, column(start + length.max(1))) }
}

/// The place of a field in its record, as far as that is on the record's first line.
fn csv_place(line: u32, record: &csv::StringRecord, header: &[String], column: Option<&str>) -> Span {
    let index = column.and_then(|name| header.iter().position(|it| it == name));
    let Some(index) = index else {
        let length = record.iter().map(|it| it.chars().count() + 1).sum::<usize>();
        return span(line, 0, length.saturating_sub(1));
    };
    // A field with a quote, a comma or a line end stands in quotes, each quote of its own twice.
    let width = |field: &str| {
        let quoted = field.contains(['"', ',', '\n', '\r']);
        field.chars().count() + if quoted { 2 + field.matches('"').count() } else { 0 }
    };
    let start = record.iter().take(index).map(|field| width(field) + 1).sum();
    span(line, start, record.get(index).map_or(1, width))
}

/// See [`DataFile::json_rows`].
pub struct JsonRows<'a> {
    file: &'a DataFile,
    columns: Vec<StageColumn>,
    lines: std::io::Lines<BufReader<Box<dyn Read>>>,
    line: usize,
}

impl JsonRows<'_> {
    /// The next piece of rows and how many there are in it; none at the end.
    pub fn next_piece(&mut self) -> Result<Option<(Vec<u8>, u64)>, SeedError> {
        let mut piece = Vec::with_capacity(CHUNK + CHUNK / 4);
        let mut rows = 0;
        while piece.len() < CHUNK {
            let Some(line) = self.lines.next() else { break };
            self.line += 1;
            let line = line.map_err(self.file.failed())?;
            if line.trim().is_empty() {
                continue;
            }
            let columns = json_line::columns(&line)
                .map_err(|error| self.file.wrong(self.line, &format!("not one JSON object: {error}")))?;
            let mut values = Vec::with_capacity(self.columns.len());
            let mut flags = Vec::new();
            for it in &self.columns {
                let value = columns.get(it.column.name.as_str());
                values.push(value.and_then(|value| json_line::text(value, &it.column.kind)));
                flags.extend(it.flagged.then(|| if value.is_some() { given::YES } else { given::NO }));
            }
            let all = values.iter().map(Option::as_deref).chain(flags.into_iter().map(Some));
            copy::row(&mut piece, all);
            rows += 1;
        }
        Ok((rows > 0).then_some((piece, rows)))
    }
}
