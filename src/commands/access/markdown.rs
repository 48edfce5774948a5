//! The grid as markdown tables, for a page or a review.

use super::table::about;
use crate::access::{Grid, TableGrid};
use crate::model::access::Command;

pub fn markdown(grid: &Grid) -> String {
    let mut text = "# Access\n".to_owned();
    for it in &grid.tables {
        table(&mut text, it);
    }
    text
}

fn table(text: &mut String, grid: &TableGrid) {
    let commands: Vec<&str> = Command::ALL.iter().map(|it| it.word()).collect();
    text.push_str(&format!("\n## {}\n\n{}.\n\n", grid.table, about(grid)));
    text.push_str(&format!("| role | {} |\n|---|{}\n", commands.join(" | "), "---|".repeat(commands.len())));
    for role in &grid.roles {
        let cells = role.commands.values().map(|reach| {
            let words = reach.words(grid.columns);
            let mut parts = Vec::new();
            if !words.rows.is_empty() {
                parts.push(words.rows);
            }
            let conditions = words.conditions.iter();
            parts.extend(conditions.map(|(whose, condition)| format!("{whose} where {}", code(condition))));
            let columns = words.columns.map(|it| format!(" ({it})")).unwrap_or_default();
            let gives = words.gives_to.map(|it| format!(", gives to {it}")).unwrap_or_default();
            format!("{}{columns}{gives}", parts.join(", "))
        });
        let cells: Vec<String> = cells.collect();
        text.push_str(&format!("| {} | {} |\n", code(&role.role.to_string()), cells.join(" | ")));
    }
    let mut limited = String::new();
    for role in &grid.roles {
        for (command, reach) in &role.commands {
            let Some(columns) = &reach.columns else { continue };
            let names: Vec<String> = columns.iter().map(|it| code(&it.to_string())).collect();
            let role = code(&role.role.to_string());
            limited.push_str(&format!("- {role}, {}: {}\n", command.word(), names.join(", ")));
        }
    }
    if !limited.is_empty() {
        text.push_str(&format!("\nColumns:\n\n{limited}"));
    }
}

/// SQL in a cell: on one line, and no end of the cell in it.
fn code(sql: &str) -> String {
    let line: Vec<&str> = sql.split_whitespace().collect();
    format!("`{}`", line.join(" ").replace('|', "\\|").replace('`', "'"))
}
