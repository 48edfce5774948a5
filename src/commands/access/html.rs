//! The grid as one HTML file that needs nothing else, in the look of the reports: a table of tables first,
//! then each in full with conditions and columns.

use super::table::about;
use crate::access::{Grid, RoleGrid, TableGrid, Words};
use crate::markup::html as escape;
use crate::model::access::Command;
use crate::report::render::html::STYLE;

const OWN_STYLE: &str = include_str!("style.css");

pub fn html(grid: &Grid) -> String {
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>Access</title>\n<style>\n{STYLE}{OWN_STYLE}</style>\n</head>\n<body>\n\
         <header>\n<h1>Access</h1>\n<p>Whose rows each role may read and write, as schema/ has it. \
         S, I, U, D, T: select, insert, update, delete, truncate. <span class=\"mark all\">any row, every column</span> \
         <span class=\"mark some\">some rows or columns</span> <span class=\"mark nothing\">nothing</span></p>\n</header>\n<main>\n"
    );
    overview(&mut page, grid);
    for it in &grid.tables {
        table(&mut page, it);
    }
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

/// A line for each table, five letters for each role.
fn overview(page: &mut String, grid: &Grid) {
    let Some(first) = grid.tables.first() else { return };
    page.push_str("<section>\n<div class=\"scroll\"><table class=\"overview\">\n<thead><tr><th>table</th>");
    for role in &first.roles {
        page.push_str(&format!("<th>{}</th>", escape(&role.role.to_string())));
    }
    page.push_str("</tr></thead>\n<tbody>\n");
    for it in &grid.tables {
        let name = escape(&it.table.to_string());
        page.push_str(&format!("<tr><td class=\"name\"><a href=\"#{name}\">{name}</a></td>"));
        for role in &it.roles {
            page.push_str("<td>");
            for (command, reach) in &role.commands {
                let words = reach.words(it.columns);
                let letter = command.word().get(..1).unwrap_or_default().to_uppercase();
                page.push_str(&format!(
                    "<span class=\"mark {}\" title=\"{}\">{letter}</span>",
                    words.level.word(),
                    escape(&format!("{}: {}", command.word(), said(&words)))
                ));
            }
            page.push_str("</td>");
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</tbody>\n</table></div>\n</section>\n");
}

fn table(page: &mut String, grid: &TableGrid) {
    let name = escape(&grid.table.to_string());
    page.push_str(&format!(
        "<section id=\"{name}\">\n<h2>{name}<small>{}</small></h2>\n<div class=\"scroll\"><table>\n<thead><tr><th>role</th>",
        escape(&about(grid))
    ));
    for command in Command::ALL {
        page.push_str(&format!("<th>{}</th>", command.word()));
    }
    page.push_str("</tr></thead>\n<tbody>\n");
    for it in &grid.roles {
        role(page, grid, it);
    }
    page.push_str("</tbody>\n</table></div>\n</section>\n");
}

fn role(page: &mut String, grid: &TableGrid, role: &RoleGrid) {
    page.push_str(&format!("<tr><td class=\"name\">{}", escape(&role.role.to_string())));
    if role.bypasses {
        page.push_str("<small>bypasses policies</small>");
    }
    page.push_str("</td>");
    for reach in role.commands.values() {
        let words = reach.words(grid.columns);
        page.push_str(&format!("<td class=\"{}\">", words.level.word()));
        page.push_str(&escape(&words.rows));
        for (at, (whose, condition)) in words.conditions.iter().enumerate() {
            let comma = if at > 0 || !words.rows.is_empty() { ", " } else { "" };
            page.push_str(&format!("{comma}{} where <code>{}</code>", escape(whose), escape(condition)));
        }
        if let (Some(count), Some(columns)) = (&words.columns, &reach.columns) {
            let names: Vec<String> = columns.iter().map(ToString::to_string).collect();
            page.push_str(&format!(
                "<details><summary>{}</summary>{}</details>",
                escape(count),
                escape(&names.join(", "))
            ));
        }
        if let Some(gives_to) = &words.gives_to {
            page.push_str(&format!(" <em>gives to {}</em>", escape(gives_to)));
        }
        page.push_str("</td>");
    }
    page.push_str("</tr>\n");
}

/// A cell in one line.
fn said(words: &Words) -> String {
    let conditions = words.conditions.iter().map(|(whose, condition)| format!("{whose} where {condition}"));
    let rows = [words.rows.clone()].into_iter().filter(|it| !it.is_empty());
    let parts: Vec<String> = rows.chain(conditions).chain(words.columns.clone()).collect();
    parts.join(", ")
}
