//! The jobs that `pg_cron` runs in a database, held against those that it should: what there is of each,
//! and what is left over. Entries are known by their names, so that nobody else's is ever touched.

use serde::Serialize;

use super::procedure::{self, Procedure};
use super::{Facts, Job, install};

/// What the name of each of our entries begins with. The database is in it because `pg_cron` has one
/// list for all of a server's, and an entry of the same name would be taken over.
pub fn prefix(database: &str) -> String {
    format!("canai-db:{database}:")
}

/// A job as `pg_cron` should have it.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub job: String,
    /// The name of the entry.
    pub entry: String,
    pub schedule: String,
    pub procedure: Procedure,
}

impl Wanted {
    /// Of a job in a database; the error says why it cannot be.
    pub fn of(job: &Job, facts: &Facts, database: &str) -> Result<Self, String> {
        let timed = install::timed(job)?;
        if let Some(refusal) = procedure::refusal(job) {
            return Err(refusal);
        }
        let entry = format!("{}{}", prefix(database), job.name.it);
        if entry.len() > procedure::LONGEST_NAME {
            let most = procedure::LONGEST_NAME;
            return Err(format!("the name of its entry, `{entry}`, is too long: {most} bytes at most"));
        }
        Ok(Self {
            job: job.name.it.clone(),
            entry,
            schedule: timed.schedule.to_owned(),
            procedure: Procedure::of(job, facts),
        })
    }
}

/// An entry of `pg_cron`'s.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    pub id: i64,
    pub name: String,
    pub schedule: String,
    pub command: String,
    pub database: String,
    /// Who scheduled it, and runs it.
    pub role: String,
    pub active: bool,
}

/// A procedure in the schema `canai_db`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    pub name: String,
    /// The types, as `oidvectortypes` writes them.
    pub arguments: String,
    pub body: String,
}

/// What there is of one database's jobs.
#[derive(Clone, Debug, Default)]
pub struct Found {
    pub entries: Vec<Entry>,
    pub procedures: Vec<Stored>,
}

impl Found {
    /// Whether jobs were ever scheduled here.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.procedures.is_empty()
    }

    pub fn entry(&self, wanted: &Wanted) -> Option<&Entry> {
        self.entries.iter().find(|it| it.name == wanted.entry)
    }

    pub fn procedure(&self, wanted: &Wanted) -> Option<&Stored> {
        self.procedures
            .iter()
            .find(|it| wanted.procedure.name.name == it.name.as_str() && it.arguments == Procedure::ARGUMENTS)
    }

    /// The entries that no job wants.
    pub fn left_entries<'f>(&'f self, wanted: &'f [Wanted]) -> impl Iterator<Item = &'f Entry> {
        self.entries.iter().filter(|it| !wanted.iter().any(|wanted| wanted.entry == it.name))
    }

    /// The procedures that no job wants.
    pub fn left_procedures<'f>(&'f self, wanted: &'f [Wanted]) -> impl Iterator<Item = &'f Stored> {
        self.procedures.iter().filter(|it| {
            !wanted.iter().any(|wanted| self.procedure(wanted).is_some_and(|wanted| wanted == *it))
        })
    }
}

/// A way in which a scheduled job is not as its file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deviation {
    pub job: String,
    /// None where the job is missing as a whole, on one side.
    pub attribute: Option<&'static str>,
    pub expected: Option<String>,
    pub found: Option<String>,
}

/// Every deviation, by job.
pub fn deviations(wanted: &[Wanted], found: &Found, database: &str, with_entries: bool) -> Vec<Deviation> {
    let prefix = prefix(database);
    let mut all = Vec::new();
    for wanted in wanted {
        let mut differs = |attribute, expected: String, found: Option<String>| {
            if found.as_ref() != Some(&expected) {
                let job = wanted.job.clone();
                all.push(Deviation { job, attribute: Some(attribute), expected: Some(expected), found });
            }
        };
        let entry = found.entry(wanted);
        if with_entries && entry.is_none() {
            differs("entry", format!("{} {}", wanted.schedule, wanted.procedure.call()), None);
        }
        if let Some(entry) = entry {
            differs("schedule", wanted.schedule.clone(), Some(entry.schedule.clone()));
            differs("command", wanted.procedure.call(), Some(entry.command.clone()));
            differs("database", database.to_owned(), Some(entry.database.clone()));
            differs("active", "true".to_owned(), Some(entry.active.to_string()));
        }
        let body = found.procedure(wanted).map(|it| it.body.clone());
        differs("procedure", wanted.procedure.body.clone(), body);
    }
    let there = |job: &str| Deviation {
        job: job.to_owned(),
        attribute: None,
        expected: None,
        found: Some("there".to_owned()),
    };
    all.extend(found.left_entries(wanted).map(|it| there(it.name.strip_prefix(&prefix).unwrap_or(&it.name))));
    for left in found.left_procedures(wanted) {
        let name = left.name.strip_prefix(procedure::PREFIX).unwrap_or(&left.name);
        if !all.iter().any(|it| it.job.replace('-', "_") == name) {
            all.push(there(name));
        }
    }
    all.sort_by(|a, b| a.job.cmp(&b.job));
    all
}
