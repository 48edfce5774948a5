//! `canai-db verify`: the history gives what schema/ says.

use std::time::Instant;

use clap::{Args, ValueEnum};
use serde_json::json;

use super::migrate::migrations;
use super::plan::counted;
use super::{block_on, schema};
use crate::cli::Global;
use crate::duration::format_duration;
use crate::error::Outcome;
use crate::pg::scratch::Scratch;
use crate::pg::settings::{self, Settings};
use crate::project::Project;
use crate::ui::{BAD, GOOD, Ui};
use crate::verify::{self, Report};

/// Replay the migrations from nothing and compare with schema/
///
/// Builds two scratch databases, one from migrations/ and one from schema/, and compares their
/// catalogs. Each migration that can be undone is undone and done again. Exits with 2 on a difference.
/// The scratch databases are on a throwaway server from the installed PostgreSQL binaries, or on the
/// server that --shadow-url names.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  canai-db verify
  canai-db verify --format json
  canai-db verify --shadow-url postgresql://ci@localhost/postgres")]
pub struct Verify {
    /// A server for the scratch databases; its role needs CREATEDB
    #[arg(long, value_name = "URL")]
    shadow_url: Option<String>,

    /// How to show the result
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    #[default]
    Text,
    Json,
}

pub fn run(command: &Verify, global: &Global, ui: &Ui) -> anyhow::Result<Outcome> {
    let started = Instant::now();
    let project = Project::find(global.project.as_deref())?;
    let mistakes = if command.format == Format::Json { schema::Format::Json } else { schema::Format::Text };
    let state = schema::read(&project, mistakes, ui)?;
    let due = state.plan(&project, mistakes, ui)?.steps().count();
    if due > 0 {
        ui.line(format!(
            "{BAD}A compile is due:{BAD:#} schema/ is {} ahead of migrations/.",
            counted(due, "step")
        ));
        ui.note("Run `canai-db compile` first; `canai-db plan` shows the steps.");
        return Ok(Outcome::Difference);
    }
    let shadow = command.shadow_url.as_deref().map(shadow).transpose()?;
    let spinner = ui.spinner("starting a scratch server");
    let supervisor = std::env::current_exe()?;
    let report = block_on(async {
        let scratch = Scratch::open(shadow, &supervisor).await?;
        let progress = |what: &str| spinner.set_message(what.to_owned());
        Ok(verify::verify(&scratch, &state.wanted, &state.migrations, &progress).await?)
    });
    spinner.finish_and_clear();
    let report = report?;
    if let Some(why) = &report.leaning {
        ui.warn(format!(
            "a function is only made where the search_path leads to what its body names ({why}); elsewhere \
             `migrate` fails, unless the body names the schema"
        ));
    }
    match command.format {
        Format::Text => show(&report, ui),
        Format::Json => ui.line(serde_json::to_string_pretty(&json!({
            "replayed": report.replayed,
            "reverted": report.reverted,
            "differences": report.differences,
            "by_hand": report.by_hand,
            "leftovers": report.leftovers.iter().map(|(file, it)| json!({ "file": file, "difference": it }))
                .collect::<Vec<_>>(),
        }))?),
    }
    ui.detail(format!("took {}", format_duration(started.elapsed())));
    let same = report.differences.is_empty() && report.leftovers.is_empty();
    Ok(if same { Outcome::Done } else { Outcome::Difference })
}

/// The server that was named, taken as it is: no file or variable fills it up.
pub fn shadow(url: &str) -> anyhow::Result<Settings> {
    let sources = settings::gather(Some(url.to_owned()), None, std::path::Path::new("."))?;
    Ok(settings::settle(&sources)?)
}

fn show(report: &Report, ui: &Ui) {
    for difference in &report.differences {
        ui.line(format!("{BAD}differs{BAD:#}  {difference}"));
    }
    for (file, difference) in &report.leftovers {
        ui.line(format!("{BAD}not undone{BAD:#} by {file}: {difference}"));
    }
    if !report.by_hand.is_empty() {
        ui.note(format!("Made by hand, which schema/ cannot say: {}.", report.by_hand.join(", ")));
    }
    let (replayed, reverted) = (report.replayed, report.reverted);
    if report.differences.is_empty() && report.leftovers.is_empty() {
        ui.line(format!(
            "{GOOD}Verified:{GOOD:#} replaying {} gives what schema/ says; {reverted} undone and done again.",
            migrations(replayed)
        ));
    } else if report.differences.is_empty() {
        ui.note("The migrations give what schema/ says, but going back and forth does not leave it so.");
    } else {
        ui.note("The migrations do not give what schema/ says (expected: schema/; found: the replay).");
    }
}
