//! Jobs for a scheduler outside of the database, as the text to install. No text holds a password:
//! the program finds the database as it does everywhere, by an environment of the project, a variable,
//! or a file that only its user reads.

mod crontab;
mod kubernetes;
mod systemd;

pub use crontab::crontab;
pub use kubernetes::{manifests, refusal as kubernetes_refusal};
pub use systemd::units;

use super::fields::{self, Fields};
use super::{Job, Mask, Rule};

/// How a scheduler calls this program.
#[derive(Clone, Debug)]
pub struct Call {
    /// The program and the project's folder, as absolute paths.
    pub program: String,
    pub project: String,
    /// An environment of the project, with the variable that its URL is in.
    pub environment: Option<(String, String)>,
}

impl Call {
    /// What comes after the program.
    fn arguments(&self, project: &str, job: &Job) -> Vec<String> {
        let mut all = vec!["-C", project, "jobs", "run", &job.name.it];
        if let Some((name, _)) = &self.environment {
            all.extend(["--env", name.as_str()]);
        }
        all.into_iter().map(str::to_owned).collect()
    }
}

/// A job that has a schedule, with its fields.
#[derive(Clone, Debug)]
pub struct Timed<'j> {
    pub job: &'j Job,
    pub schedule: &'j str,
    pub fields: Fields,
}

/// A job with its schedule; the error says why there is none that every cron reads.
pub fn timed(job: &Job) -> Result<Timed<'_>, String> {
    let schedule =
        job.schedule.as_deref().ok_or("it has no `schedule:`; write e.g. `schedule: 0 2 1 * *`")?;
    Ok(Timed { job, schedule, fields: fields::read(schedule)? })
}

/// The environment variables that hold a job's secrets for hashes.
fn secrets(job: &Job) -> Vec<&str> {
    let settings = job.rules.iter().flat_map(Rule::settings);
    let mut all: Vec<&str> = settings
        .filter_map(|setting| match &setting.mask {
            Mask::Hash { variable } => Some(variable.as_str()),
            _ => None,
        })
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}
