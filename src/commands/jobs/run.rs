//! Running jobs: the flags that `purge`, `anonymize`, `archive` and `jobs run` share, and what is
//! said of a run. Cron gets nothing to mail when all is well.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use clap::Args;
use tokio::signal::unix::{SignalKind, signal};

use super::{find, forecast};
use crate::cli::Target;
use crate::commands::Format;
use crate::commands::{block_on, connect_to, settings};
use crate::diagnostic;
use crate::duration::{format_duration, parse_duration};
use crate::error::{Outcome, Shown, Usage};
use crate::job::{Job, Kind};
use crate::jobs::{self, Event, JobError, Options, Report, TableReport};
use crate::project::Project;
use crate::ui::Ui;

/// How jobs are run.
#[derive(Debug, Args)]
pub struct RunFlags {
    /// Count what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,

    /// The time that ages are counted from, as PostgreSQL reads it [default: the server's clock]
    #[arg(long, value_name = "TIME")]
    now: Option<String>,

    /// Stop after this many rows; the next run goes on
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    max_rows: Option<u64>,

    /// Stop after this long; the next run goes on
    #[arg(long, value_name = "TIME", value_parser = parse_duration)]
    max_duration: Option<Duration>,

    /// How long a batch is meant to take: nobody waits longer for a row than about that
    #[arg(long, value_name = "TIME", value_parser = parse_duration, default_value = "200ms")]
    batch_target: Duration,

    /// Wait while a standby is further behind than this
    #[arg(long, value_name = "TIME", value_parser = parse_duration, default_value = "10s")]
    pause_on_lag: Duration,

    /// Do not rest between batches for as long as each took
    #[arg(long)]
    fast: bool,

    /// Go on although there is far more to do than in earlier runs, or --now is yet to come
    #[arg(long)]
    allow_unusual: bool,

    /// Fail if another run of the job is at it, instead of leaving it to that
    #[arg(long)]
    fail_if_running: bool,

    /// How to show what was done
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    #[command(flatten)]
    target: Target,
}

/// Which jobs are run.
pub struct Wanted<'a> {
    /// All of the kinds, if none is named.
    pub names: &'a [String],
    /// Any kind, if none is said.
    pub kinds: &'a [Kind],
}

impl Wanted<'_> {
    fn covers(&self, job: &Job) -> bool {
        let is_named = self.names.is_empty() || self.names.contains(&job.name.it);
        is_named && (self.kinds.is_empty() || self.kinds.contains(&job.kind))
    }

    /// The jobs that are wanted; a name that no job of these kinds has is refused.
    fn of<'j>(&self, jobs: &'j [Job]) -> Result<Vec<&'j Job>, Usage> {
        for name in self.names {
            let job = find(jobs, name)?;
            if !self.covers(job) {
                let kind = job.kind.word();
                let help =
                    format!("`{name}` is a job of kind `{kind}`; run it with `canai-db jobs run {name}`");
                return Err(Usage(help));
            }
        }
        Ok(jobs.iter().filter(|job| self.covers(job)).collect())
    }
}

pub fn run(flags: &RunFlags, project: &Project, wanted: &Wanted<'_>, ui: &Ui) -> anyhow::Result<Outcome> {
    let sources = project.job_sources()?;
    let settings = settings(&flags.target, project, ui)?;
    let options = Options {
        now: flags.now.clone(),
        max_rows: flags.max_rows,
        max_duration: flags.max_duration,
        batch_target: flags.batch_target,
        pause_on_lag: flags.pause_on_lag,
        rests: !flags.fast,
        allow_unusual: flags.allow_unusual,
        root: project.root().to_owned(),
    };
    let outcome: Result<Vec<Report>, JobError> = block_on(async {
        let client = connect_to(&settings).await?;
        let loaded = jobs::load(&client, &sources, |job| wanted.covers(job)).await;
        let (jobs, facts) = match loaded {
            Ok(loaded) => loaded,
            Err(error) => return Ok(Err(error)),
        };
        let jobs = wanted.of(&jobs)?;
        if flags.dry_run {
            let mut forecasts = Vec::new();
            for job in &jobs {
                forecasts.push(jobs::dry_run::forecast(&client, job, &facts, &options).await?);
            }
            forecast::show(&forecasts, flags.format, ui)?;
            return Ok(Ok(Vec::new()));
        }
        let stop = stopped_by_signals()?;
        let bar = ui.spinner("");
        let tell = |event: Event<'_>| match event {
            Event::Table { table } => bar.set_prefix(table.to_owned()),
            Event::Rows { rows } => bar.set_message(format!("{}: {rows} rows", bar.prefix())),
            Event::Lagging { behind } => {
                bar.set_message(format!("waiting for a standby, {} behind", format_duration(behind)));
            }
            Event::Retry { table, code } => {
                ui.detail(format!("{table}: a batch is tried again, smaller (SQLSTATE {code})"));
            }
        };
        let mut reports = Vec::new();
        for job in &jobs {
            let report = jobs::run(&client, job, &facts, &options, &stop, &tell).await;
            match report {
                Ok(report) => reports.push(report),
                Err(error) => return Ok(Err(error)),
            }
            if stop.load(Ordering::Relaxed) {
                break;
            }
        }
        bar.finish_and_clear();
        Ok(Ok(reports))
    })?;
    let reports = outcome.map_err(|error| shown(error, ui))?;
    if flags.dry_run {
        return Ok(Outcome::Done);
    }
    tell(&reports, flags, ui)?;
    if let Some(report) = reports.iter().find(|it| it.outcome == jobs::Outcome::Interrupted) {
        anyhow::bail!(
            "{} was told to stop after {} rows; what is done is done, and the next run goes on from there",
            report.job,
            report.rows
        );
    }
    if flags.fail_if_running
        && let Some(report) = reports.iter().find(|it| it.outcome == jobs::Outcome::Running)
    {
        anyhow::bail!("{}: another run of the job is at it", report.job);
    }
    Ok(Outcome::Done)
}

/// A flag that Ctrl-C and SIGTERM set; whoever asks twice does not want to wait for the batch.
fn stopped_by_signals() -> std::io::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let flag = Arc::clone(&stop);
    tokio::spawn(async move {
        loop {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            if flag.swap(true, Ordering::Relaxed) {
                // The server rolls the batch back when it finds us gone.
                std::process::exit(1);
            }
        }
    });
    Ok(stop)
}

fn tell(reports: &[Report], flags: &RunFlags, ui: &Ui) -> anyhow::Result<()> {
    for (report, table) in reports.iter().flat_map(|report| report.tables.iter().map(move |it| (report, it)))
    {
        let files = |files: &[String]| match files {
            [only] => format!("{}: the file {only} with rows of {}", report.job, table.table),
            [first, ..] => {
                format!(
                    "{}: {} files with rows of {}, such as {first},",
                    report.job,
                    files.len(),
                    table.table
                )
            }
            [] => String::new(),
        };
        if !table.missing.is_empty() {
            let (files, job) = (files(&table.missing), &report.job);
            ui.warn(format!(
                "{files} cannot be found; bring back what is missing, or say that it is lost: \
                 canai-db archive forget {job}"
            ));
        }
        if !table.found.is_empty() {
            ui.warn(format!(
                "{} was called lost and is there again: its rows count again. Whoever was erased meanwhile may be \
                 among them: erase them once more",
                files(&table.found)
            ));
        }
    }
    if flags.format == Format::Json {
        ui.line(serde_json::to_string_pretty(reports)?);
        return Ok(());
    }
    if reports.is_empty() {
        ui.detail("no job of this kind");
    }
    for report in reports {
        if ui.is_screen() {
            ui.line(summary(report));
        } else {
            ui.detail(summary(report));
        }
    }
    Ok(())
}

/// One line about a run.
fn summary(report: &Report) -> String {
    if report.outcome == jobs::Outcome::Running {
        return format!("{}: another run is at it; nothing was done", report.job);
    }
    let verb = match report.kind {
        Kind::Purge => "deleted",
        Kind::Expire => "ended",
        Kind::Anonymize => "anonymised",
        Kind::Archive => "archived",
        Kind::Refresh => return refreshed(report),
    };
    let noun = if report.rows == 1 { "row" } else { "rows" };
    let mut text = format!("{}: {} {noun} {verb}", report.job, report.rows);
    let own = report.tables.iter().filter(|it| it.rows > 0).map(|it| (it.table.as_str(), it.rows));
    text.push_str(&listed(" (", own, ")"));
    let other = |counts: fn(&TableReport) -> &BTreeMap<String, u64>| {
        let mut sums: BTreeMap<&str, u64> = BTreeMap::new();
        for (table, rows) in report.tables.iter().flat_map(counts) {
            *sums.entry(table).or_default() += rows;
        }
        sums
    };
    text.push_str(&listed(", along with ", other(|it| &it.cascaded).into_iter(), ""));
    text.push_str(&listed(", detached ", other(|it| &it.detached).into_iter(), ""));
    for kept in [false, true] {
        let gone = report.tables.iter().flat_map(|it| &it.partitions).filter(|it| it.is_kept == kept);
        let gone: Vec<(&str, u64)> = gone.map(|it| (it.name.as_str(), it.rows)).collect();
        let before = match (kept, gone.len()) {
            (false, 1) => ", the partition dropped as a whole: ",
            (false, _) => ", partitions dropped as a whole: ",
            (true, 1) => ", the partition detached and kept: ",
            (true, _) => ", partitions detached and kept: ",
        };
        text.push_str(&listed(before, gone.into_iter(), ""));
    }
    let files: usize = report.tables.iter().map(|it| it.files.len()).sum();
    if files > 0 {
        let files = format!("{files} {}", if files == 1 { "file" } else { "files" });
        text.push_str(&format!(", rows of {files} came of age and were deleted"));
    }
    let took = format_duration(Duration::from_secs_f64(report.seconds));
    let reason = report.reason.as_ref().map(|reason| format!("; {reason}")).unwrap_or_default();
    format!("{text}, older than {}, in {took}{reason}", report.cutoff)
}

/// One line about views that were refreshed.
fn refreshed(report: &Report) -> String {
    let views = report.tables.iter().filter(|it| it.batches > 0);
    let views: Vec<String> = views.map(|it| format!("{} ({} rows)", it.table, it.rows)).collect();
    let views = if views.is_empty() { "nothing".to_owned() } else { views.join(", ") };
    let took = format_duration(Duration::from_secs_f64(report.seconds));
    let reason = report.reason.as_ref().map(|reason| format!("; {reason}")).unwrap_or_default();
    format!("{}: refreshed {views}, in {took}{reason}", report.job)
}

/// `2 a, 3 b` between two texts; nothing where there is none.
fn listed<'t>(before: &str, counts: impl Iterator<Item = (&'t str, u64)>, after: &str) -> String {
    let parts: Vec<String> = counts.map(|(table, rows)| format!("{rows} {table}")).collect();
    if parts.is_empty() { String::new() } else { format!("{before}{}{after}", parts.join(", ")) }
}

pub fn shown(error: JobError, ui: &Ui) -> anyhow::Error {
    let JobError::Mistakes { diagnostics, sources } = &error else { return error.into() };
    ui.error(diagnostic::to_text(diagnostics, sources, ui.colored_stderr()).trim_end());
    Shown(error.to_string()).into()
}
