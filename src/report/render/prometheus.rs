//! Prometheus' text format. Labels are names of relations, indexes, roles and statement numbers; the text
//! of a statement never is one. A report whose rows have other names is only counted.

use crate::report::definition::{Column, Layout, Role};
use crate::report::snapshot::{Content, Row, Section, Severity, Snapshot, Value};

pub fn prometheus(snapshot: &Snapshot) -> String {
    let mut text = String::new();
    for section in &snapshot.sections {
        let name = format!("canai_db_{}", section.report.name.replace('-', "_"));
        let skipped = matches!(section.content, Content::Skipped { .. });
        head(&mut text, &format!("{name}_skipped"), "Whether the report could not be run.", "gauge");
        text.push_str(&format!("{name}_skipped {}\n", i32::from(skipped)));
        if skipped {
            continue;
        }
        let hidden = "Whether a part of the report is hidden from this role.";
        head(&mut text, &format!("{name}_hidden"), hidden, "gauge");
        text.push_str(&format!("{name}_hidden {}\n", i32::from(!section.is_whole)));
        let counts = [
            ("rows", "Rows of the report.", section.rows().len()),
            ("warn_rows", "Rows that deserve attention.", section.count(Severity::Warn)),
            ("crit_rows", "Rows that need it now.", section.count(Severity::Crit)),
        ];
        for (suffix, help, count) in counts {
            head(&mut text, &format!("{name}_{suffix}"), help, "gauge");
            text.push_str(&format!("{name}_{suffix} {count}\n"));
        }
        if is_labelled(section) {
            for (at, column) in section.report.columns.iter().enumerate() {
                series(&mut text, &name, section, at, column);
            }
        }
    }
    text
}

/// Whether its labels tell its rows apart.
fn is_labelled(section: &Section) -> bool {
    let columns = section.report.columns;
    match section.report.layout {
        Layout::Record => true,
        Layout::Rows => {
            columns.iter().any(|it| it.role == Role::Label) && !columns.iter().any(|it| it.role == Role::Key)
        }
    }
}

fn series(text: &mut String, name: &str, section: &Section, at: usize, column: &Column) {
    let kind = match column.role {
        Role::Gauge | Role::Bar => "gauge",
        Role::Counter => "counter",
        Role::Label | Role::Key | Role::Statement => return,
    };
    let samples: Vec<String> = section
        .rows()
        .iter()
        .filter_map(|row| Some(format!("{} {}", labels(section, row), number(&row.cells.get(at)?.value)?)))
        .collect();
    if samples.is_empty() {
        return;
    }
    let name = format!("{name}_{}", column.name);
    head(text, &name, column.doc, kind);
    for sample in samples {
        text.push_str(&format!("{name}{sample}\n"));
    }
}

fn head(text: &mut String, name: &str, help: &str, kind: &str) {
    text.push_str(&format!("# HELP {name} {}\n# TYPE {name} {kind}\n", help.replace('\\', "\\\\")));
}

fn number(value: &Value) -> Option<String> {
    match value {
        Value::Boolean(it) => Some(i32::from(*it).to_string()),
        Value::Integer(_) | Value::Number(_) => Some(value.raw()),
        Value::Null | Value::Text(_) => None,
    }
}

fn labels(section: &Section, row: &Row) -> String {
    let labels: Vec<String> = section
        .report
        .columns
        .iter()
        .zip(&row.cells)
        .filter(|(column, cell)| column.role == Role::Label && cell.value != Value::Null)
        .map(|(column, cell)| format!("{}=\"{}\"", column.name, escape(&cell.value.raw())))
        .collect();
    if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) }
}

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
