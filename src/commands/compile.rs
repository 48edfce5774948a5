//! `canai-db compile`: the YAML, compiled to migration files.

use clap::Args;
use time::OffsetDateTime;

use super::plan::counted;
use super::schema::{self, Format};
use crate::cli::Global;
use crate::compile::{self, Allowed, Compiled, Refusal};
use crate::error::{Outcome, Usage};
use crate::lock;
use crate::project::Project;
use crate::ui::{BAD, GOOD, STRONG, Ui};

/// Compile schema/ to migration files
///
/// Compares schema/ with the lock file and writes the difference to migrations/: an up and a down file
/// for each transaction, and the lock file. Needs no database. With nothing to do it writes nothing.
/// A change that loses data, rewrites or locks a table, or breaks clients stops until it is allowed.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  canai-db compile
  canai-db compile --name add_spark_ratings
  canai-db compile --check                          in CI: exit 2 if a compile is due
  canai-db compile --allow DELETES_DATA:users.age   consent to one hazard")]
pub struct Compile {
    /// The name of the files [default: made from the change]
    #[arg(long, value_name = "SLUG")]
    name: Option<String>,

    /// Write nothing; exit with 2 if a compile is due
    #[arg(long)]
    check: bool,

    /// Consent to a hazard: `KIND:object`, `KIND` for every object, or `all`
    #[arg(long, value_name = "HAZARD", num_args = 1..)]
    allow: Vec<String>,

    /// How to show mistakes
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub fn run(command: &Compile, global: &Global, ui: &Ui) -> anyhow::Result<Outcome> {
    let allowed = Allowed::parse(&command.allow).map_err(Usage)?;
    let slug = command.name.as_deref().map(checked_slug).transpose()?;
    let project = Project::find(global.project.as_deref())?;
    let state = schema::read(&project, command.format, ui)?;
    if command.check {
        return check(&state, &project, command.format, ui);
    }
    let now = OffsetDateTime::now_utc();
    let compiled = match &state.lock {
        Some(lock) => {
            compile::compile(lock, &state.wanted, &state.migrations, slug.as_deref(), &allowed, now).map_err(
                |refusal| match refusal {
                    Refusal::Impossible(found) => schema::impossible(&found, &project, command.format, ui),
                    other => refused(&other),
                },
            )?
        }
        None => Compiled::default(),
    };
    if compiled.migrations.is_empty() {
        ui.note("Nothing to compile: the migrations give what schema/ says.");
    } else {
        project.write(&compiled.migrations, &lock::to_text(&compiled.files, &state.wanted)?)?;
        show(&compiled, ui);
    }
    // The process ends here: giving a large schema back piece by piece would only take time.
    std::mem::forget((state, compiled));
    Ok(Outcome::Done)
}

fn check(state: &schema::State, project: &Project, format: Format, ui: &Ui) -> anyhow::Result<Outcome> {
    let plan = state.plan(project, format, ui)?;
    let steps = plan.steps().count();
    if steps == 0 {
        ui.note("Nothing to compile: the migrations give what schema/ says.");
        return Ok(Outcome::Done);
    }
    ui.line(format!(
        "{BAD}A compile is due:{BAD:#} schema/ is {} ahead of migrations/.",
        counted(steps, "step")
    ));
    ui.note("Run `canai-db compile` and commit what it writes; `canai-db plan` shows the steps.");
    Ok(Outcome::Difference)
}

fn show(compiled: &Compiled, ui: &Ui) {
    for (migration, batch) in compiled.migrations.iter().zip(&compiled.plan.batches) {
        let what = match batch.steps.as_slice() {
            [step] => step.summary.clone(),
            steps => format!("{} steps", steps.len()),
        };
        ui.line(format!("{GOOD}Wrote{GOOD:#} migrations/{}  {what}", migration.up.file));
    }
    ui.note(format!("Review them, then run {STRONG}canai-db migrate{STRONG:#}."));
}

fn checked_slug(name: &str) -> Result<String, Usage> {
    let slug = compile::slug_of(name);
    if slug.is_empty() {
        return Err(Usage(format!("`{name}` holds no letter or digit to name a file with")));
    }
    Ok(slug)
}

/// Why there is no plan, in full.
pub fn refused(refusal: &Refusal) -> anyhow::Error {
    match refusal {
        Refusal::Impossible(found) => {
            let lines: Vec<String> =
                found.iter().map(|it| format!("{}: {}\n    {}", it.object, it.message, it.help)).collect();
            anyhow::anyhow!("schema/ asks for what PostgreSQL cannot do:\n  {}", lines.join("\n  "))
        }
        Refusal::Hazards(hazards) => {
            let lines: Vec<String> = hazards.iter().map(|it| format!("{it}\n    {}", it.reason)).collect();
            let flags: Vec<String> = hazards.iter().map(|it| format!("--allow '{it}'")).collect();
            anyhow::anyhow!(
                "nothing was compiled, since somebody has to consent first:\n  {}\n\nIf that is what you want:\n  canai-db compile {}",
                lines.join("\n  "),
                flags.join(" ")
            )
        }
        Refusal::NoVersion { last } => {
            anyhow::anyhow!(
                "the last migration's version, {last}, leaves none for a new one; rename it to a date"
            )
        }
    }
}
