//! `canai-db subject`: one person's data, copied, erased, and whether all of it is classified.

mod erase;
mod export;
mod verify;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use tokio_postgres::Client;

use super::{connect_to, settings};
use crate::cli::{Global, Target};
use crate::error::Outcome;
use crate::job::{Destination, Facts, Job, locks, unclassified_archives};
use crate::jobs::archive::{self, Folder, Held};
use crate::jobs::{self, lock};
use crate::model::Schema;
use crate::person::files::Files;
use crate::project::Project;
use crate::subject::Graph;
use crate::ui::Ui;
use crate::{diagnostic, person, subject};

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

/// The tables with a person's rows in files of archives, as the ledger says.
async fn held(client: &Client, graph: &Graph<'_>) -> anyhow::Result<Vec<Held>> {
    let tables: Vec<String> = graph.members.iter().map(|it| it.table.name.to_string()).collect();
    Ok(archive::held(client, &tables).await?)
}

/// Keeps the jobs from running that would move a person's rows into files, from where they are looked for
/// to where they are not.
async fn keep_still(client: &Client, graph: &Graph<'_>, jobs: &[Job]) -> anyhow::Result<()> {
    let moves = |job: &&Job| {
        job.rules.iter().any(|rule| {
            matches!(rule.into.as_ref().map(|into| &into.it), Some(Destination::Files(_)))
                && graph.member(&rule.table.it).is_some()
        })
    };
    for job in jobs.iter().filter(moves) {
        if !lock(client, locks::job(&job.name.it)).await? {
            anyhow::bail!("{}: a run of the job is at it; try again when it has ended", job.name.it);
        }
    }
    Ok(())
}

/// The files that the ledger names, as the jobs that wrote them say where they are.
async fn files<'a>(
    client: &Client,
    project: &Project,
    jobs: &'a [Job],
    facts: &'a Facts,
    graph: &Graph<'_>,
    held: &[Held],
) -> anyhow::Result<Vec<Files<'a>>> {
    let mut found: Vec<Files<'a>> = Vec::new();
    for held in held {
        if found.iter().any(|it| it.table.name.to_string() == held.table) {
            continue;
        }
        let rules = jobs.iter().flat_map(|job| job.rules.iter().map(move |rule| (job, rule)));
        let mut rules = rules.filter_map(|(job, rule)| match rule.into.as_ref().map(|into| &into.it) {
            Some(Destination::Files(files)) if rule.table.it.to_string() == held.table => {
                Some((job, rule, project.root().join(&files.folder)))
            }
            _ => None,
        });
        let wrote = rules
            .next()
            .and_then(|(job, rule, folder)| Some((job, rule, facts.table(&rule.table.it)?, folder)));
        let Some((job, rule, table, folder)) = wrote else {
            anyhow::bail!(
                "the ledger names {} in {} with rows of {}, and no job of jobs/ says where such files are\n\
                 write the job again that archived them, with `into: {{ files: ... }}`",
                held.file,
                held.folder,
                held.table
            );
        };
        let folder = Folder::new(folder, held.table.clone());
        let entries = folder.whole(client).await?;
        let member = graph.members.iter().find(|it| it.table.name == table.name);
        let ties = member.map(|it| it.selectors.iter().map(|it| it.column().clone()).collect());
        found.push(Files {
            job,
            by: &rule.by.it,
            table,
            folder,
            entries,
            ties: ties.unwrap_or_default(),
            lost: Vec::new(),
        });
    }
    Ok(found)
}

/// Connects, and puts the rows of archive files where a person's among them are found.
async fn with_files<T>(
    target: &Target,
    project: &Project,
    schema: &Schema,
    ui: &Ui,
    work: impl AsyncFnOnce(&Client, &Graph<'_>, &[Files<'_>]) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let client = connect_to(&settings(target, project, ui)?).await?;
    let plain = graph(schema)?;
    person::refuse_blindness(&client, &plain).await?;
    person::refuse_detached(&client, &plain).await?;
    let sources = project.job_sources()?;
    let (jobs, _, facts) = jobs::read(&client, &sources).await?;
    let unclassified = unclassified_archives(schema, &jobs);
    if !unclassified.is_empty() {
        ui.error(diagnostic::snippets(&unclassified, &sources, ui.colored_stderr()).trim_end());
        anyhow::bail!(
            "archives with rows of persons are not classified, and what is in them would not be found"
        );
    }
    keep_still(&client, &plain, &jobs).await?;
    if let Some(file) = archive::orphans(&client).await?.first() {
        anyhow::bail!(
            "the ledger names {} in {} with rows of {}, which is there no more\n\
             if the table has another name now, run the job that archives it: it takes the files over; if it is \
             gone for good, delete the files and say so with UPDATE canai_db.archive_files SET gone_at = now(), \
             gone_because = 'lost' WHERE table_name = '{}'",
            file.file,
            file.folder,
            file.table,
            file.table
        );
    }
    let held = held(&client, &plain).await?;
    let mut files = files(&client, project, &jobs, &facts, &plain, &held).await?;
    person::files::stage(&client, &mut files).await?;
    // What was set for jobs is for jobs.
    client.batch_execute("RESET ALL").await.context("cannot begin")?;
    let extended = subject::files::with_files(schema, files.iter().map(|it| &it.table.name));
    work(&client, &graph(&extended)?, &files).await
}
