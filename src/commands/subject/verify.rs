//! `canai-db subject verify`.

use clap::Args;

use crate::cli::Global;
use crate::commands::plan::counted;
use crate::commands::schema;
use crate::diagnostic;
use crate::error::Outcome;
use crate::job::unclassified_archives;
use crate::project::Project;
use crate::ui::{BAD, GOOD, Ui};
use crate::yaml;

/// Find columns that nobody has classified
///
/// In a table with personal data every column says what it tells about a person, `pii: none` where that is
/// nothing; and a table that a job archives such rows to says whose they are. Needs no database. Exits with 2
/// if one does not.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  canai-db subject verify
  canai-db subject verify --format github      annotations in a workflow")]
pub struct Verify {
    /// How to show what is found
    #[arg(long, value_enum, default_value_t)]
    format: schema::Format,
}

pub fn run(command: &Verify, global: &Global, ui: &Ui) -> anyhow::Result<Outcome> {
    let project = Project::find(global.project.as_deref())?;
    let schema = schema::read_schema(&project, command.format, ui)?;
    let mut sources = project.sources()?;
    let mut found = yaml::unclassified(&schema, &sources);
    let columns = found.len();
    let job_sources = project.job_sources()?;
    // Mistakes of jobs are for those to tell that run them.
    let (jobs, _) = yaml::job::jobs(&job_sources, None);
    found.extend(unclassified_archives(&schema, &jobs));
    sources.extend(job_sources);
    match command.format {
        schema::Format::Json => ui.raw(&diagnostic::to_json(&found)),
        schema::Format::Github => ui.raw(&diagnostic::to_github(&found)),
        schema::Format::Text if found.is_empty() => {
            ui.line(format!("{GOOD}Classified:{GOOD:#} every column of every table with personal data."));
        }
        schema::Format::Text => {
            ui.raw(&diagnostic::snippets(&found, &sources, ui.colored_stdout()));
            let archives = match found.len() - columns {
                0 => String::new(),
                archives => format!(" and {}", counted(archives, "archive")),
            };
            ui.line(format!("{BAD}{}{archives} not classified.{BAD:#}", counted(columns, "column")));
        }
    }
    if schema.subject.is_none() {
        ui.note("No file says whom the data is about (`subject: { root: ... }`), so only columns with `pii` tell where it is.");
    }
    Ok(if found.is_empty() { Outcome::Done } else { Outcome::Difference })
}
