//! `canai-db plan`: what a compile would do, in human words.

use clap::{Args, ValueEnum};
use serde_json::json;

use super::{block_on, connect, schema};
use crate::cli::{Global, Target};
use crate::error::Outcome;
use crate::pg::statistics;
use crate::plan::weigh::{self, Weight};
use crate::plan::{Plan, Step, Undo};
use crate::project::Project;
use crate::sql;
use crate::ui::{BAD, FAINT, STRONG, Ui, WARN};

/// Show what a compile would do: steps, locks, hazards
///
/// Writes nothing and needs no database. With --database-url or --env, each step is weighed with that
/// database's own statistics: the size of the table, its traffic, and who is in the way. The database
/// is only looked at.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  canai-db plan
  canai-db plan --format sql        the statements themselves
  canai-db plan --env production    how long each step takes there, and whom it waits for
  canai-db plan --format json | jq '.files[].steps[].hazards'")]
pub struct PlanCommand {
    /// How to show it
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    /// Weigh the steps with the statistics of this database
    #[arg(long, value_name = "URL")]
    database_url: Option<String>,

    /// Weigh the steps with the statistics of an environment of canai-db.yaml
    #[arg(long = "env", value_name = "NAME")]
    environment: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    #[default]
    Text,
    Sql,
    Json,
}

pub fn run(command: &PlanCommand, global: &Global, ui: &Ui) -> anyhow::Result<Outcome> {
    let project = Project::find(global.project.as_deref())?;
    let mistakes = if command.format == Format::Json { schema::Format::Json } else { schema::Format::Text };
    let state = schema::read(&project, mistakes, ui)?;
    let plan = state.plan(&project, mistakes, ui)?;
    let weights = weights(command, &plan, &project, ui)?;
    match command.format {
        Format::Text => ui.raw(&to_text(&plan, &weights)),
        Format::Sql => {
            for batch in &plan.batches {
                ui.line(sql::up_file(batch));
            }
        }
        Format::Json => ui.line(serde_json::to_string_pretty(&to_json(&plan, &weights))?),
    }
    Ok(Outcome::Done)
}

/// By file and step; none where there is no database to weigh them with.
type Weights = Vec<Vec<Option<Weight>>>;

fn weights(command: &PlanCommand, plan: &Plan, project: &Project, ui: &Ui) -> anyhow::Result<Weights> {
    let (database_url, environment) = (command.database_url.clone(), command.environment.clone());
    let tables = weigh::tables(plan);
    if database_url.is_none() && environment.is_none() || tables.is_empty() {
        return Ok(Vec::new());
    }
    let statistics = block_on(async {
        let client = connect(&Target { database_url, environment }, project, ui).await?;
        Ok(statistics::read(&client, &tables).await?)
    })?;
    Ok(weigh::weigh(plan, &statistics))
}

fn weight(weights: &Weights, batch: usize, step: usize) -> Option<&Weight> {
    weights.get(batch)?.get(step)?.as_ref()
}

fn to_text(plan: &Plan, weights: &Weights) -> String {
    if plan.batches.is_empty() {
        return "Nothing to do: the migrations give what schema/ says.\n".to_owned();
    }
    let mut out = String::new();
    let files = plan.batches.len();
    let steps = plan.steps().count();
    out.push_str(&format!("{STRONG}{}{STRONG:#} in {}\n", counted(steps, "step"), counted(files, "file")));
    for (at, batch) in plan.batches.iter().enumerate() {
        let how = if batch.no_transaction { "outside a transaction" } else { "one transaction" };
        out.push_str(&format!("\n{STRONG}File {}{STRONG:#}, {how}\n", at + 1));
        for (number, step) in batch.steps.iter().enumerate() {
            out.push_str(&describe(step));
            if let Some(weight) = weight(weights, at, number) {
                out.push_str(&format!("      {}\n", weight.words));
            }
        }
    }
    out
}

fn describe(step: &Step) -> String {
    let mut text = format!("  {}", step.summary);
    if let Some(lock) = &step.lock {
        text.push_str(&format!("  {FAINT}{} on {}{FAINT:#}", lock.mode, lock.table));
    }
    text.push('\n');
    for hazard in &step.hazards {
        let style = if hazard.kind.stops() { BAD } else { WARN };
        text.push_str(&format!("      {style}{hazard}{style:#}: {}\n", hazard.reason));
    }
    if let Undo::Impossible(reason) = &step.undo {
        text.push_str(&format!("      {FAINT}cannot be undone: {reason}{FAINT:#}\n"));
    }
    text
}

/// A number of things in words.
pub fn counted(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}

fn to_json(plan: &Plan, weights: &Weights) -> serde_json::Value {
    let step = |step: &Step, weight: Option<&Weight>| {
        let mut json = json!({
            "summary": step.summary,
            "sql": sql::render(&step.statement),
            "lock": step.lock.as_ref().map(|lock| json!({
                "mode": lock.mode.to_string(),
                "table": lock.table.to_string(),
            })),
            "hazards": step.hazards.iter().map(|hazard| json!({
                "kind": hazard.kind.to_string(),
                "object": hazard.object,
                "reason": hazard.reason,
                "stops": hazard.kind.stops(),
            })).collect::<Vec<_>>(),
            "reversible": !matches!(step.undo, Undo::Impossible(_)),
        });
        if let (Some(weight), Some(object)) = (weight, json.as_object_mut()) {
            object.insert("weight".to_owned(), json!(weight));
        }
        json
    };
    let files = plan.batches.iter().enumerate().map(|(at, batch)| {
        let steps = batch.steps.iter().enumerate();
        json!({
            "transaction": !batch.no_transaction,
            "steps": steps.map(|(number, it)| step(it, weight(weights, at, number))).collect::<Vec<_>>(),
        })
    });
    json!({ "files": files.collect::<Vec<_>>() })
}
