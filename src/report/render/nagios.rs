//! One line as Nagios, Icinga and Zabbix read it: the worst state, what is wrong, performance data.

use crate::report::definition::{Layout, Limits, Role, Test, Unit};
use crate::report::snapshot::{Content, Section, Severity, Snapshot};

/// As many of the problems as fit into a line that somebody reads on a phone.
const MOST: usize = 5;

/// What a plugin says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum State {
    Ok = 0,
    Warning = 1,
    Critical = 2,
    Unknown = 3,
}

impl State {
    /// Nothing is well of which a part is not seen; what is seen to be wrong is wrong.
    pub fn of(snapshot: &Snapshot) -> Self {
        match snapshot.severity() {
            Severity::Crit => Self::Critical,
            Severity::Warn => Self::Warning,
            Severity::Ok if snapshot.sections.iter().all(|it| it.is_whole) => Self::Ok,
            Severity::Ok => Self::Unknown,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Warning => "WARNING",
            Self::Critical => "CRITICAL",
            Self::Unknown => "UNKNOWN",
        }
    }
}

/// What could not be looked at, as a plugin says it.
pub fn unknown(reason: &str) -> String {
    format!("CANAI-DB {} - {}", State::Unknown.word(), one_line(reason))
}

/// A bar ends the text, and so does a line.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|it| {
            if it == '|' {
                '/'
            } else if it.is_control() {
                ' '
            } else {
                it
            }
        })
        .collect()
}

/// The line.
pub fn nagios(snapshot: &Snapshot) -> String {
    let mut problems: Vec<(Severity, String)> = snapshot.sections.iter().flat_map(problems).collect();
    problems.sort_by_key(|(severity, _)| std::cmp::Reverse(*severity));
    let more = problems.len().saturating_sub(MOST);
    let mut said: Vec<String> = problems.into_iter().take(MOST).map(|(_, text)| text).collect();
    let unseen: Vec<String> = snapshot.sections.iter().filter(|it| !it.is_whole).flat_map(unseen).collect();
    if said.is_empty() && unseen.is_empty() {
        said.push(format!("{} reports on {}", snapshot.sections.len(), snapshot.database));
    } else if more > 0 {
        said.push(format!("{more} more"));
    }
    said.extend(unseen);
    let data: Vec<String> = snapshot.sections.iter().flat_map(performance).collect();
    let state = State::of(snapshot).word();
    format!("CANAI-DB {state} - {} | {}", one_line(&said.join("; ")), data.join(" "))
}

/// What is not known of a report, and why.
fn unseen(section: &Section) -> Vec<String> {
    let name = section.report.name;
    match &section.content {
        Content::Skipped { reason } => vec![format!("{name} skipped: {reason}")],
        Content::Rows { .. } => section.notes.iter().map(|note| format!("{name}: {note}")).collect(),
    }
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
