//! When cron runs a job: five fields, in UTC, as `pg_cron` and cron(8) both read them.

use chrono::DateTime;
use croner::Cron;
use croner::parser::{CronParser, Seconds, Year};
use time::OffsetDateTime;

/// Reads five fields; the error says what is wrong with them.
pub fn parse(text: &str) -> Result<Cron, String> {
    let example = "write minute, hour, day of month, month and day of week: `0 2 1 * *`";
    if text.split_whitespace().count() != 5 {
        return Err(format!("`{text}` is not a schedule; {example}"));
    }
    let parser = CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed).build();
    let cron =
        parser.parse(text).map_err(|error| format!("`{text}` is not a schedule: {error}; {example}"))?;
    if after(&cron, OffsetDateTime::UNIX_EPOCH).next().is_none() {
        return Err(format!("`{text}` never comes: no month of it has such a day; {example}"));
    }
    Ok(cron)
}

/// The times after one at which a schedule comes due.
pub fn after(cron: &Cron, start: OffsetDateTime) -> impl Iterator<Item = OffsetDateTime> {
    let start = DateTime::from_timestamp(start.unix_timestamp(), 0).unwrap_or_default();
    let times = cron.iter_after(start);
    times.filter_map(|at| OffsetDateTime::from_unix_timestamp(at.timestamp()).ok())
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn schedules_have_five_fields() {
        for text in ["0 2 1 * *", "0 4 1 */3 *", "*/5 * * * *", "0 1 * * mon-fri", "0 0 29 2 *", "0 0 31 2 1"]
        {
            assert!(parse(text).is_ok(), "{text}");
        }
        for text in
            ["", "0 2 1 *", "0 0 2 1 * *", "60 * * * *", "@daily", "0 2 32 * *", "0 0 31 2 *", "0 0 31 4,6 *"]
        {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_quarter_begins_in_january() {
        let cron = parse("0 4 1 */3 *").unwrap();
        let times: Vec<_> = after(&cron, datetime!(2026-11-25 12:00 UTC)).take(2).collect();
        assert_eq!(times, [datetime!(2027-01-01 4:00 UTC), datetime!(2027-04-01 4:00 UTC)]);
    }
}
