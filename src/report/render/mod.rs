//! Turns a snapshot into text, one format a file. None of them knows a report by name: they see
//! columns, units, roles and severities.

mod csv;
pub mod html;
pub mod human;
mod json;
mod markdown;
mod nagios;
mod prometheus;
mod table;

pub use nagios::{State, nagios, unknown};

use super::snapshot::Snapshot;

/// How a snapshot is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people, at a terminal
    #[default]
    Table,
    /// Everything, raw, with what it was judged by
    Json,
    /// Raw values, a block for each report
    Csv,
    /// For an issue or a chat
    Markdown,
    /// One file to look at, print or send
    Html,
    /// Text format 0.0.4; without the text of statements
    Prometheus,
}

impl Format {
    /// How many rows of a report are shown unless somebody says so.
    pub fn limit(self) -> Option<usize> {
        match self {
            Self::Table | Self::Markdown => Some(20),
            Self::Html => Some(100),
            Self::Json | Self::Csv | Self::Prometheus => None,
        }
    }
}

/// The snapshot as text that ends with a new line. A table has ANSI styles in it.
pub fn render(format: Format, snapshot: &Snapshot) -> Result<String, serde_json::Error> {
    Ok(match format {
        Format::Table => table::table(snapshot),
        Format::Json => json::json(snapshot)?,
        Format::Csv => csv::csv(snapshot),
        Format::Markdown => markdown::markdown(snapshot),
        Format::Html => html::html(snapshot),
        Format::Prometheus => prometheus::prometheus(snapshot),
    })
}
