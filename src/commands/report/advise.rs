//! `canai-db report indexes --advise`: which indexes a live database lacks, as YAML for the tables' files.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::ReportCommand;
use crate::advice::{to_json, to_yaml};
use crate::commands::{block_on, connect};
use crate::error::{Outcome, Usage};
use crate::import::{self, Selection};
use crate::lint::Places;
use crate::model::{Name, QualifiedName, Schema};
use crate::project::Project;
use crate::report::advise::{Known, advise};
use crate::report::render::Format;
use crate::ui::Ui;
use crate::yaml;

pub fn run(command: &ReportCommand, project: &Project, ui: &Ui) -> anyhow::Result<Outcome> {
    if command.names != ["indexes"] {
        return Err(Usage("--advise is about indexes: `canai-db report indexes --advise`".to_owned()).into());
    }
    if !matches!(command.format, Format::Table | Format::Json) {
        return Err(Usage("advice is written as YAML, or with `--format json`".to_owned()).into());
    }
    let (declared, files) = declared(project)?;
    let advised = block_on(async {
        let client = connect(&command.target, project, ui).await?;
        let bar = ui.spinner("reading the catalog");
        let imported = import::read(&client, &Selection::default()).await?;
        let known = Known { live: &imported.schema, project: &declared, files: &files };
        let progress = |done: usize, all: usize| {
            bar.set_message(format!("planning statements: {done} of {all}"));
        };
        let advised = advise(&client, &known, &progress).await;
        bar.finish_and_clear();
        let mut advised = advised?;
        if !imported.left_out.is_empty() {
            let names: Vec<&str> = imported.left_out.iter().map(Name::as_str).collect();
            advised.notes.push(format!("not looked at, since they are others': {}", names.join(", ")));
        }
        Ok(advised)
    })?;
    if command.format == Format::Json {
        let json = to_json(&advised.advice, advised.is_verified, &advised.notes);
        ui.line(serde_json::to_string_pretty(&json)?);
        return Ok(Outcome::Done);
    }
    ui.raw(&to_yaml(&advised.advice));
    for note in &advised.notes {
        ui.note(note.clone());
    }
    if advised.advice.is_empty() {
        ui.note("no index is lacking, as far as was looked");
    }
    Ok(Outcome::Done)
}

/// The project's own tables and their files. Mistakes in them are no reason to say nothing of the database:
/// what could be read is held against it.
fn declared(project: &Project) -> anyhow::Result<(Schema, BTreeMap<QualifiedName, PathBuf>)> {
    let sources = project.sources()?;
    let (schema, _) = yaml::read(&sources);
    let roots = yaml::trees(&sources);
    let places =
        Places::new(sources.iter().zip(&roots).filter_map(|(source, root)| Some((source, root.as_ref()?))));
    let file = |name: &QualifiedName| Some((name.clone(), places.table(name)?.spot().path));
    let files = schema.tables().filter_map(|table| file(&table.name)).collect();
    Ok((schema, files))
}
