//! Data files: which columns they have, their bytes for COPY, and every row that cannot be one. A file
//! is streamed, and read again rather than kept.

use std::io::{BufRead as _, BufReader, Read};

use time::OffsetDateTime;

use super::error::SeedError;
use super::folder::{DataFile, Format};
use super::stream::{self, CHUNK};
use crate::diagnostic::Span;
use crate::row::copy;
use crate::row::csv::{self, Pass, Splitter};
use crate::row::find::span;
use crate::row::json_line;
use crate::row::merge::{StageColumn, given};
use crate::row::table::{Kind, Table};
use crate::row::value::Cell;

/// How many mistakes of a file are described; the others are counted.
const DESCRIBED: usize = 50;

/// A column of a data file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataColumn {
    pub name: String,
    /// Where it is named first.
    pub span: Span,
    /// Whether every row has it.
    pub everywhere: bool,
    /// Whether it has times that are relative to the moment of loading.
    pub relative: bool,
}

/// Something wrong at a place in a data file.
#[derive(Clone, Debug)]
pub struct Wrong {
    pub span: Span,
    pub code: &'static str,
    pub message: String,
    pub help: String,
}

/// What reading a whole file tells.
#[derive(Debug, Default)]
pub struct Look {
    pub columns: Vec<DataColumn>,
    /// The first of what is wrong, and how much there is.
    pub wrong: Vec<Wrong>,
    pub found: u64,
}

impl Look {
    fn wrong(&mut self, span: Span, code: &'static str, message: String, help: impl Into<String>) {
        self.found += 1;
        if self.wrong.len() < DESCRIBED {
            self.wrong.push(Wrong { span, code, message, help: help.into() });
        }
    }
}

impl DataFile {
    pub(super) fn failed(&self) -> impl FnOnce(std::io::Error) -> SeedError + use<> {
        let path = self.shown.clone();
        move |source| SeedError::Read { path, source }
    }

    pub fn open(&self) -> Result<Box<dyn Read>, SeedError> {
        stream::open(&self.path).map_err(self.failed())
    }

    /// Reads the whole file for a table: its columns and all that is wrong with its rows. A column of
    /// `key` may not depend on when it is loaded.
    pub fn look(&self, table: &Table, key: &[&str], now: OffsetDateTime) -> Result<Look, SeedError> {
        match self.format {
            Format::Csv => self.look_at_csv(table, key, now),
            Format::JsonLines => self.look_at_lines(table, key, now),
        }
    }

    fn look_at_csv(&self, table: &Table, key: &[&str], now: OffsetDateTime) -> Result<Look, SeedError> {
        let mut file = self.csv()?;
        let mut look = Look { columns: std::mem::take(&mut file.header), ..Look::default() };
        if look.columns.is_empty() {
            look.wrong.push(no_header());
            look.found = 1;
            return Ok(look);
        }
        let role = |it: &DataColumn| csv::Column {
            time: table.column(&it.name).is_some_and(|column| column.kind == Kind::Time),
            key: key.contains(&it.name.as_str()),
            flagged: false,
        };
        let mut pass = Pass::new(look.columns.iter().map(role).collect(), now);
        let mut out = Vec::new();
        while let Some(piece) = file.piece()? {
            pass.feed(&piece, &mut out);
            out.clear();
        }
        pass.end(&mut out);
        for (column, relative) in look.columns.iter_mut().zip(&pass.relative) {
            column.relative = *relative;
        }
        look.wrong = self.placed(&pass, &look.columns)?;
        look.found = pass.found;
        Ok(look)
    }

    /// The flaws of a pass, each where it is.
    pub fn placed(&self, pass: &Pass, columns: &[DataColumn]) -> Result<Vec<Wrong>, SeedError> {
        let name = |at: Option<usize>| Some(columns.get(at?)?.name.clone());
        let wanted: Vec<(i64, Option<String>)> =
            pass.flaws.iter().map(|flaw| (flaw.row, name(flaw.column))).collect();
        let places = self.places(&wanted)?;
        let wrong = pass.flaws.iter().zip(places).map(|(flaw, span)| Wrong {
            span,
            code: "bad-row",
            message: flaw.message.clone(),
            help: flaw.help.clone(),
        });
        Ok(wrong.collect())
    }

    /// A file of CSV whose header has been read.
    pub fn csv(&self) -> Result<CsvFile, SeedError> {
        let mut file = CsvFile { data: self.clone(), reader: self.open()?, first: None, header: Vec::new() };
        let first = file.read()?;
        let mut splitter = Splitter::default();
        let (mut start, mut column, mut ended) = (0, 0, first.is_empty());
        while !ended {
            let mark = splitter.next(&first, start);
            let end = mark.map_or(first.len(), |(end, _)| end);
            let field = &first[start..end];
            let field = field.strip_prefix(b"\xef\xbb\xbf").unwrap_or(field);
            let width = String::from_utf8_lossy(field).trim_end_matches('\r').chars().count();
            let (name, place) = (csv::unquoted(field), span(1, column, width));
            file.header.push(DataColumn { name, span: place, everywhere: true, relative: false });
            (start, column) = (end + 1, column + width + 1);
            ended = !matches!(mark, Some((_, csv::Mark::Field)));
        }
        if matches!(&*file.header, [only] if only.name.is_empty()) {
            file.header.clear();
        }
        file.first = Some(first);
        Ok(file)
    }

    fn look_at_lines(&self, table: &Table, key: &[&str], now: OffsetDateTime) -> Result<Look, SeedError> {
        let mut look = Look::default();
        let mut counts: indexmap::IndexMap<String, (DataColumn, u64)> = indexmap::IndexMap::new();
        let mut rows = 0;
        let mut lines = self.json_lines()?;
        while let Some((number, line)) = lines.next_line().map_err(self.failed())? {
            rows += 1;
            let line = match std::str::from_utf8(line) {
                Ok(line) => line,
                Err(error) => {
                    let before = String::from_utf8_lossy(&line[..error.valid_up_to()]).chars().count();
                    let message = "this is no UTF-8".to_owned();
                    look.wrong(span(number, before, 1), "bad-row", message, "save the file as UTF-8");
                    continue;
                }
            };
            let columns = match json_line::columns(line) {
                Ok(columns) => columns,
                Err(error) => {
                    let (reason, column) = json_line::reason(&error);
                    let at = line.bytes().take(column.saturating_sub(1)).filter(|byte| byte & 0xc0 != 0x80);
                    let message = format!("this is not one JSON object: {reason}");
                    let help = "write one object a line: {\"column\": value, ...}";
                    look.wrong(span(number, at.count(), 1), "bad-row", message, help);
                    continue;
                }
            };
            for (name, value) in &columns {
                let place = || json_place(number, line, Some(name));
                let found = counts.entry(name.clone());
                let (it, count) = found.or_insert_with(|| {
                    let (name, span) = (name.clone(), place());
                    (DataColumn { name, span, everywhere: false, relative: false }, 0)
                });
                *count += 1;
                let Some(column) = table.column(name) else { continue };
                match json_line::cell(value, column, now) {
                    Ok(Cell::WhenNew(_)) if key.contains(&name.as_str()) => {
                        let message = "a time in the key would be another on each run".to_owned();
                        look.wrong(place(), "wrong-value", message, "write a time that stays");
                    }
                    Ok(cell) => it.relative |= matches!(cell, Cell::WhenNew(_)),
                    Err(mistake) => look.wrong(place(), mistake.code, mistake.message, mistake.help),
                }
            }
        }
        let column = |(column, count)| DataColumn { everywhere: count == rows, ..column };
        look.columns = counts.into_values().map(column).collect();
        Ok(look)
    }

    pub(super) fn json_lines(&self) -> Result<JsonLines, SeedError> {
        let reader = BufReader::with_capacity(CHUNK, self.open()?);
        Ok(JsonLines { reader, line: Vec::new(), number: 0 })
    }

    /// Lines of JSON in the text format of COPY, in pieces.
    pub fn json_rows(&self, columns: &[StageColumn], now: OffsetDateTime) -> Result<JsonRows, SeedError> {
        Ok(JsonRows { data: self.clone(), columns: columns.to_vec(), lines: self.json_lines()?, now })
    }
}

/// What is wrong with a file of CSV that names no columns.
pub fn no_header() -> Wrong {
    Wrong {
        span: span(1, 0, 1),
        code: "missing-header",
        message: "the file has no header".to_owned(),
        help: "its first line has to name the columns: id,name,...".to_owned(),
    }
}

/// The place of a line, or of what a column is called in it.
pub fn json_place(number: u32, line: &str, column: Option<&str>) -> Span {
    let quoted = column.map(|name| serde_json::Value::from(name).to_string());
    match quoted.and_then(|name| Some((line.find(&name)?, name))) {
        Some((at, name)) => span(number, line[..at].chars().count(), name.chars().count()),
        None => span(number, 0, line.chars().count()),
    }
}

/// See [`DataFile::csv`].
pub struct CsvFile {
    data: DataFile,
    reader: Box<dyn Read>,
    first: Option<Vec<u8>>,
    pub header: Vec<DataColumn>,
}

impl CsvFile {
    /// The next piece of the file, its header included; none at the end.
    pub fn piece(&mut self) -> Result<Option<Vec<u8>>, SeedError> {
        let piece = match self.first.take() {
            Some(first) => first,
            None => self.read()?,
        };
        Ok((!piece.is_empty()).then_some(piece))
    }

    fn read(&mut self) -> Result<Vec<u8>, SeedError> {
        let mut piece = Vec::with_capacity(CHUNK);
        let limit = u64::try_from(CHUNK).unwrap_or(u64::MAX);
        self.reader.by_ref().take(limit).read_to_end(&mut piece).map_err(self.data.failed())?;
        Ok(piece)
    }
}

/// The lines of a file that are not blank.
pub(super) struct JsonLines {
    reader: BufReader<Box<dyn Read>>,
    line: Vec<u8>,
    number: u32,
}

impl JsonLines {
    /// The next line with its number from 1; none at the end.
    pub(super) fn next_line(&mut self) -> std::io::Result<Option<(u32, &[u8])>> {
        loop {
            self.line.clear();
            if self.reader.read_until(b'\n', &mut self.line)? == 0 {
                return Ok(None);
            }
            self.number += 1;
            if self.number == 1 && self.line.starts_with(b"\xef\xbb\xbf") {
                self.line.drain(..3);
            }
            let length = self.line.trim_ascii_end().len();
            self.line.truncate(length);
            if !self.line.is_empty() {
                break;
            }
        }
        Ok(Some((self.number, &self.line)))
    }
}

/// See [`DataFile::json_rows`].
pub struct JsonRows {
    data: DataFile,
    columns: Vec<StageColumn>,
    lines: JsonLines,
    now: OffsetDateTime,
}

impl JsonRows {
    /// The next piece of rows and how many there are in it; none at the end. The lines have been
    /// looked at: one that is wrong is only there if the file has changed since.
    pub fn next_piece(&mut self) -> Result<Option<(Vec<u8>, u64)>, SeedError> {
        let mut piece = Vec::with_capacity(CHUNK + CHUNK / 4);
        let mut rows = 0;
        while piece.len() < CHUNK {
            let Some((number, line)) = self.lines.next_line().map_err(self.data.failed())? else { break };
            let changed = |message: String| SeedError::Data {
                path: self.data.shown.clone(),
                message: format!("line {number}: {message}"),
            };
            let line = std::str::from_utf8(line).map_err(|error| changed(error.to_string()))?;
            let columns = json_line::columns(line).map_err(|error| changed(error.to_string()))?;
            let mut values = Vec::with_capacity(self.columns.len());
            let mut flags = Vec::new();
            for it in &self.columns {
                let cell = match columns.get(it.column.name.as_str()) {
                    Some(value) => json_line::cell(value, &it.column, self.now)
                        .map(Some)
                        .map_err(|mistake| changed(mistake.message))?,
                    None => None,
                };
                flags.extend(it.flagged.then_some(match &cell {
                    None => given::NO,
                    Some(Cell::WhenNew(_)) => given::WHEN_NEW,
                    Some(_) => given::YES,
                }));
                values.push(match cell {
                    Some(Cell::Text(text) | Cell::WhenNew(text)) => Some(text),
                    _ => None,
                });
            }
            let all = values.iter().map(Option::as_deref).chain(flags.into_iter().map(Some));
            copy::row(&mut piece, all);
            rows += 1;
        }
        Ok((rows > 0).then_some((piece, rows)))
    }
}
