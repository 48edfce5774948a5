//! What makes the values of a column, and the values themselves: each is a function of the column's
//! key and the row's number, so that a foreign key can be written without its row being kept.

use super::Kept;
use super::form::{address, label, points, shaped};
use super::number::Unit;
use super::random::{self, Draw, Key};
use super::reference::Link;
use super::template::Template;
use super::text;
use crate::model::{Name, QualifiedName};

/// A table whose rows can be made.
#[derive(Clone, Debug)]
pub struct Generated {
    pub name: QualifiedName,
    pub rows: u64,
    pub columns: Vec<Column>,
    pub links: Vec<Link>,
    /// Its rows are there already: others refer to them, and none are made.
    pub kept: bool,
}

/// A table of rows that are there.
pub fn kept(it: &Kept) -> Generated {
    let column = |(at, name): (usize, &Name)| Column {
        name: name.clone(),
        maker: Maker::There(it.rows.iter().filter_map(|row| row.get(at).cloned()).collect()),
        nulls: 0,
        key: Key::new(0),
        index: Index::Chance { skew: 0 },
        gate: Gate::Open,
    };
    Generated {
        name: it.table.clone(),
        rows: it.rows.len() as u64,
        columns: it.columns.iter().enumerate().map(column).collect(),
        links: Vec::new(),
        kept: true,
    }
}

/// A column and what makes its values.
#[derive(Clone, Debug)]
pub struct Column {
    pub name: Name,
    pub maker: Maker,
    /// Rows whose number lies below it are NULL.
    pub nulls: u64,
    pub key: Key,
    pub index: Index,
    pub gate: Gate,
}

/// What the last rows of a table have in a column, so that a unique index holds for them alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Gate {
    /// The same as the others.
    #[default]
    Open,
    NullFrom(u64),
    NullBefore(u64),
    TextFrom(u64, Vec<u8>),
}

/// Which of the values of a column a row gets, where they can be counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Index {
    /// Any, the first ones more often with a larger skew.
    Chance { skew: u32 },
    /// As before, but of so many different ones alone.
    Few { skew: u32, values: u64 },
    /// A digit of the row's own number, so that several columns together are never the same twice.
    Digit { key: Key, total: u64, divisor: u64, size: u64 },
}

impl Index {
    pub fn of(self, key: Key, row: u64, size: u64) -> u64 {
        match self {
            Self::Chance { skew } => random::skewed(key.draw(row).number(), size, skew),
            Self::Few { skew, values } => {
                let one = random::skewed(key.draw(row).number(), values, skew);
                random::below(key.at(!one), size)
            }
            Self::Digit { key, total, divisor, size } => {
                key.permuted(row % total.max(1), total) / divisor.max(1) % size.max(1)
            }
        }
    }

    pub fn is_digit(self) -> bool {
        matches!(self, Self::Digit { .. })
    }
}

/// Numbers or times from a first to a last one, so many parts apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub first: i64,
    pub last: i64,
    pub step: i64,
    pub unit: Unit,
}

impl Span {
    pub fn count(&self) -> u64 {
        (self.last.abs_diff(self.first) / self.step.unsigned_abs().max(1)).saturating_add(1)
    }

    pub fn at(&self, index: u64) -> i64 {
        self.first.saturating_add_unsigned(index.saturating_mul(self.step.unsigned_abs()))
    }
}

/// What makes a value.
#[derive(Clone, Debug)]
pub enum Maker {
    Null,
    /// The row's number, counted from a first one in steps.
    Row {
        first: i64,
        step: i64,
    },
    /// What rows that are there hold.
    There(Vec<String>),
    Span(Span),
    /// A time that goes on with the rows, as a log's does.
    Along(Span),
    /// A value of the same row's other column and a while more.
    After {
        column: usize,
        least: i64,
        most: i64,
        until: i64,
        unit: Unit,
        step: i64,
    },
    /// At the most the value of another column, less a part.
    UpTo {
        column: usize,
        less: i64,
        span: Span,
    },
    Boolean {
        mostly: bool,
    },
    /// One of these, by weight if there are weights: the sums so far, of all numbers.
    OneOf {
        values: Vec<Template>,
        sums: Vec<u64>,
    },
    /// Words of so many characters.
    Words {
        least: usize,
        most: usize,
    },
    /// Text that is another in each row: words and the row's number, between these lengths.
    Label {
        least: usize,
        most: usize,
        end: &'static str,
    },
    /// A text with so many digits of the row's number where it has room.
    Shapes(Vec<Vec<Vec<char>>>),
    Uuid,
    Bytes {
        least: u64,
        most: u64,
    },
    Bits {
        least: u64,
        most: u64,
    },
    Address {
        network: bool,
    },
    MacAddress {
        long: bool,
    },
    /// A point, or so many in a list: what the geometric types are made of.
    Points {
        open: &'static str,
        count: u64,
        close: &'static str,
    },
    Circle,
    Array {
        element: Box<Maker>,
        least: u64,
        most: u64,
    },
    /// A range of another maker's values; `multi` puts it in braces.
    Range {
        span: Span,
        length: i64,
        multi: bool,
    },
    Record(Vec<Maker>),
    /// A column of the row that a foreign key refers to.
    Link {
        link: usize,
        column: usize,
        nullable: bool,
    },
    /// The same column of the row that another foreign key refers to, where it does.
    Shared {
        via: usize,
        column: usize,
        link: usize,
        of: usize,
        nullable: bool,
    },
}

/// Appends a value; `false` where it is NULL and nothing was appended.
pub fn value(tables: &[Generated], table: usize, column: usize, row: u64, out: &mut Vec<u8>) -> bool {
    let Some(it) = tables.get(table) else { return false };
    let at = column;
    let Some(column) = it.columns.get(at) else { return false };
    match &column.gate {
        Gate::Open => {}
        Gate::NullFrom(from) if row >= *from => return false,
        Gate::NullBefore(from) if row < *from => return false,
        Gate::TextFrom(from, text) if row >= *from => {
            out.extend(text);
            return true;
        }
        Gate::NullFrom(_) | Gate::NullBefore(_) | Gate::TextFrom(..) => {}
    }
    if column.nulls > 0 && column.key.at(row) < column.nulls {
        return false;
    }
    match &column.maker {
        Maker::Null => false,
        Maker::Link { link, column, nullable } => linked(tables, it, *link, *column, *nullable, row, out),
        Maker::Shared { via, column, link, of, nullable } => {
            let other = &it.links[*via];
            match other.parent(row, it.rows) {
                Some(parent) => value(tables, other.table, *column, parent, out),
                None => linked(tables, it, *link, *of, *nullable, row, out),
            }
        }
        maker => {
            make(maker, &Cell { table: it, column, at, row }, &mut column.key.draw(row), out);
            true
        }
    }
}

fn linked(
    tables: &[Generated],
    it: &Generated,
    link: usize,
    column: usize,
    nullable: bool,
    row: u64,
    out: &mut Vec<u8>,
) -> bool {
    let link = &it.links[link];
    match link.parent(row, it.rows) {
        Some(parent) => value(tables, link.table, column, parent, out),
        None if nullable || link.rows == 0 => false,
        // Another column of the key is NULL, which is enough.
        None => value(tables, link.table, column, link.key.at(row) % link.rows, out),
    }
}

/// Where a value is made.
pub(super) struct Cell<'a> {
    pub table: &'a Generated,
    pub column: &'a Column,
    /// The column's place.
    at: usize,
    pub row: u64,
}

impl Cell<'_> {
    pub fn index(&self, size: u64) -> u64 {
        self.column.index.of(self.column.key, self.row, size)
    }
}

/// The number that a sequence gives to a row.
pub fn counted(first: i64, step: i64, row: u64) -> i64 {
    first.saturating_add(step.saturating_mul(i64::try_from(row).unwrap_or(i64::MAX)))
}

/// The parts of a number or time, NULL or not.
fn parts(table: &Generated, column: usize, row: u64) -> i64 {
    let at = column;
    let Some(column) = table.columns.get(at) else { return 0 };
    let cell = Cell { table, column, at, row };
    match &column.maker {
        Maker::Row { first, step } => counted(*first, *step, row),
        Maker::Span(span) => span.at(cell.index(span.count())),
        Maker::Along(span) => {
            // Each row has a part of the time to itself, as long as there are enough parts.
            let (count, rows) = (span.count(), table.rows.max(1));
            let first = u128::from(row) * u128::from(count) / u128::from(rows);
            let more = random::below(column.key.at(!row), (count / rows).max(1));
            span.at(u64::try_from(first).unwrap_or(u64::MAX).saturating_add(more).min(count - 1))
        }
        Maker::After { column: before, least, most, until, unit: _, step } => {
            let from = parts(table, *before, row).saturating_add(*least);
            let room = until.saturating_sub(from).clamp(0, *most).unsigned_abs() / step.unsigned_abs().max(1);
            let more = random::skewed(column.key.draw(row).number(), room + 1, 3);
            from.saturating_add_unsigned(more * step.unsigned_abs())
        }
        Maker::UpTo { column: above, less, span } => {
            let last = parts(table, *above, row).saturating_sub(*less).min(span.last);
            let span = Span { last: last.max(span.first), ..*span };
            span.at(cell.index(span.count()))
        }
        _ => 0,
    }
}

fn make(maker: &Maker, cell: &Cell, draw: &mut Draw, out: &mut Vec<u8>) {
    match maker {
        Maker::Row { first, step } => text::decimal(out, counted(*first, *step, cell.row), 0),
        Maker::There(rows) => {
            let row = usize::try_from(cell.row).ok().and_then(|row| rows.get(row));
            out.extend(row.map(String::as_bytes).unwrap_or_default());
        }
        Maker::Span(span) if std::ptr::eq(maker, &raw const cell.column.maker) => {
            span.unit.write(out, span.at(cell.index(span.count())));
        }
        Maker::Span(span) => span.unit.write(out, span.at(draw.below(span.count()))),
        Maker::Along(Span { unit, .. })
        | Maker::After { unit, .. }
        | Maker::UpTo { span: Span { unit, .. }, .. } => {
            unit.write(out, parts(cell.table, cell.at, cell.row));
        }
        Maker::Boolean { mostly } => {
            let other = match cell.column.index {
                Index::Digit { .. } => cell.index(2) == 1,
                _ => draw.below(100) < 18,
            };
            out.push(if other == *mostly { b'f' } else { b't' });
        }
        Maker::OneOf { values, sums } => one_of(values, sums, maker, cell, draw, out),
        Maker::Words { least, most } => {
            let length = least + usize::try_from(draw.below((most - least) as u64 + 1)).unwrap_or_default();
            text::words(out, length, draw);
        }
        Maker::Label { least, most, end } => label(*least, *most, end, cell, draw, out),
        Maker::Shapes(shapes) => shaped(shapes, cell, draw, out),
        Maker::Uuid => text::uuid(out, cell.column.key.scattered(cell.row), draw.number()),
        Maker::Bytes { least, most } => {
            out.extend(b"\\x");
            let count = *least + draw.below(most - least + 1);
            // The row's number comes first, so that no two are the same.
            let mut next = cell.column.key.scattered(cell.row);
            for at in 0..count {
                text::hex(out, next >> 56, 2);
                next = if at % 8 == 7 { draw.number() } else { next << 8 };
            }
        }
        Maker::Bits { least, most } => {
            let count = *least + draw.below(most - least + 1);
            let number = cell.column.index.is_digit().then(|| cell.index(u64::MAX));
            out.extend((0..count).map(|at| {
                let bit = number.map_or_else(
                    || draw.number() >> 63,
                    |number| number.checked_shr(u32::try_from(at).unwrap_or(64)).unwrap_or(0) & 1,
                );
                if bit == 1 { b'1' } else { b'0' }
            }));
        }
        Maker::Address { network } => address(*network, cell, out),
        Maker::MacAddress { long } => {
            let number = match cell.column.index {
                Index::Digit { .. } => cell.index(u64::MAX) << 16,
                _ => cell.column.key.scattered(cell.row),
            };
            let bytes: u64 = if *long { 8 } else { 6 };
            for at in 0..bytes {
                if at > 0 {
                    out.push(b':');
                }
                text::hex(out, number >> (56 - 8 * at), 2);
            }
        }
        Maker::Points { open, count, close } => points(open, *count, close, draw, out),
        Maker::Circle => {
            out.push(b'<');
            points("", 1, "", draw, out);
            out.push(b',');
            text::decimal(out, i64::try_from(draw.below(900)).unwrap_or_default() + 1, 2);
            out.push(b'>');
        }
        Maker::Array { element, least, most } => {
            out.push(b'{');
            let mut item = Vec::new();
            for at in 0..*least + draw.below(most - least + 1) {
                if at > 0 {
                    out.push(b',');
                }
                item.clear();
                make(element, cell, draw, &mut item);
                text::quoted(out, &item);
            }
            out.push(b'}');
        }
        Maker::Range { span, length, multi } => {
            let first = span.at(cell.index(span.count()));
            let last = first.saturating_add_unsigned(1 + draw.below(length.unsigned_abs().max(1)));
            out.extend(if *multi { b"{[".as_slice() } else { b"[" });
            // A time has a blank in it.
            for (at, bound) in [first, last].into_iter().enumerate() {
                out.extend((at > 0).then_some(b','));
                out.push(b'"');
                span.unit.write(out, bound);
                out.push(b'"');
            }
            out.extend(if *multi { b")}".as_slice() } else { b")" });
        }
        Maker::Record(parts) => {
            out.push(b'(');
            let mut item = Vec::new();
            for (at, part) in parts.iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                item.clear();
                make(part, cell, draw, &mut item);
                if !matches!(part, Maker::Null) {
                    text::quoted(out, &item);
                }
            }
            out.push(b')');
        }
        // These are not made alone: `value` sees to them.
        Maker::Null | Maker::Link { .. } | Maker::Shared { .. } => {}
    }
}

fn one_of(values: &[Template], sums: &[u64], maker: &Maker, cell: &Cell, draw: &mut Draw, out: &mut Vec<u8>) {
    let whole = std::ptr::eq(maker, &raw const cell.column.maker);
    let at = if sums.is_empty() && whole {
        draw.number();
        cell.index(values.len() as u64)
    } else if sums.is_empty() {
        draw.below(values.len() as u64)
    } else {
        let number = match cell.column.index {
            Index::Few { skew, values } if whole => {
                cell.column.key.at(!random::skewed(draw.number(), values, skew))
            }
            _ => draw.number(),
        };
        sums.partition_point(|sum| *sum <= number) as u64
    };
    let Some(template) = values.get(usize::try_from(at).unwrap_or_default()) else { return };
    match cell.column.index {
        // The same number of values fills the same places.
        Index::Few { skew, values } if whole => {
            let one = random::skewed(cell.column.key.draw(cell.row).number(), values, skew);
            template.write(out, one, &mut cell.column.key.draw(!one));
        }
        _ => template.write(out, cell.row, draw),
    }
}
