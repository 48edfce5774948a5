//! The page about the reports, made from the registry: docs/report.md is this text.

use super::REPORTS;
use super::definition::{Hidden, Report, Test, Threshold, Unit};
use super::render::human;

const START: &str = include_str!("docs.md");

/// The whole page.
pub fn docs() -> String {
    let mut page = START.to_owned();
    page.push_str("\n## The reports\n");
    for report in REPORTS {
        one(&mut page, report);
    }
    page
}

fn one(page: &mut String, report: &Report) {
    page.push_str(&format!("\n### {}\n\n{}. {}\n\n", report.name, report.about, report.advice));
    page.push_str("| Column | Meaning | warn | crit |\n|---|---|---|---|\n");
    for column in report.columns {
        let threshold = report.thresholds.iter().find(|it| it.column == column.name);
        let [warn, crit] = threshold.map(|it| words(it, column.unit())).unwrap_or_default();
        let given = threshold.map(given).unwrap_or_default();
        page.push_str(&format!("| `{}` | {}{given} | {warn} | {crit} |\n", column.name, column.doc));
    }
    match report.hidden {
        Some(Hidden::WithoutMonitor(what)) => page.push_str(&format!("\nWithout pg_monitor, {what}.\n")),
        Some(Hidden::Rows { what, right, .. }) => page.push_str(&format!(
            "\nWithout {right}, {what}; pg_monitor does not give it. A note says of how many, and `--nagios` UNKNOWN.\n"
        )),
        None => {}
    }
}

fn words(threshold: &Threshold, unit: Unit) -> [String; 2] {
    let number = |word: &str, limit: Option<f64>| match limit {
        Some(limit) => {
            format!("{word} {}", if limit == 0.0 { "0".into() } else { human::quantity(unit, limit) })
        }
        None => String::new(),
    };
    match &threshold.test {
        Test::AtLeast(limits) => [limits.warn, limits.crit].map(|it| number("from", it)),
        Test::Below(limits) => [limits.warn, limits.crit].map(|it| number("below", it)),
        Test::Is { warn, crit } => [warn.join("; "), crit.join("; ")],
    }
}

fn given(threshold: &Threshold) -> String {
    let said: Vec<String> =
        threshold.given.iter().map(|(column, least)| format!("`{column}` is at least {least}")).collect();
    if said.is_empty() { String::new() } else { format!(" Judged where {}.", said.join(" and ")) }
}
