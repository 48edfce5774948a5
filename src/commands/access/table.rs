//! The grid for a terminal: a block for each table, a line for each role. Conditions and lists of columns
//! stand below, so that the lines stay short.

use comfy_table::{ContentArrangement, Table, presets};

use crate::access::{Grid, Level, TableGrid};
use crate::model::access::Command;
use crate::model::table::RowSecurity;
use crate::ui::{BAD, FAINT, GOOD, STRONG};

pub fn table(grid: &Grid) -> String {
    let mut text = String::new();
    for (at, it) in grid.tables.iter().enumerate() {
        if at > 0 {
            text.push('\n');
        }
        one(&mut text, it);
    }
    text.push_str(&format!(
        "\n{FAINT}own, others, unowned: whose the row is; all: any; -: refused with an error; no rows: policies hide them.{FAINT:#}\n"
    ));
    text
}

/// What is said of a table beside its name.
pub fn about(grid: &TableGrid) -> String {
    let owner = match &grid.owner {
        Some(owner) => format!("whose a row is: {owner}"),
        None => "rows have no owner".to_owned(),
    };
    let security = match grid.row_security {
        RowSecurity::Disabled | RowSecurity::DisabledButForced => "no row security",
        RowSecurity::Enabled => "row security",
        RowSecurity::Forced => "row security, for the owner too",
    };
    format!("{owner}; {security}")
}

fn one(text: &mut String, grid: &TableGrid) {
    text.push_str(&format!("{STRONG}{}{STRONG:#} {FAINT}{}{FAINT:#}\n", grid.table, about(grid)));
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    let commands = Command::ALL.iter().map(|it| it.word().to_owned());
    table.set_header(["role".to_owned()].into_iter().chain(commands));
    let mut notes: Vec<String> = Vec::new();
    let mut note = |said: String| {
        let at = notes.iter().position(|it| *it == said).unwrap_or_else(|| {
            notes.push(said);
            notes.len() - 1
        });
        format!("[{}]", at + 1)
    };
    for role in &grid.roles {
        let mut row = vec![role.role.to_string()];
        for reach in role.commands.values() {
            let words = reach.words(grid.columns);
            let mut parts: Vec<String> = Vec::new();
            if !words.rows.is_empty() {
                parts.push(words.rows);
            }
            for (whose, condition) in &words.conditions {
                parts.push(format!("{whose} {}", note(format!("where {condition}"))));
            }
            let mut cell = parts.join(", ");
            if let (Some(_), Some(columns)) = (&words.columns, &reach.columns) {
                let names: Vec<String> = columns.iter().map(ToString::to_string).collect();
                cell.push_str(&format!(" {}", note(format!("columns {}", names.join(", ")))));
            }
            let style = match words.level {
                Level::Nothing => FAINT,
                Level::Some => STRONG,
                Level::All => GOOD,
            };
            let mut cell = format!("{style}{cell}{style:#}");
            if let Some(gives_to) = &words.gives_to {
                cell.push_str(&format!(" {BAD}gives to {gives_to}{BAD:#}"));
            }
            row.push(cell);
        }
        table.add_row(row);
    }
    for line in table.lines() {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    for (at, note) in notes.iter().enumerate() {
        text.push_str(&format!(" {FAINT}[{}] {note}{FAINT:#}\n", at + 1));
    }
}
