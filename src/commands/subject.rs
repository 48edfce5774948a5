//! `canai-db subject`: one person's data, copied, erased, and whether all of it is classified.

mod erase;
mod export;
mod verify;

use clap::{Args, Subcommand};

use crate::cli::Global;
use crate::error::Outcome;
use crate::model::Schema;
use crate::subject::Graph;
use crate::ui::Ui;

/// Copy or erase one person's data
///
/// What ties rows to a person, and what becomes of them, stands in schema/: `subject`, `on_erase`,
/// `on_export`, `pii`. docs/subject.md explains it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  canai-db subject verify                              in CI: is every column classified?
  canai-db subject export --user 7c9e... --env production --format zip --output person.zip
  canai-db subject erase --user 7c9e... --env production --dry-run
  canai-db subject erase --user 7c9e... --env production")]
pub struct SubjectCommand {
    #[command(subcommand)]
    command: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    Export(export::Export),
    Erase(erase::Erase),
    Verify(verify::Verify),
}

pub fn run(command: &SubjectCommand, global: &Global, ui: &Ui) -> anyhow::Result<Outcome> {
    match &command.command {
        Action::Export(command) => export::run(command, global, ui),
        Action::Erase(command) => erase::run(command, global, ui),
        Action::Verify(command) => verify::run(command, global, ui),
    }
}

/// The person's rows, as far as schema/ says whose they are.
fn graph(schema: &Schema) -> anyhow::Result<Graph<'_>> {
    Graph::new(schema).ok_or_else(|| {
        anyhow::anyhow!(
            "schema/ does not say whom its data is about; write a file with\n  subject:\n    root: auth.users\n\
             and say in each table what ties its rows to that (docs/subject.md)"
        )
    })
}
