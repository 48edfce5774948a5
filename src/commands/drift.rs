//! `canai-db drift`: whether a live database is what its migrations make.

use std::path::Path;
use std::time::Instant;

use clap::{Args, ValueEnum};
use serde_json::json;

use super::compile::refused;
use super::migrate::migrations;
use super::plan::counted;
use super::{block_on, schema, settings, verify};
use crate::cli::{Global, Target};
use crate::compile::Refusal;
use crate::diagnostic;
use crate::drift::{self, Cache, Own, Question, Report};
use crate::duration::format_duration;
use crate::error::Outcome;
use crate::jobs::cron;
use crate::model::Schema;
use crate::pg::catalog::Difference;
use crate::pg::scratch::Place;
use crate::project::{self, Project};
use crate::ui::{BAD, GOOD, Ui};

/// Find what was changed in a database by hand
///
/// Holds the catalog of the live database against the migrations applied there, replayed in a scratch
/// database. Pending migrations are pending, not drift. Exits with 2 on a difference. The database is only
/// read: in one short transaction, without superuser and without locks that hold anybody up. The scratch
/// database is on a throwaway server from the installed PostgreSQL binaries of the same major version, or where
/// the flags say; a replay that was done before is remembered in .canai-db/.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  canai-db drift --env production
  canai-db drift --format github                    annotations in a workflow
  canai-db drift --fix revert > back.sql            SQL that takes the drift back
  canai-db drift --fix accept                       what schema/ would say if the database is right
  canai-db drift --shadow-url postgresql://ci@localhost/postgres
  canai-db drift --format json | jq '.differences[].object'")]
pub struct Drift {
    /// A server of the same major version for the scratch database; its role needs CREATEDB
    #[arg(long, value_name = "URL")]
    shadow_url: Option<String>,

    /// Make the scratch database on the server that is looked at. Roles that the migrations make or change
    /// are that server's
    #[arg(long, value_enum, conflicts_with = "shadow_url")]
    shadow: Option<Shadow>,

    /// How to show the result
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    /// Print what would end the drift; nothing is changed or written
    #[arg(long, value_enum, conflicts_with = "format")]
    fix: Option<Fix>,

    #[command(flatten)]
    target: Target,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Fix {
    /// SQL that takes the drift back.
    Revert,
    /// A diff of schema/ that accepts it.
    Accept,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Shadow {
    SameServer,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a person.
    #[default]
    Table,
    /// For a script.
    Json,
    /// GitHub annotations.
    Github,
}

pub fn run(command: &Drift, global: &Global, ui: &Ui) -> anyhow::Result<Outcome> {
    let started = Instant::now();
    let project = Project::find(global.project.as_deref())?;
    let mistakes = match command.format {
        Format::Table => schema::Format::Text,
        Format::Json => schema::Format::Json,
        Format::Github => schema::Format::Github,
    };
    let (files, sources) = (project.migrations()?, project.sources()?);
    if files.is_empty() && sources.is_empty() && project.job_sources()?.is_empty() {
        anyhow::bail!(
            "nothing in {} says what the database should be: it has no migrations/, schema/ or jobs/",
            project.root().display()
        );
    }
    // Migrations alone are a project too; then nothing is the platform's.
    let declared =
        if sources.is_empty() { Schema::default() } else { schema::read_schema(&project, mistakes, ui)? };
    let place = match (&command.shadow_url, command.shadow) {
        (Some(url), _) => Place::Shadow(Box::new(verify::shadow(url)?)),
        (None, Some(Shadow::SameServer)) => Place::SameServer,
        (None, None) => Place::Anywhere,
    };
    let settings = settings(&command.target, &project, ui)?;
    let job_sources = project.job_sources()?;
    let question = Question {
        settings: &settings,
        files: &files,
        declared: &declared,
        place,
        cache: &Cache::of(project.root()),
        for_fix: command.fix.is_some(),
        supervisor: &std::env::current_exe()?,
    };
    let spinner = ui.spinner("connecting");
    let report = block_on(async {
        let progress = |what: &str| spinner.set_message(what.to_owned());
        let mut report = drift::drift(&question, &progress).await?;
        let mut remarks = Vec::new();
        if command.fix.is_none() {
            progress("reading what is scheduled");
            let scheduled = cron::drift::scheduled(&settings, &job_sources).await?;
            report.differences.extend(scheduled.differences);
            remarks = scheduled.remarks;
        }
        Ok((report, remarks))
    });
    spinner.finish_and_clear();
    let (report, remarks) = report?;
    for remark in &remarks {
        ui.warn(remark);
    }
    if let Some(fix) = command.fix {
        return tell_fix(fix, &report, &project, ui);
    }
    match command.format {
        Format::Table => show(&report, ui),
        Format::Json => ui.line(serde_json::to_string_pretty(&json!({
            "applied": report.applied,
            "pending": report.pending,
            "schemas": report.schemas,
            "differences": report.differences,
        }))?),
        Format::Github => report.differences.iter().for_each(|it| ui.raw(&annotation(it))),
    }
    let how = if report.from_cache { "a replay done before" } else { "a replay done now" };
    ui.detail(format!("against {how}; took {}", format_duration(started.elapsed())));
    Ok(if report.differences.is_empty() { Outcome::Done } else { Outcome::Difference })
}

/// The fix alone goes to stdout, what it is for to stderr.
fn tell_fix(fix: Fix, report: &Report, project: &Project, ui: &Ui) -> anyhow::Result<Outcome> {
    let Some(sides) = &report.sides else {
        ui.note("No drift: there is nothing to fix.");
        return Ok(Outcome::Done);
    };
    report.differences.iter().for_each(|it| ui.note(format!("{BAD}drift{BAD:#}  {it}")));
    match fix {
        Fix::Revert => {
            let sql = sides.revert().map_err(|found| refused(&Refusal::Impossible(found)))?;
            ui.raw(&sql);
            ui.note("Nothing was changed. Once it has been reviewed, run it with psql, or put its statements into a migration, \
                 which has a transaction of its own.");
        }
        Fix::Accept => {
            let sources = project.sources()?;
            let has_json_schema = project.root().join(project::JSON_SCHEMA).is_file();
            let own = Own {
                sources: &sources,
                folder: Path::new(project::SCHEMA),
                json_schema: has_json_schema.then_some("schema.json"),
            };
            let accepted = sides.accept(&own);
            ui.raw(&accepted.diff);
            for it in &accepted.by_hand {
                ui.warn(format!("schema/ is yours to change here: {it}"));
            }
            ui.note(
                "Nothing was written; `git apply` and `patch -p1` take the diff. Once schema/ says so, `canai-db compile` writes the migration, and \
                 `canai-db baseline` records it where the change was made by hand.",
            );
        }
    }
    Ok(Outcome::Difference)
}

/// A difference has no place in a file, only an object.
fn annotation(difference: &Difference) -> String {
    diagnostic::github_error("drift", &difference.to_string())
}

fn show(report: &Report, ui: &Ui) {
    for difference in &report.differences {
        ui.line(format!("{BAD}drift{BAD:#}  {difference}"));
    }
    if !report.pending.is_empty() {
        ui.note(format!("{} pending: {}", migrations(report.pending.len()), report.pending.join(", ")));
    }
    let schemas = match &report.schemas[..] {
        [] => "no schema".to_owned(),
        [one] => format!("schema {one}"),
        several => format!("schemas {}", several.join(", ")),
    };
    if report.differences.is_empty() {
        let applied = migrations(report.applied);
        ui.line(format!("{GOOD}No drift:{GOOD:#} {schemas} as {applied} made it."));
        return;
    }
    let objects = report.differences.chunk_by(|a, b| a.object == b.object).count();
    ui.note(format!(
        "{} of {} in {schemas} (expected: {} replayed; found: the database).",
        counted(report.differences.len(), "difference"),
        counted(objects, "object"),
        migrations(report.applied),
    ));
    if !report.has_ledger {
        ui.note(
            "The database has no _sqlx_migrations: nothing is known to be applied. \
             If its objects are those of the migrations, record them with `canai-db baseline`.",
        );
    }
}
