//! `canai-db bench`: whether the queries of targets/ are as fast as they have to be.

use std::time::{Duration, Instant};

use clap::Args;
use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use serde_json::json;
use time::OffsetDateTime;
use tokio_postgres::Client;

use super::plan::counted;
use super::seed::generate::{Wishes, scale};
use super::verify::shadow;
use super::{Format, block_on, connect, schema};
use crate::bench::{Case, Measured, Mode, Options, bench};
use crate::cli::{Global, Target as Database};
use crate::diagnostic;
use crate::duration::format_duration;
use crate::error::{Outcome, Shown, Usage};
use crate::generate;
use crate::model::Schema;
use crate::pg::scratch::{Bodies, Scratch};
use crate::project::{Project, TARGETS};
use crate::replay::Replay;
use crate::seed::direct::Indexes;
use crate::seed::generate::{fill, kept};
use crate::seed::{Ending, SeedError};
use crate::target::{Figures, Target, Verdict, verdict};
use crate::ui::{BAD, FAINT, GOOD, STRONG, Ui, WARN};
use crate::yaml;
use crate::yaml::check::unknown;

/// Measure whether queries are as fast as they have to be
///
/// Runs the queries of targets/ as the roles and persons that they are for, each run in a transaction that
/// is rolled back, planned anew and prepared. Exits with 2 if a 95th percentile is above its target or a
/// plan will not stay fast. On a noisy machine it reports and gives no verdict.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  canai-db bench --scale 1M                    in a disposable database, filled first
  canai-db bench --scale 100k latest_visits
  canai-db bench --env staging --format json")]
pub struct Bench {
    /// Which queries [default: all of targets/]
    #[arg(value_name = "QUERY")]
    queries: Vec<String>,

    /// Measure in a disposable database with so many rows: `100k`, `1M`
    #[arg(long, value_name = "ROWS", value_parser = scale, conflicts_with_all = ["database_url", "environment"])]
    scale: Option<u64>,

    /// With --scale: a server for the disposable database; its role needs CREATEDB
    #[arg(long, value_name = "URL", requires = "scale")]
    shadow_url: Option<String>,

    /// Runs of each query in each mode that count
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    runs: u32,

    /// How to show the result
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    #[command(flatten)]
    target: Database,
}

/// Runs before those that count.
const WARM_UP: u32 = 10;
/// How long one run may take.
const PATIENCE: Duration = Duration::from_mins(1);
/// What the scratch database is called.
const PURPOSE: &str = "bench";

pub fn run(command: &Bench, global: &Global, ui: &Ui) -> anyhow::Result<Outcome> {
    let project = Project::find(global.project.as_deref())?;
    let mistakes = if command.format == Format::Json { schema::Format::Json } else { schema::Format::Text };
    let schema = schema::read_schema(&project, mistakes, ui)?;
    let targets = read(&project, &schema, mistakes, ui)?;
    let chosen = chosen(&targets, &command.queries)?;
    let options = Options { runs: command.runs, warm_up: WARM_UP, patience: PATIENCE, seed: 1 };
    let started = Instant::now();
    let measured = match command.scale {
        None => block_on(async {
            let client = connect(&command.target, &project, ui).await?;
            measure(&client, &chosen, &options, ui).await
        })?,
        Some(rows) => {
            let supervisor = std::env::current_exe()?;
            let shadow = command.shadow_url.as_deref().map(shadow).transpose()?;
            block_on(async {
                let scratch = Scratch::open(shadow, &supervisor).await?;
                let replay = Replay::begin(&scratch, PURPOSE, &schema, Bodies::Taken).await?;
                let measured =
                    in_scratch(&scratch, &replay, rows, &schema, &project, &chosen, &options, ui).await;
                replay.end().await?;
                measured
            })?
        }
    };
    let judged: Vec<(&Case, Verdict)> =
        measured.cases.iter().map(|case| (case, judge(case, &measured))).collect();
    match command.format {
        Format::Table => show(&judged, &measured, started.elapsed(), ui),
        Format::Json => ui.line(serde_json::to_string_pretty(&to_json(&judged, &measured))?),
    }
    let is_missed = judged.iter().any(|(_, verdict)| verdict.is_missed());
    Ok(if is_missed { Outcome::Difference } else { Outcome::Done })
}

/// The files of targets/, or their mistakes, shown.
pub fn read(
    project: &Project,
    schema: &Schema,
    format: schema::Format,
    ui: &Ui,
) -> anyhow::Result<Vec<Target>> {
    let sources = project.target_sources()?;
    let (targets, mistakes) = yaml::target::targets(&sources, schema);
    if !mistakes.is_empty() {
        return Err(schema::shown(&mistakes, &sources, TARGETS, format, ui));
    }
    if targets.is_empty() {
        anyhow::bail!("{TARGETS}/ declares no query; docs/bench.md tells how to write one");
    }
    Ok(targets)
}

fn chosen<'t>(targets: &'t [Target], names: &[String]) -> Result<Vec<&'t Target>, Usage> {
    for name in names {
        if targets.iter().all(|it| it.name != *name) {
            return Err(Usage(unknown("query", name, targets.iter().map(|it| it.name.as_str()))));
        }
    }
    Ok(targets.iter().filter(|it| names.is_empty() || names.contains(&it.name)).collect())
}

async fn measure<'t>(
    client: &Client,
    targets: &[&'t Target],
    options: &Options,
    ui: &Ui,
) -> anyhow::Result<Measured<'t>> {
    let bar = ui.spinner("measuring");
    let progress = |done: u64, all: u64| {
        if done.is_multiple_of(50) {
            bar.set_message(format!("measuring: run {done} of {all}"));
        }
    };
    let measured = bench(client, targets, options, &progress).await;
    bar.finish_and_clear();
    Ok(measured?)
}

/// Migrates, fills and measures.
#[expect(clippy::too_many_arguments, reason = "the steps of one command")]
async fn in_scratch<'t>(
    scratch: &Scratch,
    replay: &Replay<'_>,
    rows: u64,
    schema: &Schema,
    project: &Project,
    targets: &[&'t Target],
    options: &Options,
    ui: &Ui,
) -> anyhow::Result<Measured<'t>> {
    let bar = ui.spinner("replaying the migrations");
    replay.apply(&project.migrations()?, None, "the migrations cannot be replayed from nothing").await?;
    bar.set_message(format!("filling it with rows, {rows} for a table"));
    let since = Instant::now();
    let filled = filled(&scratch.connect(PURPOSE).await?, rows, schema, project, ui).await;
    bar.finish_and_clear();
    ui.note(format!(
        "{GOOD}Filled{GOOD:#} {} in {}",
        counted(filled?, "table"),
        format_duration(since.elapsed())
    ));
    let client = scratch.connect(PURPOSE).await?;
    measure(&client, targets, options, ui).await
}

/// Fills every table, the indexes last, and has it analyzed.
async fn filled(
    client: &Client,
    rows: u64,
    schema: &Schema,
    project: &Project,
    ui: &Ui,
) -> anyhow::Result<usize> {
    let told = |error: SeedError| match error {
        SeedError::Mistakes { diagnostics, sources } => {
            ui.error(diagnostic::to_text(&diagnostics, &sources, ui.colored_stderr()).trim_end());
            Shown(format!("{} in seeds/generate.yaml", counted(diagnostics.len(), "mistake"))).into()
        }
        error => anyhow::Error::from(error),
    };
    let wishes = Wishes::read(project).map_err(told)?;
    let (from, until) = wishes.times(OffsetDateTime::now_utc()).map_err(told)?;
    let kept = kept(client, &generate::referred_to(schema, None)).await.map_err(told)?;
    let request = generate::Request {
        schema,
        wishes: &wishes.file,
        path: &wishes.source.path,
        seed: 1,
        scale: Some(rows),
        rows: &[],
        kept: &kept,
        from,
        until,
    };
    let plan = generate::plan(&request).map_err(|refused| told(wishes.refused(refused)))?;
    let filled = fill(client, &plan, Indexes::Deferred, Ending::Commit, &|_| ()).await.map_err(told)?;
    // Views that are kept are as empty as the tables were.
    for object in schema.objects.values() {
        if let crate::model::Object::MaterializedView(view) = object {
            let refresh = format!("REFRESH MATERIALIZED VIEW {}", view.name.sql());
            client.batch_execute(&refresh).await?;
        }
    }
    client.batch_execute("VACUUM ANALYZE").await?;
    Ok(filled.len())
}

fn judge(case: &Case, measured: &Measured) -> Verdict {
    let has_bad_plan = !case.explained.remarks.is_empty();
    verdict(&case.figures, case.target.limit, has_bad_plan, measured.noise)
}

/// `0.15`, `14`, `545`: in milliseconds, the digits that matter.
fn milliseconds(microseconds: u64) -> String {
    match microseconds {
        0..10_000 => format!("{}.{:02}", microseconds / 1000, microseconds % 1000 / 10),
        10_000..100_000 => format!("{}.{}", microseconds / 1000, microseconds % 1000 / 100),
        _ => (microseconds / 1000).to_string(),
    }
}

fn show(judged: &[(&Case, Verdict)], measured: &Measured, took: Duration, ui: &Ui) {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header([
        "query",
        "as",
        "target",
        "plan",
        "p50 ms",
        "p95 ms",
        "p99 ms",
        "server ms",
        "pages",
        "verdict",
    ]);
    for (case, verdict) in judged {
        for (at, (mode, figures)) in Mode::ALL.iter().zip(&case.figures).enumerate() {
            let first = |text: String| if at == 0 { text } else { String::new() };
            table.add_row([
                first(case.target.name.clone()),
                first(case.persona.word().to_owned()),
                first(format_duration(case.target.limit)),
                mode.word().to_owned(),
                milliseconds(figures.p50_us),
                milliseconds(figures.p95_us),
                milliseconds(figures.p99_us),
                first(format!("{:.2}", case.explained.execution_ms)),
                first((case.explained.hit_pages + case.explained.read_pages).to_string()),
                first(colored(*verdict)),
            ]);
        }
    }
    for at in 4..=8 {
        if let Some(column) = table.column_mut(at) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    ui.line(table.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n"));
    for (case, _) in judged {
        for remark in &case.explained.remarks {
            ui.line(format!("{WARN}plan{WARN:#}  {} as {}: {remark}", case.target.name, case.persona.word()));
        }
    }
    if measured.noise.is_too_much() {
        ui.line(format!(
            "{STRONG}No verdict{STRONG:#} but on what is far off: the machine is noisy. The same work took {} ms, and {} ms one time in twenty.",
            milliseconds(measured.noise.p50_us),
            milliseconds(measured.noise.p95_us)
        ));
    }
    let missed = judged.iter().filter(|(_, verdict)| verdict.is_missed()).count();
    let runs = judged.first().map_or(0, |(case, _)| case.figures[0].runs);
    ui.line(format!(
        "{missed} of {} missed {FAINT}({} each, took {}){FAINT:#}",
        counted(judged.len(), "target"),
        counted(usize::try_from(runs).unwrap_or(usize::MAX), "run"),
        format_duration(took)
    ));
}

fn colored(verdict: Verdict) -> String {
    let word = verdict.word();
    match verdict {
        Verdict::Met => format!("{GOOD}{word}{GOOD:#}"),
        Verdict::TooSlow => format!("{BAD}{word}{BAD:#}"),
        Verdict::BadPlan => format!("{WARN}{word}{WARN:#}"),
        Verdict::Unknown => word.to_owned(),
    }
}

fn to_json(judged: &[(&Case, Verdict)], measured: &Measured) -> serde_json::Value {
    let figures = |figures: &Figures| json!(figures);
    let cases: Vec<_> = judged
        .iter()
        .map(|(case, verdict)| {
            json!({
                "query": case.target.name,
                "class": case.target.class,
                "role": case.target.role.as_str(),
                "as": case.persona,
                "target_us": u64::try_from(case.target.limit.as_micros()).unwrap_or(u64::MAX),
                "fresh": figures(&case.figures[0]),
                "prepared": figures(&case.figures[1]),
                "server": case.explained,
                "verdict": verdict,
            })
        })
        .collect();
    json!({ "noise": measured.noise, "is_noisy": measured.noise.is_too_much(), "cases": cases })
}
