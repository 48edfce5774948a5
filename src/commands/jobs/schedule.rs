//! `canai-db jobs schedule`: has a scheduler run the jobs. `pg_cron` is told in the database; for the
//! others it is text to install.

use clap::Args;

use super::list::plain;
use super::run::shown;
use super::{declared, find};
use crate::cli::Target;
use crate::commands::Format;
use crate::commands::{block_on, connect_to, environment, settings};
use crate::error::{Outcome, Usage};
use crate::job::Job;
use crate::job::install::{self, Call, Timed};
use crate::job::scheduled::Wanted;
use crate::jobs::cron::change::{Changes, LeftOver, Scheduled};
use crate::jobs::{self, JobError, cron};
use crate::project::Project;
use crate::ui::Ui;

/// Have a scheduler run the jobs, as their `schedule:` says
///
/// With --pg-cron it is done in the database: a procedure for each job in the schema `canai_db`, which does
/// the same as `jobs run` for at most 9 minutes, and an entry of `pg_cron` that calls it. Again changes only
/// what differs; without JOB, entries of ours whose job is gone go too. The others print what to install,
/// without a password in it. All times are UTC. docs/schedule.md tells more.
#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("scheduler").required(true)))]
#[command(after_help = "\
Examples:
  canai-db jobs schedule --pg-cron --env production
  canai-db jobs schedule --pg-cron --dry-run             the SQL, and nothing done
  canai-db jobs schedule --crontab --env production      lines for crontab -e
  canai-db jobs schedule --kubernetes purge-old-data | kubectl apply -f -")]
pub struct Schedule {
    /// The jobs [default: all that have a schedule]
    #[arg(value_name = "JOB")]
    jobs: Vec<String>,

    /// Tell `pg_cron`, in the database
    #[arg(long, group = "scheduler")]
    pg_cron: bool,

    /// Print lines for a crontab
    #[arg(long, group = "scheduler")]
    crontab: bool,

    /// Print services and timers for systemd
    #[arg(long, group = "scheduler")]
    systemd: bool,

    /// Print a `CronJob` each for Kubernetes
    #[arg(long, group = "scheduler")]
    kubernetes: bool,

    /// Print the SQL for `pg_cron`, and do nothing
    #[arg(long, conflicts_with_all = ["crontab", "systemd", "kubernetes"])]
    dry_run: bool,

    /// How to show what was done for `pg_cron`
    #[arg(long, value_enum, default_value_t, conflicts_with_all = ["crontab", "systemd", "kubernetes"])]
    format: Format,

    #[command(flatten)]
    target: Target,
}

pub fn run(command: &Schedule, project: &Project, ui: &Ui) -> anyhow::Result<Outcome> {
    if command.pg_cron {
        return pg_cron(command, project, ui);
    }
    if command.target.database_url.is_some() {
        let help =
            "a URL is not written into what is installed; use --env NAME, or set DATABASE_URL where it runs";
        return Err(Usage(help.to_owned()).into());
    }
    let named = command.target.environment.as_deref();
    let named = named.map(|name| environment(name, project)).transpose()?;
    let call = Call {
        program: std::env::current_exe()?.display().to_string(),
        project: std::fs::canonicalize(project.root())?.display().to_string(),
        environment: named.map(|it| (it.name, it.url_env)),
    };
    let (jobs, _) = declared(project, ui)?;
    let wanted = wanted(&jobs, &command.jobs, ui, |job| {
        let timed = install::timed(job)?;
        match install::kubernetes_refusal(&timed).filter(|_| command.kubernetes) {
            Some(refusal) => Err(refusal),
            None => Ok(timed),
        }
    })?;
    let wanted: Vec<Timed> = wanted.into_iter().map(|(_, timed)| timed).collect();
    let text = if command.crontab {
        install::crontab(&wanted, &call)
    } else if command.systemd {
        install::units(&wanted, &call)
    } else {
        install::manifests(&wanted, &call)
    };
    ui.raw(&text);
    Ok(Outcome::Done)
}

/// The jobs to schedule, as a scheduler needs them. One that was named has to be possible; of all,
/// those that are not are told, and left out.
fn wanted<'j, T>(
    jobs: &'j [Job],
    names: &[String],
    ui: &Ui,
    made: impl Fn(&'j Job) -> Result<T, String>,
) -> anyhow::Result<Vec<(&'j Job, T)>> {
    names.iter().try_for_each(|name| find(jobs, name).map(|_| ()))?;
    let is_named = |job: &Job| names.contains(&job.name.it);
    let mut all: Vec<(&Job, T)> = Vec::new();
    let mut refused = Vec::new();
    for job in jobs.iter().filter(|job| names.is_empty() || is_named(job)) {
        let name = &job.name.it;
        match made(job) {
            Ok(made) => all.push((job, made)),
            Err(_) if job.schedule.is_none() && names.is_empty() => {
                ui.detail(format!("{name} has no schedule"));
            }
            Err(reason) => refused.push(format!("{name}: {reason}")),
        }
    }
    if !names.is_empty() && !refused.is_empty() {
        anyhow::bail!("cannot be scheduled so; nothing was done\n  {}", refused.join("\n  "));
    }
    for reason in &refused {
        ui.warn(format!("not scheduled: {reason}"));
    }
    // Neither a procedure's name nor a pod's has both characters.
    for (job, _) in &all {
        let plain = |job: &Job| job.name.it.replace('_', "-");
        let same = |other: &&Job| plain(other) == plain(job) && other.name.it != job.name.it;
        if let Some(other) = jobs.iter().find(same) {
            anyhow::bail!(
                "{} and {} differ in `-` and `_` only, which a scheduler cannot tell apart; rename one in {}",
                job.name.it,
                other.name.it,
                other.path.display()
            );
        }
    }
    Ok(all)
}

fn pg_cron(command: &Schedule, project: &Project, ui: &Ui) -> anyhow::Result<Outcome> {
    let sources = project.job_sources()?;
    let settings = settings(&command.target, project, ui)?;
    let left_over = if command.jobs.is_empty() { LeftOver::Removed } else { LeftOver::Kept };
    block_on(async {
        let client = connect_to(&settings).await?;
        let (jobs, mut diagnostics, facts) = jobs::read(&client, &sources).await?;
        command.jobs.iter().try_for_each(|name| find(&jobs, name).map(|_| ()))?;
        // A mistake in another job's file stops none of those that are named.
        let is_named = |job: &Job| command.jobs.is_empty() || command.jobs.contains(&job.name.it);
        diagnostics.retain(|it| jobs.iter().find(|job| job.path == it.path).is_none_or(is_named));
        if !diagnostics.is_empty() {
            return Err(shown(JobError::Mistakes { diagnostics, sources }, ui));
        }
        let place = cron::find(&client, &settings).await?;
        let wanted = wanted(&jobs, &command.jobs, ui, |job| Wanted::of(job, &facts, &place.database))?;
        for (job, _) in &wanted {
            let checked: Result<(), JobError> = cron::check(&client, job, &facts).await;
            checked.map_err(|error| shown(error, ui))?;
        }
        let wanted: Vec<Wanted> = wanted.into_iter().map(|(_, wanted)| wanted).collect();
        let found = place.found().await?;
        let mut changes = Changes::decide(&place, &wanted, &found, left_over).await?;
        if command.dry_run {
            ui.raw(&changes.sql(&place));
            ui.note(if changes.is_empty() { "There is nothing to do." } else { "Nothing was changed." });
            return Ok(Outcome::Done);
        }
        changes.apply(&place).await?;
        let found = place.found().await?;
        for job in &mut changes.jobs {
            let entry = wanted.iter().find(|it| it.job == job.job).and_then(|it| found.entry(it));
            job.id = entry.map(|it| it.id).or(job.id);
        }
        tell(&changes.jobs, command.format, ui)?;
        if let Some(zone) = place.time_zone.as_ref().filter(|it| !is_utc(it)) {
            ui.warn(format!(
                "cron.timezone is {zone}: pg_cron reads the schedules in that, and they are meant in UTC; set it to GMT"
            ));
        }
        Ok(Outcome::Done)
    })
}

fn is_utc(zone: &str) -> bool {
    ["GMT", "UTC", "Etc/UTC", "Etc/GMT"].iter().any(|it| it.eq_ignore_ascii_case(zone))
}

fn tell(jobs: &[Scheduled], format: Format, ui: &Ui) -> anyhow::Result<()> {
    if format == Format::Json {
        ui.line(serde_json::to_string_pretty(jobs)?);
    } else if jobs.is_empty() {
        ui.note("There is no job to schedule.");
    } else {
        let mut table = plain(["job", "schedule (UTC)", "entry", "procedure", "jobid"]);
        for job in jobs {
            table.add_row([
                job.job.clone(),
                job.schedule.clone().unwrap_or_default(),
                word(job.entry).to_owned(),
                word(job.procedure).to_owned(),
                job.id.map(|id| id.to_string()).unwrap_or_default(),
            ]);
        }
        ui.line(table.to_string());
    }
    for job in jobs.iter().filter(|job| job.schedule.is_some() && !job.active) {
        ui.warn(format!(
            "{} is inactive in pg_cron and stays so: it does not run. SELECT cron.alter_job({}, active := true) changes that",
            job.job,
            job.id.unwrap_or_default()
        ));
    }
    Ok(())
}

fn word(action: cron::change::Action) -> &'static str {
    use cron::change::Action;
    match action {
        Action::Created => "created",
        Action::Updated => "updated",
        Action::Unchanged => "unchanged",
        Action::Removed => "removed",
    }
}
