//! `canai-db plan`: what a compile would do, in human words.

use clap::{Args, ValueEnum};
use serde_json::json;

use super::schema;
use crate::cli::Global;
use crate::error::Outcome;
use crate::plan::{Plan, Step, Undo};
use crate::project::Project;
use crate::sql;
use crate::ui::{BAD, FAINT, STRONG, Ui, WARN};

/// Show what a compile would do: steps, locks, hazards
///
/// Writes nothing and needs no database.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  canai-db plan
  canai-db plan --format sql        the statements themselves
  canai-db plan --format json | jq '.files[].steps[].hazards'")]
pub struct PlanCommand {
    /// How to show it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
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
    let plan = state.plan()?;
    match command.format {
        Format::Text => ui.raw(&to_text(&plan)),
        Format::Sql => {
            for batch in &plan.batches {
                ui.line(sql::up_file(batch));
            }
        }
        Format::Json => ui.line(serde_json::to_string_pretty(&to_json(&plan))?),
    }
    Ok(Outcome::Done)
}

fn to_text(plan: &Plan) -> String {
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
        for step in &batch.steps {
            out.push_str(&describe(step));
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

fn to_json(plan: &Plan) -> serde_json::Value {
    let step = |step: &Step| {
        json!({
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
        })
    };
    let files = plan.batches.iter().map(|batch| {
        json!({
            "transaction": !batch.no_transaction,
            "steps": batch.steps.iter().map(step).collect::<Vec<_>>(),
        })
    });
    json!({ "files": files.collect::<Vec<_>>() })
}
