//! Tables for a terminal, with ANSI styles. Columns that hold nothing are left out, long texts are cut.

use comfy_table::{Cell as TableCell, CellAlignment, ContentArrangement, Table, presets};

use super::human;
use crate::report::definition::{Column, Layout, Role, Unit};
use crate::report::snapshot::{Cell, Content, Section, Severity, Since, Snapshot, Value};
use crate::ui::{BAD, FAINT, GOOD, STRONG, WARN};

/// Longer texts are cut.
const LONGEST: usize = 60;

pub fn table(snapshot: &Snapshot) -> String {
    let mut text = format!(
        "{STRONG}{}{STRONG:#} {FAINT}PostgreSQL {}, {}{FAINT:#}\n",
        snapshot.database, snapshot.server_version, snapshot.taken_at
    );
    if let Some(since) = snapshot.since.as_ref().filter(|it| !it.is_sample) {
        text.push_str(&format!("{FAINT}what changed since {}{FAINT:#}\n", since.taken_at));
    }
    for section in &snapshot.sections {
        text.push('\n');
        show(&mut text, section, snapshot.since.as_ref());
    }
    text
}

fn show(text: &mut String, section: &Section, since: Option<&Since>) {
    let name = section.report.name;
    match &section.content {
        Content::Skipped { reason } => {
            text.push_str(&format!("{STRONG}{name}{STRONG:#}  {WARN}skipped:{WARN:#} {reason}\n"));
        }
        Content::Rows { rows, gone, .. } => {
            text.push_str(&format!("{STRONG}{name}{STRONG:#}  {}\n", verdict(section)));
            let table = match section.report.layout {
                Layout::Record => record(section, since),
                Layout::Rows => list(section, since),
            };
            if !rows.is_empty() {
                for line in table.lines() {
                    text.push_str(line.trim_end());
                    text.push('\n');
                }
            }
            if section.left_out() > 0 {
                text.push_str(&format!(
                    "{FAINT} {} more rows; --limit shows them{FAINT:#}\n",
                    section.left_out()
                ));
            }
            if !gone.is_empty() {
                text.push_str(&format!("{FAINT} gone: {}{FAINT:#}\n", gone.join(", ")));
            }
        }
    }
    for note in &section.notes {
        text.push_str(&format!("{WARN} note:{WARN:#} {note}\n"));
    }
}

/// What there is to say of a report in a word.
fn verdict(section: &Section) -> String {
    let (crit, warn) = (section.count(Severity::Crit), section.count(Severity::Warn));
    if section.severity() == Severity::Ok && !section.is_whole {
        return format!("{WARN}{}{WARN:#}", section.word());
    }
    if section.rows().is_empty() {
        return format!("{GOOD}nothing{GOOD:#}");
    }
    if section.report.layout == Layout::Record || crit + warn == 0 {
        return styled(section.severity(), section.word());
    }
    let said = [(crit, Severity::Crit), (warn, Severity::Warn)];
    let said = said.iter().filter(|(count, _)| *count > 0);
    said.map(|(count, it)| styled(*it, &format!("{count} {}", it.word()))).collect::<Vec<_>>().join(", ")
}

fn styled(severity: Severity, text: &str) -> String {
    let style = match severity {
        Severity::Ok => GOOD,
        Severity::Warn => WARN,
        Severity::Crit => BAD,
    };
    format!("{style}{text}{style:#}")
}

fn record(section: &Section, since: Option<&Since>) -> Table {
    let mut table = empty();
    for row in section.rows() {
        for (column, cell) in section.report.columns.iter().zip(&row.cells) {
            if cell.value == Value::Null {
                continue;
            }
            let word = if cell.severity == Severity::Ok { "" } else { cell.severity.word() };
            table.add_row([
                TableCell::new(human::heading(column)),
                TableCell::new(shown(column, cell, since)).set_alignment(CellAlignment::Right),
                TableCell::new(styled(cell.severity, word)),
            ]);
        }
    }
    table
}

fn list(section: &Section, since: Option<&Since>) -> Table {
    let rows = section.rows();
    let mut columns: Vec<(usize, &Column)> = section.report.columns.iter().enumerate().collect();
    columns.retain(|(at, _)| rows.iter().any(|row| row.cells[*at].value != Value::Null));
    let is_marked = section.severity() > Severity::Ok;
    let is_compared = rows.iter().any(|row| row.is_new);
    let mut table = empty();
    let mut head: Vec<TableCell> = Vec::new();
    if is_marked {
        head.push(TableCell::new(""));
    }
    for (_, column) in &columns {
        let right = column.unit() != Unit::None;
        let alignment = if right { CellAlignment::Right } else { CellAlignment::Left };
        head.push(TableCell::new(human::heading(column).to_uppercase()).set_alignment(alignment));
    }
    if is_compared {
        head.push(TableCell::new(""));
    }
    table.set_header(head);
    for row in rows {
        let mut cells = Vec::new();
        if is_marked {
            let severity = row.severity();
            let word = if severity == Severity::Ok { "" } else { severity.word() };
            cells.push(TableCell::new(styled(severity, word)));
        }
        for (at, column) in &columns {
            let right = column.unit() != Unit::None;
            let alignment = if right { CellAlignment::Right } else { CellAlignment::Left };
            cells.push(TableCell::new(shown(column, &row.cells[*at], since)).set_alignment(alignment));
        }
        if is_compared {
            cells.push(TableCell::new(if row.is_new { "new" } else { "" }));
        }
        table.add_row(cells);
    }
    table
}

fn empty() -> Table {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table
}

fn shown(column: &Column, cell: &Cell, since: Option<&Since>) -> String {
    let longest = if matches!(column.role, Role::Label | Role::Key) { usize::MAX } else { LONGEST };
    let mut text = human::cut(&human::value(column, &cell.value), longest);
    // What others wrote must not steer the terminal.
    text.retain(|it| !it.is_control());
    if cell.severity > Severity::Ok {
        text = styled(cell.severity, &text);
    }
    match human::change(column, cell, since) {
        Some(change) => format!("{text} {FAINT}({change}){FAINT:#}"),
        None => text,
    }
}
