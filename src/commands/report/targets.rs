//! The project's targets for the report on them.

use tokio_postgres::Client;

use crate::commands::{bench, schema};
use crate::project::{Project, TARGETS};
use crate::report::definition::Report;
use crate::report::targets::{Targets, identify};
use crate::target::Target;
use crate::ui::Ui;
use crate::yaml;

/// Whether the report on them was asked for. Mistakes in the files end the command only where it was asked
/// for by its name: the other reports do not need them.
#[derive(Clone, Copy, Debug)]
pub enum Asked {
    No,
    WithOthers,
    ByName,
}

impl Asked {
    pub fn of(reports: &[&'static Report], names: &[String]) -> Self {
        let is_targets = |name: &str| name == TARGETS;
        if names.iter().any(|it| is_targets(it)) {
            Self::ByName
        } else if reports.iter().any(|it| is_targets(it.name)) {
            Self::WithOthers
        } else {
            Self::No
        }
    }
}

/// Reads targets/ and asks the server for the numbers of the queries.
pub async fn targets(client: &Client, asked: Asked, project: &Project, ui: &Ui) -> anyhow::Result<Targets> {
    Ok(match declared(asked, project, ui)? {
        Ok(targets) => Ok(identify(client, &targets).await?),
        Err(reason) => Err(reason),
    })
}

fn declared(asked: Asked, project: &Project, ui: &Ui) -> anyhow::Result<Result<Vec<Target>, String>> {
    let none = || Err(format!("{TARGETS}/ declares no query; docs/bench.md tells how to write one"));
    let sources = project.target_sources()?;
    let targets = match asked {
        Asked::No => return Ok(none()),
        _ if sources.is_empty() => return Ok(none()),
        Asked::ByName => {
            let schema = schema::read_schema(project, schema::Format::Text, ui)?;
            bench::read(project, &schema, schema::Format::Text, ui)?
        }
        Asked::WithOthers => {
            let (schema, in_schema) = yaml::read(&project.sources()?);
            let (targets, in_targets) = yaml::target::targets(&sources, &schema);
            if !(in_schema.is_empty() && in_targets.is_empty()) {
                return Ok(Err(format!(
                    "the project's files hold mistakes; `canai-db report {TARGETS}` tells them"
                )));
            }
            targets
        }
    };
    Ok(if targets.is_empty() { none() } else { Ok(targets) })
}
