//! `canai-db access test`: what tables declare under `access`, proved on a scratch database.

use std::time::Instant;

use clap::{Args, ValueEnum};
use time::OffsetDateTime;

use super::proof::{planned, prove};
use super::results::Undeclared;
use super::{chosen, results};
use crate::access::{Proof, Stage, Staged, grid};
use crate::cli::Global;
use crate::commands::seed::generate::Wishes;
use crate::commands::seed::shown;
use crate::commands::verify::shadow;
use crate::commands::{Format as Plain, block_on, schema, table};
use crate::duration::format_duration;
use crate::error::Outcome;
use crate::generate::{self, Plan, Request, number};
use crate::model::access::Command;
use crate::model::{Name, QualifiedName, Schema};
use crate::pg::scratch::Scratch;
use crate::project::Project;
use crate::ui::{FAINT, GOOD, Ui};
use crate::yaml::audit;

/// Prove on a scratch database what tables declare under `access`
///
/// Builds schema/ on a throwaway server from the installed PostgreSQL binaries, or on the one that
/// --shadow-url names, makes rows of two persons and of nobody, and tries every command as every role:
/// reading back, columns, owners, foreign keys and TRUNCATE included. What is not declared has to be
/// refused, and a table that declares nothing while somebody reaches it counts as not declared. Exits with 2 if
/// anything is otherwise.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  canai-db access test
  canai-db access test orders --role anon
  canai-db access test --format junit > access.xml")]
pub struct Test {
    /// Which tables [default: all that declare `access`]
    #[arg(value_name = "TABLE", value_parser = table)]
    tables: Vec<QualifiedName>,

    /// Which roles; may be given several times [default: all that are declared]
    #[arg(long = "role", value_name = "ROLE")]
    roles: Vec<String>,

    /// How to show what came of it
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    /// A server for the scratch database; its role has to be a superuser
    #[arg(long, value_name = "URL")]
    shadow_url: Option<String>,
}

/// How results are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For a person: what is otherwise than declared, and a line for each table
    #[default]
    Table,
    /// For a script: every probe
    Json,
    /// Test Anything Protocol, version 13
    Tap,
    /// For a CI server
    Junit,
}

/// How many rows a table gets: enough for each owner to meet a condition and to fail it.
const ROWS: u64 = 24;

/// In microseconds.
const YEAR: i64 = 365 * 86_400 * 1_000_000;

pub fn run(command: &Test, global: &Global, ui: &Ui) -> anyhow::Result<Outcome> {
    let started = Instant::now();
    let project = Project::find(global.project.as_deref())?;
    let (mistakes, plain) = match command.format {
        Format::Json => (schema::Format::Json, Plain::Json),
        _ => (schema::Format::Text, Plain::Table),
    };
    let schema = schema::read_schema(&project, mistakes, ui)?;
    let roles = chosen(&schema, &command.tables, &command.roles)?;
    let stage = Stage::new(&schema);
    let tables = declared(&stage, &command.tables)?;
    let wanted = planned(&stage, &tables, &roles);
    let wishes = Wishes::read(&project).map_err(|error| shown(error, plain, ui))?;
    let rows = rows(&stage, &wishes).map_err(|error| shown(error, plain, ui))?;
    let shadow = command.shadow_url.as_deref().map(shadow).transpose()?;
    let progress = ui.progress("trying");
    ui.begin(&progress, wanted.len() as u64);
    let supervisor = std::env::current_exe()?;
    let tried = block_on(async {
        let scratch = Scratch::open(shadow, &supervisor).await?;
        Ok(prove(&scratch, &stage, &rows, wanted, &progress).await?)
    });
    progress.finish_and_clear();
    let tried = tried?;
    // Who names tables asks for no more.
    let undeclared = if command.tables.is_empty() { undeclared(&schema, &roles) } else { Vec::new() };
    match command.format {
        Format::Table => ui.raw(&results::table(&tried, &undeclared)),
        Format::Json => ui.raw(&results::json(&tried, &undeclared)?),
        Format::Tap => ui.raw(&results::tap(&tried, &undeclared)),
        Format::Junit => ui.raw(&results::junit(&tried, &undeclared)),
    }
    let broken = !undeclared.is_empty() || tried.iter().any(|it| it.proof() != Proof::Holds);
    if !broken && command.format == Format::Table {
        let took = format_duration(started.elapsed());
        ui.line(format!(
            "{GOOD}Proved:{GOOD:#} every role may do what is declared and nothing else. {FAINT}({} probes, {took}){FAINT:#}",
            tried.len()
        ));
    }
    Ok(if broken { Outcome::Difference } else { Outcome::Done })
}

/// The tables that declare something, of those that were named.
fn declared<'s, 't>(stage: &'t Stage<'s>, named: &[QualifiedName]) -> anyhow::Result<Vec<&'t Staged<'s>>> {
    if let Some(name) = named.iter().find(|name| stage.table(name).is_none_or(|it| it.table.access.is_none()))
    {
        anyhow::bail!(
            "{name} declares no `access`: write beside `columns` who may do what, e.g. `access: {{ anon: none }}`"
        );
    }
    let tables = stage.tables.iter().filter(|it| it.table.access.is_some());
    let chosen: Vec<&Staged> =
        tables.filter(|it| named.is_empty() || named.contains(&it.table.name)).collect();
    if chosen.is_empty() {
        anyhow::bail!(
            "no table declares `access`: write beside `columns` who may do what, e.g. `access: {{ anon: none }}`; \
             `canai-db access` shows what there is"
        );
    }
    Ok(chosen)
}

/// The tables of which nothing is declared though somebody reaches them for whom policies hold; partitions,
/// which have grants and row security of their own, among them.
fn undeclared(schema: &Schema, roles: &[Name]) -> Vec<Undeclared> {
    let may = |(role, commands): (&Name, Vec<Command>)| {
        let words: Vec<&str> = commands.into_iter().map(Command::word).collect();
        format!("{role} may {}", words.join(", "))
    };
    let silent = |name: &QualifiedName| schema.table(name).is_some_and(|it| it.access.is_none());
    let grid = grid(schema, &[], roles);
    let tables = grid.tables.iter().filter(|it| it.table.schema != *audit::SCHEMA && silent(&it.table));
    let open = tables
        .map(|it| Undeclared { table: it.table.clone(), who: it.reached().into_iter().map(may).collect() });
    open.filter(|it| !it.who.is_empty()).collect()
}

/// The plan of rows: the same number for every table, but for those that nothing is tried on and that
/// seeds/generate.yaml leaves out.
fn rows(stage: &Stage, wishes: &Wishes) -> Result<Plan, crate::seed::SeedError> {
    let mut file = wishes.file.clone();
    for table in &mut file.tables {
        let tried = stage.table(&table.name).is_some_and(|it| it.table.access.is_some());
        if tried || table.rows != Some(0) {
            (table.rows, table.share) = (None, None);
        }
    }
    // Half of the times lie ahead, so that `expires_at > now()` holds for some rows and not for others.
    let now = number::micros(OffsetDateTime::now_utc()).unwrap_or_default();
    let (from, until) = (now - YEAR, now + YEAR);
    let schema: &Schema = stage.schema;
    let named: Vec<(QualifiedName, u64)> = stage.root().map(|it| (it.clone(), ROWS)).into_iter().collect();
    let request = Request {
        schema,
        wishes: &file,
        path: &wishes.source.path,
        seed: 1,
        scale: Some(ROWS),
        rows: &named,
        kept: &[],
        from,
        until,
    };
    generate::plan(&request).map_err(|refused| wishes.refused(refused))
}
