//! Reading a project's schema for the commands that need it, and showing the mistakes in it.

use clap::ValueEnum;

use super::compile::refused;
use crate::compile::Refusal;
use crate::diagnostic;
use crate::lock::{Lock, Mismatch};
use crate::migration::Migration;
use crate::model::Schema;
use crate::plan::{self, Plan};
use crate::project::{Project, ProjectError};
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
    pub lock: Lock,
    pub migrations: Vec<Migration>,
}

impl State {
    /// The way from the lock to what is wanted.
    pub fn plan(&self) -> anyhow::Result<Plan> {
        plan::plan(&self.lock.schema, &self.wanted).map_err(|found| refused(&Refusal::Impossible(found)))
    }
}

/// The files hold mistakes, which have been shown.
#[derive(Debug, thiserror::Error)]
#[error("{count} in schema/; nothing was changed", count = mistakes(*.0))]
pub struct Mistakes(pub usize);

fn mistakes(count: usize) -> String {
    if count == 1 { "1 mistake".to_owned() } else { format!("{count} mistakes") }
}

/// Reads schema/, the lock and the migrations; mistakes are shown and end the command.
pub fn read(project: &Project, format: Format, ui: &Ui) -> anyhow::Result<State> {
    // The lock and the migrations are read beside schema/.
    let (wanted, history) = std::thread::scope(|scope| {
        let history = scope.spawn(|| history(project));
        (read_schema(project, format, ui), history.join())
    });
    let wanted = wanted?;
    let history = history.map_err(|_| anyhow::anyhow!("reading migrations/ was cut short"))?;
    let (mut lock, migrations, mismatches) = history?;
    if !mismatches.is_empty() {
        let lines: Vec<String> = mismatches.iter().map(ToString::to_string).collect();
        anyhow::bail!("migrations/ is not as the lock file knows it:\n  {}", lines.join("\n  "));
    }
    // What others own is the same before and after.
    lock.schema.platform.clone_from(&wanted.platform);
    Ok(State { wanted, lock, migrations })
}

fn history(project: &Project) -> Result<(Lock, Vec<Migration>, Vec<Mismatch>), ProjectError> {
    let lock = project.lock()?;
    let migrations = project.migrations()?;
    let mismatches = lock.compare(&migrations);
    Ok((lock, migrations, mismatches))
}

/// Reads schema/ alone.
pub fn read_schema(project: &Project, format: Format, ui: &Ui) -> anyhow::Result<Schema> {
    let sources = project.sources()?;
    if sources.is_empty() {
        anyhow::bail!(
            "{} holds no YAML file; `canai-db init` writes a first one",
            project.root().join(crate::project::SCHEMA).display()
        );
    }
    let (schema, diagnostics) = yaml::read(&sources);
    if diagnostics.is_empty() {
        return Ok(schema);
    }
    match format {
        Format::Text => ui.error(diagnostic::to_text(&diagnostics, &sources, ui.colored_stderr()).trim_end()),
        Format::Json => ui.raw(&diagnostic::to_json(&diagnostics)),
        Format::Github => ui.raw(&diagnostic::to_github(&diagnostics)),
    }
    Err(Mistakes(diagnostics.len()).into())
}
