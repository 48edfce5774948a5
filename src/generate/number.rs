//! Numbers and times as whole numbers of parts, so that bounds are kept to the last digit: `12.50`
//! of a `numeric(10,2)` is 1250, a time its microseconds since 1970.

use time::format_description::well_known::Rfc3339;
use time::{Date, OffsetDateTime, PrimitiveDateTime, Time};

use super::text;

/// How a whole number is read and written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A number with so many digits behind the point.
    Decimal(u32),
    Date,
    /// Microseconds since 1970.
    Timestamp,
    Timestamptz,
    /// Microseconds of a day.
    Time,
    Timetz,
    /// Seconds.
    Interval,
}

impl Unit {
    pub fn write(self, out: &mut Vec<u8>, value: i64) {
        match self {
            Self::Decimal(scale) => text::decimal(out, value, scale),
            Self::Date => text::date(out, value),
            Self::Timestamp => text::timestamp(out, value),
            Self::Timestamptz => {
                text::timestamp(out, value);
                out.extend(b"+00");
            }
            Self::Time => text::time_of_day(out, value),
            Self::Timetz => {
                text::time_of_day(out, value);
                out.extend(b"+00");
            }
            Self::Interval => {
                text::decimal(out, value, 0);
                out.extend(b" seconds");
            }
        }
    }

    /// Whether it is a point in time.
    pub fn is_moment(self) -> bool {
        matches!(self, Self::Date | Self::Timestamp | Self::Timestamptz)
    }

    /// How many parts a whole number has.
    pub fn one(self) -> i64 {
        match self {
            Self::Decimal(scale) => 10_i64.saturating_pow(scale),
            _ => 1,
        }
    }

    /// The parts of a moment, in this unit.
    pub fn of_micros(self, micros: i64) -> i64 {
        if self == Self::Date { micros.div_euclid(text::DAY) } else { micros }
    }

    /// The parts of a value that SQL or YAML writes, without quotes; `None` where it is not one, or
    /// more than can be counted. Rounded to the parts that there are.
    pub fn parse(self, text: &str) -> Option<i64> {
        match self {
            Self::Decimal(scale) => parts(text, scale),
            Self::Interval => None,
            Self::Time | Self::Timetz => {
                let (hours, rest) = text.split_once(':')?;
                let (minutes, seconds) = rest.split_once(':').unwrap_or((rest, "0"));
                let whole = |text: &str| text.parse::<i64>().ok();
                Some((whole(hours)? * 3600 + whole(minutes)? * 60) * 1_000_000 + parts(seconds, 6)?)
            }
            _ => Some(self.of_micros(moment(text)?)),
        }
    }
}

impl Unit {
    /// Whether nothing of a text is lost in these parts.
    pub fn is_exact(self, text: &str) -> bool {
        match self {
            Self::Decimal(scale) => {
                let fraction = text.split_once('.').map_or("", |(_, fraction)| fraction);
                let scale = usize::try_from(scale).unwrap_or(usize::MAX);
                fraction.bytes().skip(scale).all(|byte| byte == b'0')
            }
            Self::Date => text.trim().len() <= 10,
            _ => true,
        }
    }
}

/// `12.5` with a scale of 2 is 1250. Digits that do not fit are cut off.
pub fn parts(text: &str, scale: u32) -> Option<i64> {
    let text = text.trim();
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || whole.len() + fraction.len() == 0 {
        return None;
    }
    let scale = usize::try_from(scale).ok()?;
    let kept: String = fraction.chars().chain(std::iter::repeat('0')).take(scale).collect();
    let number: i64 = format!("0{whole}{kept}").parse().ok()?;
    Some(if negative { -number } else { number })
}

/// Microseconds since 1970 of a date or a time; without a zone it is UTC.
pub fn moment(text: &str) -> Option<i64> {
    let text = text.trim().replacen(' ', "T", 1);
    let (date, rest) = text.split_once('T').unwrap_or((&text, ""));
    let day = time::format_description::parse_borrowed::<2>("[year]-[month]-[day]").ok()?;
    let at = if rest.is_empty() {
        PrimitiveDateTime::new(Date::parse(date, &day).ok()?, Time::MIDNIGHT).assume_utc()
    } else {
        let zone = match rest.rfind(['+', '-']) {
            Some(at) if rest.len() - at == 3 => format!("{rest}:00"),
            Some(_) => rest.to_owned(),
            None if rest.ends_with(['Z', 'z']) => rest.to_owned(),
            None => format!("{rest}Z"),
        };
        // `12:00+00` has no seconds.
        let clock = zone.find(['+', '-', 'Z', 'z']).unwrap_or(zone.len());
        let seconds = if zone[..clock].matches(':').count() == 1 { ":00" } else { "" };
        let whole = format!("{date}T{}{seconds}{}", &zone[..clock], &zone[clock..]);
        OffsetDateTime::parse(&whole, &Rfc3339).ok()?
    };
    micros(at)
}

/// Microseconds since 1970.
pub fn micros(at: OffsetDateTime) -> Option<i64> {
    i64::try_from(at.unix_timestamp_nanos().div_euclid(1000)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_written() {
        for (unit, text, expected) in [
            (Unit::Decimal(2), "12.5", "12.50"),
            (Unit::Decimal(0), "-7", "-7"),
            (Unit::Date, "2024-02-29", "2024-02-29"),
            (Unit::Timestamptz, "2024-02-29 12:30+02", "2024-02-29 10:30:00+00"),
            (Unit::Timestamptz, "2024-02-29", "2024-02-29 00:00:00+00"),
            (Unit::Timestamp, "2024-02-29T01:02:03.5", "2024-02-29 01:02:03.500000"),
            (Unit::Time, "09:30", "09:30:00"),
        ] {
            let mut out = Vec::new();
            unit.write(&mut out, unit.parse(text).unwrap());
            assert_eq!(String::from_utf8(out).unwrap(), expected, "{text}");
        }
        for text in ["", "x", "1.2.3", "-", "99999999999999999999"] {
            assert_eq!(parts(text, 2), None, "{text}");
        }
        assert_eq!(moment("yesterday"), None);
    }
}
