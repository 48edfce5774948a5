//! Times relative to the moment of loading: `now`, `now - 3 days`, `today + 9 hours`. The moment is
//! passed in. A month is a month of the calendar; its last day stands in for one it does not have.

use time::{Duration, OffsetDateTime, Time};

use crate::row::value::Mistake;

/// Reads a relative time; `None` if the text is none, for the server to judge.
pub fn relative(text: &str, now: OffsetDateTime) -> Option<Result<OffsetDateTime, Mistake>> {
    let mut words = text.split_whitespace();
    let today = now.replace_time(Time::MIDNIGHT);
    let start = match words.next()? {
        "now" => now,
        "today" => today,
        "yesterday" => today - Duration::DAY,
        "tomorrow" => today + Duration::DAY,
        _ => return None,
    };
    let words: Vec<&str> = words.collect();
    Some(shifted(start, &words).ok_or_else(|| Mistake {
        code: "wrong-value",
        message: format!("`{text}` is not a time"),
        help: "write e.g. `now`, `now - 3 days`, `now + 1 hour 30 minutes` or `today + 9 hours`".to_owned(),
    }))
}

/// The time as PostgreSQL reads it, whatever its settings are.
pub fn written(at: OffsetDateTime) -> String {
    let at = at.to_offset(time::UtcOffset::UTC);
    let (date, time) = (at.date(), at.time());
    format!(
        "{date} {:02}:{:02}:{:02}.{:06}+00",
        time.hour(),
        time.minute(),
        time.second(),
        time.microsecond()
    )
}

/// `- 3 days`, `+ 1 hour 30 minutes - 5 seconds`.
fn shifted(start: OffsetDateTime, words: &[&str]) -> Option<OffsetDateTime> {
    let mut at = start;
    let mut sign: Option<i64> = None;
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let number = match *word {
            "+" | "-" => {
                sign = Some(if *word == "-" { -1 } else { 1 });
                words.next()?
            }
            other => other,
        };
        let amount: i64 = number.parse().ok().filter(|it| *it >= 0)?;
        at = moved(at, sign?.checked_mul(amount)?, words.next()?)?;
    }
    Some(at)
}

fn moved(at: OffsetDateTime, amount: i64, unit: &str) -> Option<OffsetDateTime> {
    let by = |seconds: i64| at.checked_add(Duration::seconds(amount.checked_mul(seconds)?));
    match unit.strip_suffix('s').unwrap_or(unit) {
        "second" => by(1),
        "minute" => by(60),
        "hour" => by(3600),
        "day" => by(86_400),
        "week" => by(604_800),
        "month" => months(at, amount),
        "year" => months(at, amount.checked_mul(12)?),
        _ => None,
    }
}

fn months(at: OffsetDateTime, by: i64) -> Option<OffsetDateTime> {
    let count = (i64::from(at.year()) * 12 + i64::from(u8::from(at.month())) - 1).checked_add(by)?;
    let year = i32::try_from(count.div_euclid(12)).ok()?;
    let month = time::Month::try_from(u8::try_from(count.rem_euclid(12) + 1).ok()?).ok()?;
    let day = at.day().min(month.length(year));
    Some(at.replace_date(time::Date::from_calendar_date(year, month, day).ok()?))
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn relative_to_the_clock() {
        let now = datetime!(2026-03-31 12:30:00.5 UTC);
        for (text, expected) in [
            ("now", "2026-03-31 12:30:00.500000+00"),
            ("now - 3 days", "2026-03-28 12:30:00.500000+00"),
            ("now - 1 month", "2026-02-28 12:30:00.500000+00"),
            ("now + 1 year", "2027-03-31 12:30:00.500000+00"),
            ("today + 9 hours 30 minutes", "2026-03-31 09:30:00.000000+00"),
            ("yesterday", "2026-03-30 00:00:00.000000+00"),
            ("tomorrow - 1 week + 1 second", "2026-03-25 00:00:01.000000+00"),
        ] {
            let at = relative(text, now).unwrap().ok().unwrap();
            assert_eq!(written(at), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_time() {
        let now = datetime!(2026-03-31 12:30:00 UTC);
        for text in [
            "now - 3",
            "now 3 days",
            "now - three days",
            "now - 3 fortnights",
            "now - 99999999 years",
            "now -3 days",
        ] {
            assert!(relative(text, now).unwrap().is_err(), "{text}");
        }
        assert!(relative("2026-01-01", now).is_none());
        assert!(relative("", now).is_none());
    }
}
