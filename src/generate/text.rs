//! How values are written: numbers, times, words, as bytes appended to a row. Written by hand where
//! `format!` would take most of the time that a row takes.

use super::random::Draw;

/// Words for texts that nobody described.
const WORDS: [&str; 64] = [
    "amber", "anchor", "apple", "arrow", "autumn", "basket", "beacon", "bridge", "bright", "candle",
    "canyon", "carbon", "cedar", "cloud", "copper", "coral", "cotton", "crystal", "desert", "dragon",
    "ember", "falcon", "feather", "field", "forest", "garden", "ginger", "glacier", "granite", "harbor",
    "hazel", "horizon", "indigo", "island", "ivory", "jasmine", "juniper", "lantern", "lemon", "linen",
    "maple", "marble", "meadow", "mirror", "mountain", "nectar", "ocean", "olive", "orchid", "pepper",
    "planet", "quartz", "rain", "river", "saffron", "silver", "spring", "stone", "summer", "thunder",
    "timber", "velvet", "willow", "winter",
];

pub fn word(draw: &mut Draw) -> &'static str {
    draw.pick(&WORDS).copied().unwrap_or_default()
}

/// Words of exactly so many characters together: the last one is cut off, and no blank ends it.
pub fn words(out: &mut Vec<u8>, length: usize, draw: &mut Draw) {
    let end = out.len() + length;
    while out.len() < end {
        out.extend(word(draw).as_bytes());
        out.push(b' ');
    }
    out.truncate(end);
    if length > 0 && out.last() == Some(&b' ') {
        out.pop();
        out.push(b's');
    }
}

/// A number of `digits` digits at the least, with leading zeros.
pub fn number(out: &mut Vec<u8>, number: u64, digits: usize) {
    let mut text = [b'0'; 20];
    let (mut at, mut left) = (text.len(), number);
    while left > 0 && at > 0 {
        at -= 1;
        text[at] = b'0' + u8::try_from(left % 10).unwrap_or_default();
        left /= 10;
    }
    out.extend(&text[at.min(text.len() - digits.clamp(1, 20))..]);
}

/// A number in other digits: `0` to `9`, then letters.
pub fn in_base(out: &mut Vec<u8>, number: u64, base: u64, digits: usize) {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let start = out.len();
    let mut left = number;
    for _ in 0..digits {
        out.push(DIGITS[usize::try_from(left % base).unwrap_or_default() % 36]);
        left /= base;
    }
    out[start..].reverse();
}

/// How many digits of a base tell so many numbers apart.
pub fn digits(count: u64, base: u64) -> usize {
    let (mut digits, mut left) = (1, count.saturating_sub(1) / base);
    while left > 0 {
        digits += 1;
        left /= base;
    }
    digits
}

pub fn hex(out: &mut Vec<u8>, number: u64, digits: usize) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.extend(
        (0..digits).rev().map(|at| HEX[usize::try_from((number >> (4 * at)) & 15).unwrap_or_default()]),
    );
}

/// A whole number of parts, `scale` digits of it behind the point.
pub fn decimal(out: &mut Vec<u8>, parts: i64, scale: u32) {
    if parts < 0 {
        out.push(b'-');
    }
    let parts = parts.unsigned_abs();
    let unit = 10_u64.pow(scale.min(18));
    number(out, parts / unit, 1);
    if scale > 0 {
        out.push(b'.');
        number(out, parts % unit, usize::try_from(scale.min(18)).unwrap_or_default());
    }
}

/// Days since 1970 as a date.
pub fn date(out: &mut Vec<u8>, days: i64) {
    // Howard Hinnant's civil_from_days.
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    number(out, year.unsigned_abs(), 4);
    out.push(b'-');
    number(out, month.unsigned_abs(), 2);
    out.push(b'-');
    number(out, day.unsigned_abs(), 2);
}

/// Microseconds of a day.
pub fn time_of_day(out: &mut Vec<u8>, micros: i64) {
    let micros = micros.unsigned_abs();
    let seconds = micros / 1_000_000;
    number(out, seconds / 3600, 2);
    out.push(b':');
    number(out, seconds / 60 % 60, 2);
    out.push(b':');
    number(out, seconds % 60, 2);
    if !micros.is_multiple_of(1_000_000) {
        out.push(b'.');
        number(out, micros % 1_000_000, 6);
    }
}

/// Microseconds since 1970 as date and time.
pub fn timestamp(out: &mut Vec<u8>, micros: i64) {
    date(out, micros.div_euclid(DAY));
    out.push(b' ');
    time_of_day(out, micros.rem_euclid(DAY));
}

/// A day in microseconds.
pub const DAY: i64 = 86_400_000_000;

/// A random UUID (version 4) in which all of `distinct` can be found again.
pub fn uuid(out: &mut Vec<u8>, distinct: u64, more: u64) {
    hex(out, distinct >> 32, 8);
    out.push(b'-');
    hex(out, distinct >> 16, 4);
    out.extend(b"-4");
    hex(out, distinct >> 4, 3);
    out.push(b'-');
    out.push(b"89ab"[usize::try_from(more >> 62).unwrap_or_default() & 3]);
    hex(out, more >> 48, 3);
    out.push(b'-');
    hex(out, distinct, 1);
    hex(out, more, 11);
}

/// Appends a value, quoted, to an array or a row: both read the same escapes.
pub fn quoted(out: &mut Vec<u8>, value: &[u8]) {
    out.push(b'"');
    for byte in value {
        if matches!(byte, b'"' | b'\\') {
            out.push(b'\\');
        }
        out.push(*byte);
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::super::random::Key;
    use super::*;

    fn text(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn numbers_and_times() {
        assert_eq!(text(|out| decimal(out, -1205, 2)), "-12.05");
        assert_eq!(text(|out| decimal(out, 5, 0)), "5");
        assert_eq!(text(|out| number(out, 0, 1)), "0");
        assert_eq!(text(|out| number(out, 7, 3)), "007");
        assert_eq!(text(|out| in_base(out, 35 + 36, 36, 3)), "01z");
        assert_eq!((digits(1, 36), digits(36, 36), digits(37, 36)), (1, 1, 2));
        for (days, expected) in
            [(0, "1970-01-01"), (11_016, "2000-02-29"), (20_088, "2024-12-31"), (-1, "1969-12-31")]
        {
            assert_eq!(text(|out| date(out, days)), expected);
        }
        assert_eq!(text(|out| timestamp(out, DAY + 3_661_000_001)), "1970-01-02 01:01:01.000001");
        assert_eq!(
            text(|out| uuid(out, 0x0123_4567_89ab_cdef, u64::MAX)),
            "01234567-89ab-4cde-bfff-ffffffffffff"
        );
    }

    #[test]
    fn words_have_their_length() {
        let key = Key::new(1);
        for length in 0..60 {
            for row in 0..20 {
                let text = text(|out| words(out, length, &mut key.draw(row)));
                assert_eq!((text.len(), text.trim_end().len()), (length, length), "{text}");
            }
        }
    }
}
