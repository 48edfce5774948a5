//! Reading a project's schema for the commands that need it, and showing the mistakes in it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::ValueEnum;

use super::plan::counted;
use crate::diagnostic::{self, Diagnostic, Source, Span};
use crate::error::Shown;
use crate::job::{Facts, Job};
use crate::lint::Places;
use crate::lock::{self, Lock};
use crate::migration::Migration;
use crate::model::{ObjectId, Schema};
use crate::plan::{self, Impossible, Plan};
use crate::project::{JOBS, Project, ProjectError, SCHEMA};
use crate::sql;
use crate::ui::Ui;
use crate::yaml;

/// How mistakes are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For a person.
    #[default]
    Text,
    /// For an editor or a script.
    Json,
    /// GitHub annotations.
    Github,
}

/// A project as compile sees it.
pub struct State {
    pub wanted: Schema,
    /// What the last compile left; none where that is to the byte what this one would leave.
    pub lock: Option<Lock>,
    pub migrations: Vec<Migration>,
}

impl State {
    /// The way from the lock to what is wanted.
    pub fn plan(&self, project: &Project, format: Format, ui: &Ui) -> anyhow::Result<Plan> {
        let Some(lock) = &self.lock else { return Ok(Plan::default()) };
        plan::plan(&lock.schema, &self.wanted).map_err(|found| impossible(&found, project, format, ui))
    }
}

/// Shows what PostgreSQL cannot do, where the YAML asks for it; of what is gone from there, by its file.
pub fn impossible(found: &[Impossible], project: &Project, format: Format, ui: &Ui) -> anyhow::Error {
    let sources = match schema_sources(project) {
        Ok(sources) => sources,
        Err(error) => return error,
    };
    let roots = yaml::trees(&sources);
    let places =
        Places::new(sources.iter().zip(&roots).filter_map(|(source, root)| Some((source, root.as_ref()?))));
    let mistake = |it: &Impossible| {
        let part = match &it.object {
            ObjectId::Column { table, name } => places.column(table, name),
            ObjectId::Policy { table, name } => places.policy(table, name),
            _ => None,
        };
        let spot = part.or_else(|| places.object(&it.object.owner())).map(|it| it.spot());
        let nowhere = || (PathBuf::from(SCHEMA), Span { start: (1, 0), end: (1, 0) });
        let (path, span) = spot.map_or_else(nowhere, |spot| (spot.path, spot.span));
        Diagnostic::new(path, span, "impossible", format!("{}: {}", it.object, it.message)).help(&it.help)
    };
    let mut diagnostics: Vec<Diagnostic> = found.iter().map(mistake).collect();
    diagnostics.sort_by(|a, b| (&a.path, a.span).cmp(&(&b.path, b.span)));
    shown(&diagnostics, &sources, SCHEMA, format, ui)
}

/// Reads schema/, the lock and the migrations; mistakes are shown and end the command.
pub fn read(project: &Project, format: Format, ui: &Ui) -> anyhow::Result<State> {
    // The lock and the migrations are read beside schema/.
    let (wanted, history) = std::thread::scope(|scope| {
        let history = scope.spawn(|| history(project));
        (read_files(project, format, ui), history.join())
    });
    let (wanted, _) = wanted?;
    let history = history.map_err(|_| anyhow::anyhow!("reading migrations/ was cut short"))?;
    let History { lock, migrations, checksums } = history?;
    if let Some(text) = &lock
        && *text == lock::to_text(&checksums, &wanted)?
    {
        return Ok(State { wanted, lock: None, migrations });
    }
    // Without the lock everything would be new, and be made once more.
    if lock.is_none()
        && let Some(compiled) = migrations.iter().find(|it| sql::is_compiled(&it.up.text))
    {
        anyhow::bail!(
            "the lock file is gone: migrations/{} was compiled, and what it knew is not known any more\n\
             bring migrations/canai-db.lock back, e.g. with `git checkout -- migrations/canai-db.lock`",
            compiled.up.file
        );
    }
    let mut lock = project.lock(lock.as_deref())?;
    let mismatches = lock.compare(&checksums);
    if !mismatches.is_empty() {
        let lines: Vec<String> = mismatches.iter().map(ToString::to_string).collect();
        anyhow::bail!("migrations/ is not as the lock file knows it:\n  {}", lines.join("\n  "));
    }
    // What others own is the same before and after.
    lock.schema.platform.clone_from(&wanted.platform);
    Ok(State { wanted, lock: Some(lock), migrations })
}

/// What earlier compiles left.
struct History {
    lock: Option<String>,
    migrations: Vec<Migration>,
    checksums: BTreeMap<String, String>,
}

fn history(project: &Project) -> Result<History, ProjectError> {
    let lock = project.lock_text()?;
    let migrations = project.migrations()?;
    let checksums = lock::checksums(&migrations);
    Ok(History { lock, migrations, checksums })
}

/// Reads schema/ alone.
pub fn read_schema(project: &Project, format: Format, ui: &Ui) -> anyhow::Result<Schema> {
    let sources = schema_sources(project)?;
    let (schema, diagnostics) = yaml::read(&sources);
    none(&diagnostics, &sources, SCHEMA, format, ui)?;
    Ok(schema)
}

/// Reads schema/ and jobs/, with the mistakes of both and of the settings at once.
pub fn read_files(project: &Project, format: Format, ui: &Ui) -> anyhow::Result<(Schema, Vec<Job>)> {
    let (mut sources, job_sources) = (schema_sources(project)?, project.job_sources()?);
    let (schema, mut diagnostics) = yaml::read(&sources);
    let mut folder = SCHEMA;
    let mut jobs = Vec::new();
    if !job_sources.is_empty() {
        // Tables with mistakes are not to be held against.
        let facts = diagnostics.is_empty().then(|| Facts::of(&schema));
        let (read, mistakes) = yaml::job::jobs(&job_sources, facts.as_ref());
        if diagnostics.is_empty() && !mistakes.is_empty() {
            folder = JOBS;
        }
        jobs = read;
        diagnostics.extend(mistakes);
        sources.extend(job_sources);
    }
    if let Some(source) = project.settings_source()? {
        let (_, mistakes) = yaml::settings(&source);
        diagnostics.extend(mistakes);
        sources.push(source);
    }
    none(&diagnostics, &sources, folder, format, ui)?;
    Ok((schema, jobs))
}

/// The files of schema/; one at least, unless earlier compiles left what can be dropped to the last.
pub fn schema_sources(project: &Project) -> anyhow::Result<Vec<Source>> {
    let sources = project.sources()?;
    if sources.is_empty() && project.lock_text()?.is_none() {
        anyhow::bail!(
            "{} holds no YAML file; `canai-db init` writes a first one",
            project.root().join(SCHEMA).display()
        );
    }
    Ok(sources)
}

/// Shows mistakes, if there are any, and fails.
fn none(
    diagnostics: &[Diagnostic],
    sources: &[Source],
    folder: &str,
    format: Format,
    ui: &Ui,
) -> anyhow::Result<()> {
    if diagnostics.is_empty() { Ok(()) } else { Err(shown(diagnostics, sources, folder, format, ui)) }
}

/// Shows mistakes; the error says how many there are.
pub fn shown(
    diagnostics: &[Diagnostic],
    sources: &[Source],
    folder: &str,
    format: Format,
    ui: &Ui,
) -> anyhow::Error {
    match format {
        Format::Text => ui.error(diagnostic::to_text(diagnostics, sources, ui.colored_stderr()).trim_end()),
        Format::Json => ui.raw(&diagnostic::to_json(diagnostics)),
        Format::Github => ui.raw(&diagnostic::to_github(diagnostics)),
    }
    Shown(format!("{} in {folder}/", counted(diagnostics.len(), "mistake"))).into()
}
