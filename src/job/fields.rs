//! The five fields of a schedule as every cron reads them, taken apart: for schedulers that write
//! times otherwise, and to refuse what only some of them know.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// A schedule, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fields {
    pub minutes: Field,
    pub hours: Field,
    pub days: Field,
    pub months: Field,
    /// Sunday is 0.
    pub weekdays: Field,
}

/// One field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    pub text: String,
    pub values: BTreeSet<u8>,
    /// Whether it has every value there is.
    pub is_all: bool,
}

impl Field {
    /// Of days and weekdays: cron wants both, if one begins with a star, and one of them otherwise.
    pub fn begins_with_star(&self) -> bool {
        self.text.starts_with('*')
    }
}

impl Fields {
    /// Whether a time comes due by its day or by its weekday, and not by both together.
    pub fn is_either_day(&self) -> bool {
        !self.days.begins_with_star() && !self.weekdays.begins_with_star()
    }
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/// Reads five fields. The error says which of them a cron may not understand.
pub fn read(schedule: &str) -> Result<Fields, String> {
    let texts: Vec<&str> = schedule.split_whitespace().collect();
    let [minutes, hours, days, months, weekdays] = texts.as_slice() else {
        return Err(format!("`{schedule}` does not have five fields"));
    };
    let mut weekdays = field(weekdays, "day of the week", 0..=7, &WEEKDAYS, 0)?;
    if weekdays.values.remove(&7) {
        weekdays.values.insert(0);
    }
    weekdays.is_all = weekdays.values.len() == WEEKDAYS.len();
    Ok(Fields {
        minutes: field(minutes, "minute", 0..=59, &[], 0)?,
        hours: field(hours, "hour", 0..=23, &[], 0)?,
        days: field(days, "day", 1..=31, &[], 0)?,
        months: field(months, "month", 1..=12, &MONTHS, 1)?,
        weekdays,
    })
}

/// `first` is the number of the first name.
fn field(
    text: &str,
    what: &str,
    limits: RangeInclusive<u8>,
    names: &[&str],
    first: u8,
) -> Result<Field, String> {
    let number = |text: &str| -> Option<u8> {
        let named = names.iter().zip(first..).find(|(name, _)| text.eq_ignore_ascii_case(name));
        let is_number = text.bytes().all(|it| it.is_ascii_digit());
        let number = named.map(|(_, number)| number).or_else(|| text.parse().ok().filter(|_| is_number));
        number.filter(|it| limits.contains(it))
    };
    let item = |item: &str| -> Option<Vec<u8>> {
        let (range, step) = match item.split_once('/') {
            Some((range, step)) => (range, Some(step.parse::<u8>().ok().filter(|it| *it > 0)?)),
            None => (item, None),
        };
        let (from, to) = match (range, range.split_once('-')) {
            ("*", _) => (*limits.start(), *limits.end()),
            (_, Some((from, to))) => (number(from)?, number(to)?),
            // Only some take a step of a single number.
            (one, None) if step.is_none() => (number(one)?, number(one)?),
            _ => return None,
        };
        (from <= to).then(|| (from..=to).step_by(usize::from(step.unwrap_or(1))).collect())
    };
    let mut values = BTreeSet::new();
    for part in text.split(',') {
        let found = item(part).ok_or_else(|| {
            format!("not every cron reads `{part}` as the {what}: write numbers from {} to {}, ranges, `*`, and steps of these", limits.start(), limits.end())
        })?;
        values.extend(found);
    }
    let is_all = limits.clone().all(|it| values.contains(&it));
    Ok(Field { text: text.to_owned(), values, is_all })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(field: &Field) -> Vec<u8> {
        field.values.iter().copied().collect()
    }

    #[test]
    fn fields_are_sets_of_numbers() {
        let fields = read("*/20 1,3-5 1-31 JAN-mar/2 5-7").unwrap();
        assert_eq!(values(&fields.minutes), [0, 20, 40]);
        assert_eq!(values(&fields.hours), [1, 3, 4, 5]);
        assert!(fields.days.is_all && !fields.days.begins_with_star());
        assert_eq!(values(&fields.months), [1, 3]);
        assert_eq!(values(&fields.weekdays), [0, 5, 6]);
        assert!(fields.is_either_day());
        let fields = read("0 2 * * */2").unwrap();
        assert_eq!(values(&fields.weekdays), [0, 2, 4, 6]);
        assert!(!fields.is_either_day());
        assert!(read("0 2 * * 0-7").unwrap().weekdays.is_all);
    }

    #[test]
    fn what_only_some_crons_read_is_refused() {
        for text in [
            "0 2 1 *",
            "0 2 L * *",
            "0 2 * * 5L",
            "0 2 15W * *",
            "0 2 * * 1#2",
            "0 2 ? * *",
            "60 * * * *",
            "5/15 * * * *",
            "0 2 0 * *",
            "0 2 * * fri-sun",
            "*/0 * * * *",
            "0 2 * 13 *",
            "+1 * * * *",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
