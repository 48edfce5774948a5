//! Markdown tables, for an issue or a chat.

use super::human;
use crate::markup::markdown as escape;
use crate::report::definition::{Layout, Unit};
use crate::report::snapshot::{Content, Row, Section, Severity, Snapshot};

pub fn markdown(snapshot: &Snapshot) -> String {
    let mut text = format!(
        "# {}\n\nPostgreSQL {}, {}. {}\n",
        escape(&snapshot.database),
        escape(&snapshot.server_version),
        snapshot.taken_at,
        match &snapshot.stats_reset {
            Some(reset) => format!("Counted since {reset}."),
            None => "Statistics never reset.".to_owned(),
        }
    );
    for it in &snapshot.sections {
        text.push_str(&format!("\n## {}{}\n\n", it.report.name, mark(it.severity())));
        for note in &it.notes {
            text.push_str(&format!("> {}\n\n", escape(note)));
        }
        match &it.content {
            Content::Skipped { reason } => text.push_str(&format!("Skipped: {}\n", escape(reason))),
            Content::Rows { rows, gone, .. } => {
                if rows.is_empty() {
                    text.push_str("Nothing.\n");
                } else {
                    table(&mut text, it, snapshot);
                }
                if it.left_out() > 0 {
                    text.push_str(&format!("\n{} more rows.\n", it.left_out()));
                }
                if !gone.is_empty() {
                    text.push_str(&format!("\nGone: {}\n", escape(&gone.join(", "))));
                }
            }
        }
    }
    text
}

fn mark(severity: Severity) -> &'static str {
    match severity {
        Severity::Ok => "",
        Severity::Warn => " ⚠️",
        Severity::Crit => " 🛑",
    }
}

fn table(text: &mut String, section: &Section, snapshot: &Snapshot) {
    let columns = section.report.columns;
    let cell = |row: &Row, at: usize| {
        let (column, cell) = (&columns[at], &row.cells[at]);
        let shown = human::cut(&human::value(column, &cell.value), 120);
        let change = human::change(column, cell, snapshot.since.as_ref());
        let change = change.map(|it| format!(" ({it})")).unwrap_or_default();
        format!("{}{change}{}", escape(&shown), mark(cell.severity))
    };
    if section.report.layout == Layout::Record {
        text.push_str("| | |\n|---|--:|\n");
        for row in section.rows() {
            for (at, column) in columns.iter().enumerate() {
                text.push_str(&format!("| {} | {} |\n", human::heading(column), cell(row, at)));
            }
        }
        return;
    }
    let heads: Vec<String> = columns.iter().map(human::heading).collect();
    let rules: Vec<&str> =
        columns.iter().map(|it| if it.unit() == Unit::None { "---" } else { "--:" }).collect();
    text.push_str(&format!("| {} |\n|{}|\n", heads.join(" | "), rules.join("|")));
    for row in section.rows() {
        let cells: Vec<String> = (0..columns.len()).map(|at| cell(row, at)).collect();
        text.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
}
