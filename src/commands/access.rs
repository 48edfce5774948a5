//! `canai-db access`: who may do what, as schema/ has it; `access test` proves it.

mod claims;
pub mod effect;
mod html;
mod json;
mod markdown;
mod proof;
mod results;
mod table;
mod test;

use clap::{Args, Subcommand, ValueEnum};

use super::{schema, table as table_name};
use crate::access::{grid, roles};
use crate::cli::Global;
use crate::error::{Outcome, Usage};
use crate::model::{Name, QualifiedName, Schema};
use crate::project::Project;
use crate::ui::Ui;
use crate::yaml::check::unknown;

/// Show who may do what: role by table by command by whose rows
///
/// Derived from schema/ alone: grants, default privileges, memberships, row security, policies. Needs no
/// database. A condition that is more than whose row it is stands there as it is written.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
#[command(after_help = "\
Examples:
  canai-db access
  canai-db access orders --role authenticated
  canai-db access --format html > access.html
  canai-db access test                          prove what `access` in the table files says")]
pub struct AccessCommand {
    #[command(subcommand)]
    command: Option<Sub>,

    /// Which tables [default: all]
    #[arg(value_name = "TABLE", value_parser = table_name)]
    tables: Vec<QualifiedName>,

    /// Which roles; may be given several times [default: all that are declared]
    #[arg(long = "role", value_name = "ROLE")]
    roles: Vec<String>,

    /// How to write it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Subcommand)]
enum Sub {
    Test(test::Test),
}

/// How the grid is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a person, at a terminal
    #[default]
    Table,
    /// For a script: every cell, every column
    Json,
    /// For a page or a review
    Markdown,
    /// One file to look at, print or send
    Html,
}

pub fn run(command: &AccessCommand, global: &Global, ui: &Ui) -> anyhow::Result<Outcome> {
    if let Some(Sub::Test(command)) = &command.command {
        return test::run(command, global, ui);
    }
    let project = Project::find(global.project.as_deref())?;
    let mistakes = if command.format == Format::Json { schema::Format::Json } else { schema::Format::Text };
    let schema = schema::read_schema(&project, mistakes, ui)?;
    let chosen = chosen(&schema, &command.tables, &command.roles)?;
    let grid = grid(&schema, &command.tables, &chosen);
    match command.format {
        Format::Table => ui.raw(&table::table(&grid)),
        Format::Json => ui.raw(&json::json(&grid)?),
        Format::Markdown => ui.raw(&markdown::markdown(&grid)),
        Format::Html => ui.raw(&html::html(&grid)),
    }
    Ok(Outcome::Done)
}

/// The roles that were named, once it is known that they and the tables are declared.
fn chosen(schema: &Schema, tables: &[QualifiedName], named: &[String]) -> Result<Vec<Name>, Usage> {
    for name in tables {
        if !schema.tables().any(|it| it.name == *name) {
            let known: Vec<String> = schema.tables().map(|it| it.name.to_string()).collect();
            let message = unknown("table", &name.to_string(), known.iter().map(String::as_str));
            return Err(Usage(format!("{message}: schema/ declares no such table")));
        }
    }
    let known = roles(schema);
    for name in named {
        if !known.iter().any(|it| *it == name.as_str()) {
            let message = unknown("role", name, known.iter().map(|it| it.as_str()));
            return Err(Usage(format!("{message}: schema/ declares no such role")));
        }
    }
    Ok(named.iter().map(|it| Name::from(it.as_str())).collect())
}
