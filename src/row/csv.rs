//! CSV as COPY reads it: where its fields and rows end, what is wrong with them, and times relative to
//! the moment of loading put in for their words. Bytes come in pieces and go out as they are otherwise;
//! never more than a short field is held.

use time::OffsetDateTime;

use super::merge::given;
use super::moment;
use super::value::{Mistake, NUL};

/// A field that is longer is no relative time, and may be cut between two pieces.
const SHORT: usize = 64;

/// How many flaws are described; the others are counted.
const DESCRIBED: usize = 50;

/// What ends somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Field,
    Row,
}

/// Finds where fields end. The first row tells how all of them do, as it does for PostgreSQL.
#[derive(Clone, Copy, Debug)]
pub struct Splitter {
    in_quotes: bool,
    ends_with: Option<u8>,
    /// The line of the file, from 1.
    pub line: u32,
}

impl Default for Splitter {
    fn default() -> Self {
        Self { in_quotes: false, ends_with: None, line: 1 }
    }
}

impl Splitter {
    /// The next delimiter from a place on, and what ends there. The `\r` of `\r\n` is the field's.
    pub fn next(&mut self, bytes: &[u8], from: usize) -> Option<(usize, Mark)> {
        let mut at = from;
        loop {
            let rest = bytes.get(at..)?;
            let ends = |byte: &u8| matches!(byte, b'"' | b',' | b'\n' | b'\r');
            let in_quotes = |byte: &u8| matches!(byte, b'"' | b'\n');
            at += if self.in_quotes { rest.iter().position(in_quotes) } else { rest.iter().position(ends) }?;
            match bytes[at] {
                b'"' => self.in_quotes = !self.in_quotes,
                _ if self.in_quotes => self.line += 1,
                b',' => return Some((at, Mark::Field)),
                byte => {
                    let pair = byte == b'\r' && bytes.get(at + 1).is_none_or(|next| *next == b'\n');
                    if self.ends_with.is_none() && !pair {
                        self.ends_with = Some(byte);
                    }
                    if self.ends_with == Some(byte) {
                        self.line += 1;
                        return Some((at, Mark::Row));
                    }
                }
            }
            at += 1;
        }
    }
}

/// The text of a field, without its quotes.
pub fn unquoted(field: &[u8]) -> String {
    let field = String::from_utf8_lossy(field);
    let field = field.trim_end_matches('\r');
    match field.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(inner) => inner.replace("\"\"", "\""),
        None => field.to_owned(),
    }
}

/// What a column of a file is, as far as its fields are looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// Its times may be relative ones.
    pub time: bool,
    /// It tells which row is which.
    pub key: bool,
    /// A flag behind the row tells whether its value counts.
    pub flagged: bool,
}

/// A row that PostgreSQL would refuse, found without it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// From 1, the header excepted.
    pub row: i64,
    /// The place of the column in the header.
    pub column: Option<usize>,
    pub message: String,
    pub help: String,
}

/// One reading of a file, its header included.
pub struct Pass {
    columns: Vec<Column>,
    now: OffsetDateTime,
    splitter: Splitter,
    /// Which column the field is of, and whether a piece of it has gone already.
    field: usize,
    cut: bool,
    /// The number of the row, 0 for the header.
    row: i64,
    flags: Vec<&'static str>,
    /// What of the last piece could not be judged yet.
    carry: Vec<u8>,
    /// Which columns have relative times.
    pub relative: Vec<bool>,
    /// The first flaws, and how many there are.
    pub flaws: Vec<Flaw>,
    pub found: u64,
}

impl Pass {
    pub fn new(columns: Vec<Column>, now: OffsetDateTime) -> Self {
        Self {
            flags: vec![given::YES; columns.len()],
            relative: vec![false; columns.len()],
            columns,
            now,
            splitter: Splitter::default(),
            field: 0,
            cut: false,
            row: 0,
            carry: Vec::new(),
            flaws: Vec::new(),
            found: 0,
        }
    }

    /// How many rows have ended.
    pub fn rows(&self) -> u64 {
        u64::try_from(self.row - 1).unwrap_or_default()
    }

    /// Reads a piece; `out` gets what COPY is to get.
    pub fn feed(&mut self, piece: &[u8], out: &mut Vec<u8>) {
        let joined;
        let mut bytes = piece;
        if !self.carry.is_empty() {
            joined = [std::mem::take(&mut self.carry).as_slice(), piece].concat();
            bytes = &joined;
        }
        let (whole, mut spots) = unreadable(bytes);
        let (mut start, mut gone) = (0, 0);
        let mut before = self.splitter;
        while let Some((end, mark)) = self.splitter.next(&bytes[..whole], start) {
            self.look(&mut spots, end);
            // Of `\r\n`, the first is behind the last field.
            let text_end = if bytes[start..end].ends_with(b"\r") { end - 1 } else { end };
            if let Some(time) = self.end_field(&bytes[start..text_end], mark) {
                out.extend(&bytes[gone..start]);
                out.extend(time.as_bytes());
                gone = text_end;
            }
            if mark == Mark::Row {
                out.extend(&bytes[gone..text_end]);
                gone = text_end;
                self.end_row(out);
            }
            start = end + 1;
            before = self.splitter;
        }
        let mut kept = whole;
        if whole - start <= SHORT && !self.cut {
            // It is read again, as a whole.
            (kept, self.splitter) = (start, before);
        } else {
            self.look(&mut spots, whole);
            self.cut = true;
        }
        out.extend(&bytes[gone..kept]);
        self.carry = bytes[kept..].to_vec();
    }

    /// The end of the file, which may end its last row. A second one changes nothing.
    pub fn end(&mut self, out: &mut Vec<u8>) {
        let rest = std::mem::take(&mut self.carry);
        if rest.is_empty() && self.field == 0 && !self.cut {
            return;
        }
        let (whole, mut spots) = unreadable(&rest);
        self.splitter.next(&rest, 0);
        self.look(&mut spots, rest.len());
        if whole < rest.len() {
            self.look(&mut vec![(whole, NOT_UTF8)].into_iter().peekable(), rest.len());
        }
        if self.splitter.in_quotes {
            let message = "the quote that begins here does not end".to_owned();
            self.flaw(Some(self.field), message, "write \" at its end; within quotes, a quote is \"\"");
            (self.field, self.cut) = (0, false);
            return;
        }
        match self.end_field(&rest, Mark::Row) {
            Some(time) => out.extend(time.as_bytes()),
            None => out.extend(rest),
        }
        self.end_row(out);
    }

    /// Tells of what cannot be read up to a place.
    fn look(&mut self, spots: &mut Spots, end: usize) {
        while let Some((_, message)) = spots.next_if(|(at, _)| *at < end) {
            let column = Some(self.field);
            let help = if message == NUL { "leave it out" } else { "save the file as UTF-8" };
            if !self.flaws.last().is_some_and(|it| it.row == self.row && it.column == column) {
                self.flaw(column, message.to_owned(), help);
            }
        }
    }

    fn flaw(&mut self, column: Option<usize>, message: String, help: &str) {
        self.found += 1;
        if self.flaws.len() < DESCRIBED {
            let column = column.filter(|at| *at < self.columns.len());
            self.flaws.push(Flaw { row: self.row, column, message, help: help.to_owned() });
        }
    }

    /// Judges a field that has come to its end; a relative time is returned as the time it is.
    fn end_field(&mut self, field: &[u8], mark: Mark) -> Option<String> {
        let (at, cut) = (self.field, std::mem::take(&mut self.cut));
        if mark == Mark::Field {
            self.field += 1;
        } else if at == 0 && !cut && field.trim_ascii_end() == b"\\." {
            let message = "`\\.` alone would end the rows here".to_owned();
            self.flaw(None, message, "write it in quotes: \"\\.\"");
        }
        let column = self.columns.get(at).copied().unwrap_or_default();
        let short = column.time && !cut && self.row > 0 && field.len() <= SHORT;
        let begins = |field: &[u8]| matches!(field.first(), Some(b'n' | b't' | b'y'));
        let inner = field.strip_prefix(b"\"").unwrap_or(field);
        if !short || !begins(inner) {
            return None;
        }
        match moment::relative(&unquoted(field), self.now)? {
            Ok(_) if column.key => {
                self.flaw(
                    Some(at),
                    "a time in the key would be another on each run".to_owned(),
                    "write a time that stays",
                );
                None
            }
            Ok(time) => {
                self.relative[at] = true;
                self.flags[at] = given::WHEN_NEW;
                Some(moment::written(time))
            }
            Err(Mistake { message, help, .. }) => {
                self.flaw(Some(at), message, &help);
                None
            }
        }
    }

    fn end_row(&mut self, out: &mut Vec<u8>) {
        let (fields, wanted) = (self.field + 1, self.columns.len());
        if self.row > 0 && fields != wanted {
            let message = format!("the row has {}, the header {}", counted(fields), counted(wanted));
            self.flaw(None, message, "give every row as many; a comma within a field stands in quotes");
        }
        for (column, flag) in self.columns.iter().zip(&mut self.flags) {
            if column.flagged && self.row > 0 {
                out.push(b',');
                out.extend(flag.as_bytes());
            }
            *flag = given::YES;
        }
        self.field = 0;
        self.row += 1;
    }
}

fn counted(fields: usize) -> String {
    if fields == 1 { "1 field".to_owned() } else { format!("{fields} fields") }
}

const NOT_UTF8: &str = "this is no UTF-8";

/// Places of what is no text, in order.
type Spots = std::iter::Peekable<std::vec::IntoIter<(usize, &'static str)>>;

/// Up to where bytes are whole characters, and the places of what is no text.
fn unreadable(bytes: &[u8]) -> (usize, Spots) {
    let mut spots = Vec::new();
    let mut from = 0;
    let mut whole = bytes.len();
    while let Err(error) = std::str::from_utf8(&bytes[from..]) {
        let at = from + error.valid_up_to();
        let Some(length) = error.error_len() else {
            whole = at;
            break;
        };
        spots.push((at, NOT_UTF8));
        from = at + length;
    }
    if bytes[..whole].contains(&0) {
        spots.extend((0..whole).filter(|at| bytes[*at] == 0).map(|at| (at, NUL)));
        spots.sort_unstable();
    }
    (whole, spots.into_iter().peekable())
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    type Told = (i64, Option<usize>, String);

    /// What comes of a text in pieces of some size: the bytes, the flaws, how many rows.
    fn read(text: &[u8], columns: &[Column], size: usize) -> (String, Vec<Told>, u64) {
        let mut pass = Pass::new(columns.to_vec(), datetime!(2026-03-10 12:00 UTC));
        let mut out = Vec::new();
        for piece in text.chunks(size) {
            pass.feed(piece, &mut out);
        }
        pass.end(&mut out);
        let flaws = pass.flaws.iter().map(|it| (it.row, it.column, it.message.clone())).collect();
        (String::from_utf8_lossy(&out).into_owned(), flaws, pass.rows())
    }

    #[test]
    fn bytes_pass_and_times_are_put_in() {
        let plain = Column::default();
        let time = Column { time: true, flagged: true, ..plain };
        let text = "a,at,b\r\n1,now - 3 days,\"x\r\ny, ä\"\r\n2,\"today\",now\r\n3,2026-01-01,noon\r\n4,,";
        let expected = "a,at,b\r\n1,2026-03-07 12:00:00.000000+00,\"x\r\ny, ä\",2\r\n\
                        2,2026-03-10 00:00:00.000000+00,now,2\r\n3,2026-01-01,noon,1\r\n4,,,1";
        for size in [1, 2, 3, 7, 1000] {
            let (out, flaws, rows) = read(text.as_bytes(), &[plain, time, plain], size);
            assert_eq!((out.as_str(), flaws, rows), (expected, vec![], 4), "pieces of {size}");
            let (out, _, rows) = read(b"at\r\ntoday\r\nnow", &[Column { flagged: false, ..time }], size);
            let expected = "at\r\n2026-03-10 00:00:00.000000+00\r\n2026-03-10 12:00:00.000000+00";
            assert_eq!((out.as_str(), rows), (expected, 2), "pieces of {size}");
        }
        let long = format!("a\n\"{}\"\n", "ä".repeat(300));
        for size in [1, 100, 101] {
            assert_eq!(read(long.as_bytes(), &[plain], size), (long.clone(), vec![], 1));
        }
    }

    #[test]
    fn every_flaw_has_its_row() {
        let text = b"a,b\n1\n2,\xff\n3,4,5\n\n6,\0\n\\.\n7,\"x\n8,9\n";
        let two = [Column::default(); 2];
        for size in [1, 3, 1000] {
            let (_, flaws, _) = read(text, &two, size);
            let expected = [
                (1, None, "the row has 1 field, the header 2 fields"),
                (2, Some(1), "this is no UTF-8"),
                (3, None, "the row has 3 fields, the header 2 fields"),
                (4, None, "the row has 1 field, the header 2 fields"),
                (5, Some(1), "here is a NUL character, which PostgreSQL does not store"),
                (6, None, "`\\.` alone would end the rows here"),
                (6, None, "the row has 1 field, the header 2 fields"),
                (7, Some(1), "the quote that begins here does not end"),
            ];
            assert_eq!(flaws, expected.map(|(row, at, text)| (row, at, text.to_owned())), "pieces of {size}");
        }
    }
}
