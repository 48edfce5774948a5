//! Ages as people write them: `24 months`, `90 days`, `1 year 6 months`.

use std::fmt;

/// How old something is. Months and the rest are kept apart, as PostgreSQL's interval keeps them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Age {
    months: u32,
    hours: u32,
}

const EXAMPLE: &str = "write a number and a unit, e.g. `24 months`, `90 days`, `36 hours`";

impl Age {
    /// Reads numbers, each with a unit from hours to years; more than nothing in all.
    pub fn parse(text: &str) -> Result<Self, String> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let mut age = Self { months: 0, hours: 0 };
        for pair in words.chunks(2) {
            let [number, unit] = pair else { return Err(format!("`{text}` has no unit; {EXAMPLE}")) };
            let number: u32 =
                number.parse().map_err(|_| format!("`{number}` is not a whole number; {EXAMPLE}"))?;
            let (whole, factor) = match unit.strip_suffix('s').unwrap_or(unit) {
                "hour" => (&mut age.hours, 1),
                "day" => (&mut age.hours, 24),
                "week" => (&mut age.hours, 7 * 24),
                "month" => (&mut age.months, 1),
                "year" => (&mut age.months, 12),
                _ => return Err(format!("unknown unit `{unit}`; {EXAMPLE}")),
            };
            let sum = number.checked_mul(factor).and_then(|it| whole.checked_add(it));
            *whole = sum.filter(|it| *it <= 1_000_000).ok_or_else(|| format!("`{text}` is too long"))?;
        }
        if age.months == 0 && age.hours == 0 {
            return Err(format!("an age must be more than nothing; {EXAMPLE}"));
        }
        Ok(age)
    }

    /// The age in days, a month counted as 30.4: to compare ages, never to compute a time.
    pub fn days(self) -> f64 {
        f64::from(self.months) * 30.4 + f64::from(self.hours) / 24.0
    }
}

/// As PostgreSQL reads an interval, and a person too.
impl fmt::Display for Age {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (days, hours) = (self.hours / 24, self.hours % 24);
        let parts = [(self.months, "month"), (days, "day"), (hours, "hour")];
        let parts = parts.iter().filter(|(number, _)| *number > 0);
        let parts =
            parts.map(|(number, unit)| format!("{number} {unit}{}", if *number == 1 { "" } else { "s" }));
        f.write_str(&parts.collect::<Vec<_>>().join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_numbers_with_units() {
        for (text, shown) in [
            ("24 months", "24 months"),
            ("2 years", "24 months"),
            ("1 year 6 months", "18 months"),
            ("90 days", "90 days"),
            ("1 day", "1 day"),
            ("36 hours", "1 day 12 hours"),
            ("2 weeks", "14 days"),
        ] {
            assert_eq!(Age::parse(text).map(|age| age.to_string()), Ok(shown.to_owned()), "{text}");
        }
        for text in
            ["", "24", "months", "-1 days", "1.5 months", "3 moons", "0 days", "24 months 3", "9999999 years"]
        {
            assert!(Age::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn ages_compare_by_days() {
        let days = |text: &str| Age::parse(text).map(Age::days).unwrap_or_default();
        assert!(days("24 months") > days("700 days"));
        assert!(days("24 months") < days("732 days"));
    }
}
