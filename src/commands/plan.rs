//! `canai-db plan`: what a compile would do, in human words.

use anstyle::Style;
use clap::{Args, ValueEnum};
use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use serde_json::json;

use super::access::effect;
use super::verify::shadow;
use super::{block_on, connect, schema};
use crate::access::{Effect, changed};
use crate::cli::{Global, Target};
use crate::error::Outcome;
use crate::pg::scratch::Scratch;
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
  canai-db plan --access            which rows of seeds/ each role gains and loses
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

    /// Show which rows of seeds/ each role gains and loses, tried in a scratch database
    #[arg(long, conflicts_with_all = ["database_url", "environment"])]
    access: bool,

    /// A server for the scratch database of --access; its role has to be a superuser
    #[arg(long, value_name = "URL", requires = "access")]
    shadow_url: Option<String>,
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
    let effects = effects(command, &state, &project, ui)?;
    match command.format {
        Format::Text => {
            ui.raw(&to_text(&plan, &weights));
            ui.raw(&effects.as_deref().map(effects_to_text).unwrap_or_default());
        }
        Format::Sql => {
            for batch in &plan.batches {
                ui.line(sql::up_file(batch));
            }
        }
        Format::Json => {
            let mut json = to_json(&plan, &weights);
            if let Some(effects) = &effects {
                json["access"] = effects.iter().map(effect_to_json).collect();
            }
            ui.line(serde_json::to_string_pretty(&json)?);
        }
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
    if statistics.standby {
        ui.warn("this is a standby: the transactions and writes of its primary, where the plan would run, are not seen here");
    }
    Ok(weigh::weigh(plan, &statistics))
}

/// What the change comes to for roles, if that was asked for.
fn effects(
    command: &PlanCommand,
    state: &schema::State,
    project: &Project,
    ui: &Ui,
) -> anyhow::Result<Option<Vec<Effect>>> {
    if !command.access {
        return Ok(None);
    }
    let Some(lock) = &state.lock else { return Ok(Some(Vec::new())) };
    let tables = changed(&lock.schema, &state.wanted);
    if tables.is_empty() {
        return Ok(Some(Vec::new()));
    }
    let shadow = command.shadow_url.as_deref().map(shadow).transpose()?;
    let supervisor = std::env::current_exe()?;
    let spinner = ui.spinner("trying the rows of seeds/");
    let found = block_on(async {
        let scratch = Scratch::open(shadow, &supervisor).await?;
        Ok(effect::effects(&scratch, project.root(), &lock.schema, &state.wanted, &tables).await?)
    });
    spinner.finish_and_clear();
    found.map(Some)
}

fn effects_to_text(effects: &[Effect]) -> String {
    if effects.is_empty() {
        return format!("\n{FAINT}No role gains or loses a row of seeds/.{FAINT:#}\n");
    }
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(["table", "role", "command", "before", "after", "gained", "lost"]);
    for it in effects {
        let shown = |count: usize, style: Style| match count {
            0 => String::new(),
            count => format!("{style}{count}{style:#}"),
        };
        table.add_row([
            it.table.to_string(),
            it.role.to_string(),
            it.command.word().to_owned(),
            it.before.to_string(),
            it.after.to_string(),
            shown(it.gained, WARN),
            shown(it.lost, BAD),
        ]);
    }
    for column in table.column_iter_mut().skip(3) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let lines: Vec<String> = table.lines().map(|line| line.trim_end().to_owned()).collect();
    format!(
        "\n{STRONG}Rows of seeds/ within reach{STRONG:#}, summed up over the persons who ask\n{}\n",
        lines.join("\n")
    )
}

fn effect_to_json(effect: &Effect) -> serde_json::Value {
    json!({
        "table": effect.table.to_string(),
        "role": effect.role.as_str(),
        "command": effect.command.word(),
        "before": effect.before,
        "after": effect.after,
        "gained": effect.gained,
        "lost": effect.lost,
    })
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
        let also = lock.also.as_ref().map(|it| format!(" and {it}")).unwrap_or_default();
        text.push_str(&format!("  {FAINT}{} on {}{also}{FAINT:#}", lock.mode, lock.table));
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
                "also": lock.also.as_ref().map(ToString::to_string),
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
