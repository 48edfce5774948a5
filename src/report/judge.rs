//! Tells good values from bad ones: the thresholds of a report, with the numbers that canai-db.yaml
//! puts in their place.

use std::collections::BTreeMap;

use super::definition::{Limits, Report, Test, Threshold};
use super::snapshot::{Row, Severity, Value};
use super::{REPORTS, nearest};

/// Limits by report and column.
pub type Overrides = BTreeMap<String, BTreeMap<String, Limits>>;

/// Refuses limits for a report or a column that has none.
pub fn check(overrides: &Overrides) -> Result<(), String> {
    for (name, columns) in overrides {
        let Some(report) = REPORTS.iter().find(|report| report.name == name) else {
            let names = REPORTS.iter().map(|it| it.name);
            return Err(format!("there is no report `{name}`{}", nearest(name, names)));
        };
        for column in columns.keys() {
            let known = || report.thresholds.iter().filter(|it| it.limits().is_some()).map(|it| it.column);
            if !known().any(|it| it == column) {
                let names = known().collect::<Vec<_>>().join(", ");
                let names = if names.is_empty() { "none".to_owned() } else { names };
                return Err(format!(
                    "report `{name}` has no threshold for `{column}`; those that it has: {names}"
                ));
            }
        }
    }
    Ok(())
}

/// The numbers that a report is judged by.
pub fn limits(report: &Report, overrides: &Overrides) -> Vec<(&'static str, Limits)> {
    let said = overrides.get(report.name);
    let numbers = |threshold: &Threshold| {
        let default = threshold.limits()?;
        let said = said.and_then(|columns| columns.get(threshold.column));
        Some((threshold.column, said.copied().unwrap_or(default)))
    };
    report.thresholds.iter().filter_map(numbers).collect()
}

/// Sets the severity of each value of a row.
pub fn judge(report: &Report, limits: &[(&'static str, Limits)], row: &mut Row) {
    let place = |name: &str| report.columns.iter().position(|column| column.name == name);
    for threshold in report.thresholds {
        let enough = threshold.given.iter().all(|(column, least)| {
            place(column)
                .and_then(|at| row.cells.get(at))
                .and_then(|cell| cell.value.number())
                .is_some_and(|value| value >= *least)
        });
        let numbers = limits.iter().find(|(column, _)| *column == threshold.column).map(|(_, it)| *it);
        if let (true, Some(cell)) = (enough, place(threshold.column).and_then(|at| row.cells.get_mut(at))) {
            cell.severity = cell.severity.max(severity(&threshold.test, numbers, &cell.value));
        }
    }
}

fn severity(test: &Test, limits: Option<Limits>, value: &Value) -> Severity {
    let limits = limits.unwrap_or_default();
    let (is_crit, is_warn) = match test {
        Test::Is { warn, crit } => {
            let word = value.raw();
            (crit.contains(&word.as_str()), warn.contains(&word.as_str()))
        }
        Test::AtLeast(_) | Test::Below(_) => {
            let Some(value) = value.number() else { return Severity::Ok };
            let met = |limit: Option<f64>| match test {
                Test::Below(_) => limit.is_some_and(|limit| value < limit),
                _ => limit.is_some_and(|limit| value >= limit),
            };
            (met(limits.crit), met(limits.warn))
        }
    };
    match (is_crit, is_warn) {
        (true, _) => Severity::Crit,
        (false, true) => Severity::Warn,
        (false, false) => Severity::Ok,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_met_from_their_side() {
        let both = Limits { warn: Some(0.9), crit: Some(0.8) };
        let below = |value: f64| severity(&Test::Below(both), Some(both), &Value::Number(value));
        assert_eq!(
            [0.95, 0.9, 0.85, 0.7].map(below),
            [Severity::Ok, Severity::Ok, Severity::Warn, Severity::Crit]
        );
        let both = Limits { warn: Some(5.0), crit: None };
        let above = |value: Value| severity(&Test::AtLeast(both), Some(both), &value);
        assert_eq!(above(Value::Integer(5)), Severity::Warn);
        assert_eq!(above(Value::Integer(4)), Severity::Ok);
        assert_eq!(above(Value::Null), Severity::Ok, "what is not known is not bad");
    }

    #[test]
    fn unknown_names_are_refused() {
        let said = |report: &str, column: &str| {
            let columns = BTreeMap::from([(column.to_owned(), Limits::default())]);
            check(&BTreeMap::from([(report.to_owned(), columns)]))
        };
        assert_eq!(said("cache-hit", "hit_ratio"), Ok(()));
        assert!(said("cache-hits", "hit_ratio").unwrap_err().contains("did you mean `cache-hit`"));
        assert!(said("cache-hit", "ratio").unwrap_err().contains("hit_ratio"));
    }
}
