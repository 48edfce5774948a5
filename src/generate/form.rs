//! Values with a form of their own: texts that are another in each row, texts of a shape, addresses,
//! points.

use super::maker::{Cell, Index};
use super::random::{self, Draw};
use super::text;

/// `amber-00f3x` and more words, as long as there is room.
pub(super) fn label(least: usize, most: usize, end: &str, cell: &Cell, draw: &mut Draw, out: &mut Vec<u8>) {
    let (number, count) = match cell.column.index {
        Index::Few { skew, values } => (random::skewed(draw.number(), values, skew), values),
        _ => (cell.row, cell.table.rows),
    };
    let mut own = cell.column.key.draw(!number);
    let digits = text::digits(count, 36);
    let number = cell.column.key.permuted(number, 36_u64.saturating_pow(u32::try_from(digits).unwrap_or(12)));
    let word = text::word(&mut own).as_bytes();
    let fixed = digits + end.len();
    if most > fixed + word.len() {
        out.extend(word);
        out.push(b'-');
    }
    let start = out.len();
    text::in_base(out, number, 36, digits);
    let written = out.len() - start + end.len() + if most > fixed + word.len() { word.len() + 1 } else { 0 };
    if end.is_empty() && written < least {
        // Another mark than before the number, so that the number is found again.
        out.push(b'.');
        text::words(out, least - written - 1, &mut own);
    }
    out.extend(end.as_bytes());
}

/// A text of one of the shapes; where rows are told apart, of the first one with the row's number in
/// the digits that its places are.
pub(super) fn shaped(shapes: &[Vec<Vec<char>>], cell: &Cell, draw: &mut Draw, out: &mut Vec<u8>) {
    let mut buffer = [0; 4];
    if let (Index::Digit { .. }, Some(shape)) = (cell.column.index, shapes.first()) {
        let mut left = cell.index(u64::MAX);
        for place in shape {
            let count = place.len() as u64;
            let at = usize::try_from(left % count).unwrap_or_default();
            left /= count;
            out.extend(place[at].encode_utf8(&mut buffer).as_bytes());
        }
        return;
    }
    let mut own = match cell.column.index {
        Index::Few { skew, values } => cell.column.key.draw(!random::skewed(draw.number(), values, skew)),
        _ => draw.clone(),
    };
    for place in own.pick(shapes).into_iter().flatten() {
        out.extend(own.pick(place).copied().unwrap_or(' ').encode_utf8(&mut buffer).as_bytes());
    }
}

pub(super) fn address(network: bool, cell: &Cell, out: &mut Vec<u8>) {
    let number = match cell.column.index {
        // The last part of a network is 0.
        Index::Digit { .. } => cell.index(u64::MAX),
        _ => cell.column.key.scattered(cell.row),
    };
    // Addresses for documentation and private ones: nobody's.
    out.extend(b"10");
    for at in 0..3 {
        out.push(b'.');
        if network && at == 2 {
            out.extend(b"0/24");
        } else {
            text::number(out, (number >> (8 * at)) & 255, 1);
        }
    }
}

pub(super) fn points(open: &str, count: u64, close: &str, draw: &mut Draw, out: &mut Vec<u8>) {
    out.extend(open.as_bytes());
    for at in 0..count {
        if at > 0 {
            out.push(b',');
        }
        out.push(b'(');
        text::decimal(out, i64::try_from(draw.below(20_000)).unwrap_or_default() - 10_000, 2);
        out.push(b',');
        text::decimal(out, i64::try_from(draw.below(20_000)).unwrap_or_default() - 10_000, 2);
        out.push(b')');
    }
    out.extend(close.as_bytes());
}
