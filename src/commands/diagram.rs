//! `canai-db diagram`: the tables of schema/ and what ties them together, as a picture.

use std::fs;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;

use super::schema::{self, schema_sources};
use super::{find_tables, table};
use crate::cli::Global;
use crate::diagnostic::{Diagnostic, Severity, snippets};
use crate::diagram::{Diagram, Format, contradictions};
use crate::error::Outcome;
use crate::lint::Places;
use crate::model::QualifiedName;
use crate::project::{Project, SCHEMA};
use crate::ui::Ui;
use crate::yaml;

/// Draw the tables and what ties them together
///
/// Reads schema/ and needs no database. Lines are foreign keys and the `relations` that table files
/// declare; one that contradicts a foreign key is named, and drawn as it is declared.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  canai-db diagram                                        mermaid, for a README
  canai-db diagram --format html --output schema.html     to search, zoom and pan
  canai-db diagram --format svg orders customers > orders.svg
  canai-db diagram --format dot | dot -Tpdf > schema.pdf")]
pub struct DiagramCommand {
    /// Only these tables, with those that they are tied to
    #[arg(value_name = "TABLE", value_parser = table)]
    tables: Vec<QualifiedName>,

    /// How to write it
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    /// What stands above a picture or a page [default: the name of the project's folder]
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,

    /// The file to write it to [default: stdout]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub fn run(command: &DiagramCommand, global: &Global, ui: &Ui) -> anyhow::Result<Outcome> {
    let project = Project::find(global.project.as_deref())?;
    let sources = schema_sources(&project)?;
    let read = yaml::read_with_trees(&sources);
    if !read.diagnostics.is_empty() {
        return Err(schema::shown(&read.diagnostics, &sources, SCHEMA, schema::Format::Text, ui));
    }
    find_tables(&read.schema, &command.tables)?;
    let places = Places::new(read.trees.iter().map(|(source, root)| (*source, root)));
    for found in contradictions(&read.schema) {
        let Some(place) = places.relation(&found.table, &found.label) else { continue };
        let spot = place.spot();
        let mut diagnostic =
            Diagnostic::new(spot.path, spot.span, "relation_contradicts_key", found.message).help(found.help);
        diagnostic.severity = Severity::Warn;
        ui.error(snippets(&[diagnostic], &sources, ui.colored_stderr()).trim_end());
    }
    let diagram = Diagram::of(&read.schema, &command.tables);
    let title = command.title.clone().unwrap_or_else(|| project.name());
    let text = diagram.render(command.format, &title);
    match &command.output {
        None => ui.raw(&text),
        Some(path) => {
            fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))?;
            let (tables, lines) = (diagram.entities.len(), diagram.edges.len());
            ui.note(format!("Wrote {} ({tables} tables, {lines} lines)", path.display()));
        }
    }
    Ok(Outcome::Done)
}
