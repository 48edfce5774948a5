//! One line as Nagios, Icinga and Zabbix read it: the worst state, what is wrong, performance data.

use crate::report::definition::{Layout, Limits, Role, Test, Unit};
use crate::report::snapshot::{Section, Severity, Snapshot};

/// As many of the problems as fit into a line that somebody reads on a phone.
const MOST: usize = 5;

/// The line.
pub fn nagios(snapshot: &Snapshot) -> String {
    let state = match snapshot.severity() {
        Severity::Ok => "OK",
        Severity::Warn => "WARNING",
        Severity::Crit => "CRITICAL",
    };
    let mut problems: Vec<(Severity, String)> = snapshot.sections.iter().flat_map(problems).collect();
    problems.sort_by_key(|(severity, _)| std::cmp::Reverse(*severity));
    let more = problems.len().saturating_sub(MOST);
    let mut said: Vec<String> = problems.into_iter().take(MOST).map(|(_, text)| text).collect();
    if said.is_empty() {
        said.push(format!("{} reports on {}", snapshot.sections.len(), snapshot.database));
    } else if more > 0 {
        said.push(format!("{more} more"));
    }
    let data: Vec<String> = snapshot.sections.iter().flat_map(performance).collect();
    // A bar ends the text.
    format!("CANAI-DB {state} - {} | {}", said.join("; ").replace('|', "/"), data.join(" "))
}

fn problems(section: &Section) -> Vec<(Severity, String)> {
    let mut found = Vec::new();
    for row in section.rows() {
        let name = row.name(section.report);
        let name = if name.is_empty() { name } else { format!(" {name}") };
        for (column, cell) in section.report.columns.iter().zip(&row.cells) {
            if cell.severity > Severity::Ok {
                let value = super::human::value(column, &cell.value);
                let text =
                    format!("{}{name}: {} {value}", section.report.name, super::human::heading(column));
                found.push((cell.severity, text));
            }
        }
    }
    found
}

fn performance(section: &Section) -> Vec<String> {
    let name = section.report.name;
    if section.report.layout == Layout::Rows {
        let count = |severity| section.count(severity);
        return vec![
            format!("'{name}.warn'={}", count(Severity::Warn)),
            format!("'{name}.crit'={}", count(Severity::Crit)),
        ];
    }
    let mut data = Vec::new();
    for row in section.rows() {
        for (column, cell) in section.report.columns.iter().zip(&row.cells) {
            if cell.value.number().is_none() {
                continue;
            }
            let unit = match (column.role, column.unit()) {
                (Role::Counter, _) => "c",
                (_, Unit::Bytes) => "B",
                (_, Unit::Milliseconds) => "ms",
                (_, Unit::Seconds) => "s",
                _ => "",
            };
            let limits = section.limits.iter().find(|(it, _)| *it == column.name).map(|(_, it)| *it);
            let is_below = section
                .report
                .thresholds
                .iter()
                .any(|it| it.column == column.name && matches!(it.test, Test::Below(_)));
            let range = limits.map(|it| range(it, is_below)).unwrap_or_default();
            data.push(format!("'{name}.{}'={}{unit}{range}", column.name, cell.value.raw()));
        }
    }
    data
}

/// `;warn;crit`, where `n:` means less than n.
fn range(limits: Limits, is_below: bool) -> String {
    let one = |limit: Option<f64>| match limit {
        Some(limit) if is_below => format!("{limit}:"),
        Some(limit) => limit.to_string(),
        None => String::new(),
    };
    format!(";{};{}", one(limits.warn), one(limits.crit))
}
