//! `canai-db subject`: one person's data, copied, erased, and whether all of it is classified.

mod erase;
mod export;
mod verify;

use clap::{Args, Subcommand};

use crate::cli::Global;
use crate::error::Outcome;
use crate::job::{Destination, Job};
use crate::jobs::archive::Folder;
use crate::model::Schema;
use crate::project::Project;
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

/// Refuses where an archive of files holds rows that may be the person's: they are in no database.
fn refuse_files(project: &Project, jobs: &[Job], graph: &Graph<'_>) -> anyhow::Result<()> {
    for job in jobs {
        for rule in
            job.rules.iter().filter(|rule| graph.members.iter().any(|it| it.table.name == rule.table.it))
        {
            let Some(Destination::Files(files)) = rule.into.as_ref().map(|into| &into.it) else { continue };
            let folder = project.root().join(&files.folder);
            let held = Folder::new(folder.clone()).manifest()?;
            let held = held.iter().filter(|entry| entry.table == rule.table.it.to_string()).count();
            if held > 0 {
                anyhow::bail!(
                    "{held} files in {} hold rows of {}, and nobody can tell whose\n\
                     bring them back first: canai-db archive restore {}\n\
                     the job's next run moves the others away again",
                    folder.display(),
                    rule.table.it,
                    job.name.it
                );
            }
        }
    }
    Ok(())
}
