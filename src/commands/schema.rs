//! Reading a project's schema for the commands that need it, and showing the mistakes in it.

use clap::ValueEnum;

use crate::diagnostic;
use crate::lock::Lock;
use crate::migration::Migration;
use crate::model::Schema;
use crate::project::Project;
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

/// The files hold mistakes, which have been shown.
#[derive(Debug, thiserror::Error)]
#[error("{count} in schema/; nothing was changed", count = mistakes(*.0))]
pub struct Mistakes(pub usize);

fn mistakes(count: usize) -> String {
    if count == 1 { "1 mistake".to_owned() } else { format!("{count} mistakes") }
}

/// Reads schema/, the lock and the migrations; mistakes are shown and end the command.
pub fn read(project: &Project, format: Format, ui: &Ui) -> anyhow::Result<State> {
    let wanted = read_schema(project, format, ui)?;
    let lock = project.lock()?;
    let migrations = project.migrations()?;
    let mismatches = lock.compare(&migrations);
    if !mismatches.is_empty() {
        let lines: Vec<String> = mismatches.iter().map(ToString::to_string).collect();
        anyhow::bail!("migrations/ is not as the lock file knows it:\n  {}", lines.join("\n  "));
    }
    Ok(State { wanted, lock, migrations })
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
