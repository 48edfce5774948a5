//! CSV (RFC 4180): a block for each report, with a head of its own; a report that was skipped is a
//! line that says why.

use crate::report::snapshot::{Content, Snapshot};

pub fn csv(snapshot: &Snapshot) -> String {
    let mut text = String::new();
    for (at, section) in snapshot.sections.iter().enumerate() {
        if at > 0 {
            text.push('\n');
        }
        match &section.content {
            Content::Skipped { reason } => {
                line(&mut text, ["report", "skipped"].map(str::to_owned));
                line(&mut text, [section.report.name.to_owned(), reason.clone()]);
            }
            Content::Rows { rows, .. } => {
                let head = section.report.columns.iter().map(|column| column.name);
                line(&mut text, ["report", "severity"].into_iter().chain(head).map(str::to_owned));
                for row in rows {
                    let start = [section.report.name.to_owned(), row.severity().word().to_owned()];
                    line(&mut text, start.into_iter().chain(row.cells.iter().map(|cell| cell.value.raw())));
                }
            }
        }
    }
    text
}

fn line(text: &mut String, fields: impl IntoIterator<Item = String>) {
    for (at, field) in fields.into_iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        if field.contains([',', '"', '\n', '\r']) {
            text.push_str(&format!("\"{}\"", field.replace('"', "\"\"")));
        } else {
            text.push_str(&field);
        }
    }
    text.push('\n');
}
