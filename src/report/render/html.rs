//! One HTML file that needs nothing else: no script, no font, no picture. The state of every report
//! first, then each as tiles or as a table with bars in its cells; light, dark, and on paper.

use super::human;
use crate::markup::html as escape;
use crate::report::definition::{Column, Layout, Role, Unit};
use crate::report::snapshot::{Cell, Content, Row, Section, Severity, Since, Snapshot, Value};

pub const STYLE: &str = include_str!("style.css");

pub fn html(snapshot: &Snapshot) -> String {
    let title = escape(&snapshot.database);
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title}: {}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n",
        snapshot.severity().word()
    );
    page.push_str(&format!(
        "<header>\n<h1>{title}</h1>\n<p>PostgreSQL {} · {} · as {}{}</p>\n</header>\n",
        escape(&snapshot.server_version),
        moment(&snapshot.taken_at),
        escape(&snapshot.role),
        match (&snapshot.since, &snapshot.stats_reset) {
            (Some(since), _) => format!(" · changes since {}", moment(&since.taken_at)),
            (None, Some(reset)) => format!(" · counted since {}", moment(reset)),
            (None, None) => " · statistics never reset".to_owned(),
        }
    ));
    strip(&mut page, snapshot);
    page.push_str("<main>\n");
    for it in &snapshot.sections {
        section(&mut page, it, snapshot.since.as_ref());
    }
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

/// The state of each report, the worst first.
fn strip(page: &mut String, snapshot: &Snapshot) {
    let mut sections: Vec<&Section> = snapshot.sections.iter().collect();
    sections.sort_by_key(|it| std::cmp::Reverse(it.severity()));
    page.push_str("<nav aria-label=\"State of the reports\">\n");
    for it in sections {
        let said = match &it.content {
            Content::Rows { rows, .. } if it.is_whole || it.severity() > Severity::Ok => summary(it, rows),
            _ => it.word().to_owned(),
        };
        let class = look(it);
        page.push_str(&format!(
            "<a class=\"{class}\" href=\"#{0}\"><b>{0}</b><span>{said}</span></a>\n",
            it.report.name
        ));
    }
    page.push_str("</nav>\n");
}

/// What is not known looks like what was skipped.
fn look(section: &Section) -> &'static str {
    match section.word() {
        "unknown" => "skipped",
        word => word,
    }
}

fn summary(section: &Section, rows: &[Row]) -> String {
    if section.report.layout == Layout::Record {
        let cells = rows.iter().flat_map(|row| &row.cells);
        return match cells.filter(|cell| cell.severity > Severity::Ok).count() {
            0 => "ok".to_owned(),
            marked => format!("{marked} marked"),
        };
    }
    let marked = section.count(Severity::Warn) + section.count(Severity::Crit);
    let all = rows.len() + section.left_out();
    match (marked, all) {
        (_, 0) => "nothing".to_owned(),
        (0, _) => format!("{all}, ok"),
        _ => format!("{marked} of {all}"),
    }
}

fn section(page: &mut String, section: &Section, since: Option<&Since>) {
    let report = section.report;
    let class = look(section);
    page.push_str(&format!(
        "<section id=\"{0}\" class=\"{class}\">\n<h2>{0}<small>{1}</small></h2>\n",
        report.name,
        escape(report.about)
    ));
    for note in &section.notes {
        page.push_str(&format!("<p class=\"note\">{}</p>\n", escape(note)));
    }
    match &section.content {
        Content::Skipped { reason } => {
            page.push_str(&format!("<p class=\"note\">Skipped: {}.</p>\n", escape(reason)));
        }
        Content::Rows { rows, .. } if rows.is_empty() => page.push_str("<p class=\"none\">Nothing.</p>\n"),
        Content::Rows { .. } if report.layout == Layout::Record => tiles(page, section, since),
        Content::Rows { .. } => table(page, section, since),
    }
    if section.left_out() > 0 {
        page.push_str(&format!("<p class=\"none\">{} more rows.</p>\n", section.left_out()));
    }
    if let Content::Rows { gone, .. } = &section.content
        && !gone.is_empty()
    {
        page.push_str(&format!("<p class=\"none\">Gone: {}</p>\n", escape(&gone.join(", "))));
    }
    if section.severity() > Severity::Ok {
        page.push_str(&format!("<p class=\"advice\">{}</p>\n", inline(report.advice)));
    }
    page.push_str("</section>\n");
}

fn tiles(page: &mut String, section: &Section, since: Option<&Since>) {
    page.push_str("<dl>\n");
    for row in section.rows() {
        for (column, cell) in section.report.columns.iter().zip(&row.cells) {
            if cell.value == Value::Null {
                continue;
            }
            page.push_str(&format!(
                "<div class=\"{}\" title=\"{}\"><dt>{}</dt><dd>{}</dd></div>\n",
                cell.severity.word(),
                escape(column.doc),
                escape(&human::heading(column)),
                shown(column, cell, since, Some(1.0)),
            ));
        }
    }
    page.push_str("</dl>\n");
}

fn table(page: &mut String, section: &Section, since: Option<&Since>) {
    let rows = section.rows();
    let mut columns: Vec<(usize, &Column)> = section.report.columns.iter().enumerate().collect();
    columns.retain(|(at, _)| rows.iter().any(|row| row.cells[*at].value != Value::Null));
    page.push_str("<div class=\"scroll\"><table>\n<thead><tr>");
    for (_, column) in &columns {
        page.push_str(&format!(
            "<th{} title=\"{}\">{}</th>",
            class(kind(column)),
            escape(column.doc),
            escape(&human::heading(column))
        ));
    }
    page.push_str("</tr></thead>\n<tbody>\n");
    let most: Vec<f64> = columns.iter().map(|(at, column)| largest(rows, *at, column)).collect();
    for row in rows {
        page.push_str(&format!("<tr{}>", class(if row.is_new { "new" } else { "" })));
        for ((at, column), most) in columns.iter().zip(&most) {
            let cell = &row.cells[*at];
            let severity = if cell.severity > Severity::Ok { cell.severity.word() } else { "" };
            let class = class(format!("{} {severity}", kind(column)).trim());
            page.push_str(&format!("<td{class}>{}</td>", shown(column, cell, since, Some(*most))));
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</tbody>\n</table></div>\n");
}

fn class(names: &str) -> String {
    if names.is_empty() { String::new() } else { format!(" class=\"{names}\"") }
}

fn kind(column: &Column) -> &'static str {
    match (column.role, column.unit()) {
        (Role::Statement, _) => "statement",
        (Role::Label | Role::Key, _) => "name",
        (Role::Bar, _) => "number bar",
        (_, Unit::None) => "",
        _ => "number",
    }
}

/// What a full bar stands for: the whole for a share, else the largest of the rows.
fn largest(rows: &[Row], at: usize, column: &Column) -> f64 {
    let values = rows.iter().filter_map(|row| row.cells[at].value.number());
    let largest = values.fold(0.0, f64::max);
    if column.unit() == Unit::Ratio { largest.max(1.0) } else { largest }
}

fn shown(column: &Column, cell: &Cell, since: Option<&Since>, most: Option<f64>) -> String {
    let mut text = String::new();
    let number = cell.value.number();
    if let (Role::Bar, Some(number), Some(most)) = (column.role, number, most.filter(|it| *it > 0.0)) {
        let share = (number / most * 100.0).clamp(0.0, 100.0);
        text.push_str(&format!("<i style=\"width:{share:.1}%\"></i>"));
    }
    let value = escape(&human::value(column, &cell.value));
    match (column.role, number) {
        (Role::Statement, _) => text.push_str(&format!("<code>{value}</code>")),
        (_, Some(_)) => {
            text.push_str(&format!("<span title=\"{}\">{value}</span>", escape(&cell.value.raw())));
        }
        _ => text.push_str(&format!("<span>{value}</span>")),
    }
    if cell.severity > Severity::Ok {
        // Not by colour alone.
        text.push_str(&format!("<em>{}</em>", cell.severity.word()));
    }
    if let Some(change) = human::change(column, cell, since) {
        text.push_str(&format!("<small>{}</small>", escape(&change)));
    }
    text
}

/// `2026-01-02T03:04:05.678Z`, for people.
fn moment(text: &str) -> String {
    let short = text.split('.').next().unwrap_or(text).trim_end_matches('Z').replace('T', " ");
    escape(&format!("{short} UTC"))
}

/// Text with code between backticks.
fn inline(text: &str) -> String {
    let parts = text.split('`').enumerate();
    parts
        .map(|(at, part)| if at % 2 == 1 { format!("<code>{}</code>", escape(part)) } else { escape(part) })
        .collect()
}
