//! Makes `pg_cron` run what it should: the changes as SQL, which is shown or run, and nothing else is.

use serde::Serialize;

use super::{CronError, Place};
use crate::job::procedure::Procedure;
use crate::job::scheduled::{Entry, Found, Wanted, prefix};
use crate::jobs::error::JobError;
use crate::jobs::ledger;
use crate::model::sql_text::quote;
use crate::model::{Name, QualifiedName};

/// What becomes of an entry or a procedure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    Created,
    Updated,
    Unchanged,
    Removed,
}

/// What becomes of a job.
#[derive(Clone, Debug, Serialize)]
pub struct Scheduled {
    pub job: String,
    pub entry: Action,
    pub procedure: Action,
    /// Nothing of what is removed.
    pub schedule: Option<String>,
    /// The number of the entry; none before it is made.
    pub id: Option<i64>,
    pub active: bool,
}

/// The changes, in the order in which they can be interrupted and done again.
#[derive(Clone, Debug)]
pub struct Changes {
    pub jobs: Vec<Scheduled>,
    /// In the database itself: the ledger and the procedures.
    make: Vec<String>,
    /// In the one that `pg_cron` is in.
    schedule: Vec<String>,
    /// In the database itself: the procedures that nothing calls any more.
    drop: Vec<String>,
}

/// Which of what is left over goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOver {
    Removed,
    /// Since only some jobs are looked at.
    Kept,
}

impl Changes {
    /// What has to be done; entries of other roles that would run a job as well are refused.
    pub async fn decide(
        place: &Place<'_>,
        wanted: &[Wanted],
        found: &Found,
        left_over: LeftOver,
    ) -> Result<Self, CronError> {
        let (own, others): (Vec<Entry>, Vec<Entry>) =
            found.entries.iter().cloned().partition(|it| it.role == place.role);
        if let Some(other) = others.iter().find(|it| wanted.iter().any(|wanted| wanted.entry == it.name)) {
            let Entry { id, name, role, .. } = other.clone();
            return Err(CronError::SomebodyElses { entry: name, role, id });
        }
        let found = Found { entries: own, procedures: found.procedures.clone() };
        let mut changes = Self { jobs: Vec::new(), make: Vec::new(), schedule: Vec::new(), drop: Vec::new() };
        if !wanted.is_empty() && !ledger::exists(place.here).await? {
            changes.make.push(ledger::CREATE.trim_end().to_owned());
        }
        for wanted in wanted {
            changes.job(place, wanted, &found);
        }
        if left_over == LeftOver::Removed {
            changes.left_over(place, wanted, &found);
        }
        Ok(changes)
    }

    fn job(&mut self, place: &Place<'_>, wanted: &Wanted, found: &Found) {
        let procedure = match found.procedure(wanted) {
            Some(stored) if stored.body == wanted.procedure.body => Action::Unchanged,
            Some(_) => Action::Updated,
            None => Action::Created,
        };
        if procedure != Action::Unchanged {
            // One with other arguments would make the CALL ambiguous.
            let name = &wanted.procedure.name;
            let stale = found
                .procedures
                .iter()
                .filter(|it| name.name == it.name.as_str() && it.arguments != Procedure::ARGUMENTS);
            self.make.extend(stale.map(|it| drop_procedure(&it.name, &it.arguments)));
            self.make.push(wanted.procedure.create());
        }
        let call = wanted.procedure.call();
        let there = found.entry(wanted);
        let entry = match there {
            None => Action::Created,
            Some(it)
                if it.schedule == wanted.schedule && it.command == call && it.database == place.database =>
            {
                Action::Unchanged
            }
            Some(it) => {
                // pg_cron leaves an entry in its database, whatever is said.
                if it.database != place.database {
                    self.schedule.push(format!("SELECT cron.unschedule({})", it.id));
                }
                Action::Updated
            }
        };
        if entry != Action::Unchanged {
            let values = [&wanted.entry, &wanted.schedule, &call].map(|it| quote(it)).join(", ");
            self.schedule.push(if place.elsewhere.is_some() {
                format!("SELECT cron.schedule_in_database({values}, {})", quote(&place.database))
            } else {
                format!("SELECT cron.schedule({values})")
            });
        }
        self.jobs.push(Scheduled {
            job: wanted.job.clone(),
            entry,
            procedure,
            schedule: Some(wanted.schedule.clone()),
            id: there.map(|it| it.id),
            active: there.is_none_or(|it| it.active),
        });
    }

    fn left_over(&mut self, place: &Place<'_>, wanted: &[Wanted], found: &Found) {
        let prefix = prefix(&place.database);
        for entry in found.left_entries(wanted) {
            self.schedule.push(format!("SELECT cron.unschedule({})", entry.id));
            self.jobs.push(Scheduled {
                job: entry.name.strip_prefix(&prefix).unwrap_or(&entry.name).to_owned(),
                entry: Action::Removed,
                procedure: Action::Removed,
                schedule: None,
                id: Some(entry.id),
                active: false,
            });
        }
        let stale = |name: &str| wanted.iter().any(|it| it.procedure.name.name == name);
        let left = found.left_procedures(wanted).filter(|it| !stale(&it.name));
        self.drop.extend(left.map(|it| drop_procedure(&it.name, &it.arguments)));
    }

    pub fn is_empty(&self) -> bool {
        self.make.is_empty() && self.schedule.is_empty() && self.drop.is_empty()
    }

    /// All of it as a script, for whoever wants to read it first.
    pub fn sql(&self, place: &Place<'_>) -> String {
        let mut text = String::new();
        let cron = [place.cron_database.as_str(), place.database.as_str()];
        let parts = [(cron[1], &self.make), (cron[0], &self.schedule), (cron[1], &self.drop)];
        for (database, statements) in parts.iter().filter(|(_, statements)| !statements.is_empty()) {
            text.push_str(&format!("-- In database {}\n{}", Name::from(*database), transaction(statements)));
        }
        text
    }

    /// Does it, in a transaction for each database.
    pub async fn apply(&self, place: &Place<'_>) -> Result<(), CronError> {
        let parts = [
            (place.here, &self.make, "cannot make the procedures of jobs in the schema canai_db"),
            (place.cron(), &self.schedule, "cannot schedule jobs with pg_cron"),
            (place.here, &self.drop, "cannot drop the procedures of jobs that are gone"),
        ];
        for (client, statements, doing) in parts {
            if statements.is_empty() {
                continue;
            }
            let done = client.batch_execute(&transaction(statements)).await;
            if done.is_err() {
                // The first error is the one to tell.
                let _ = client.batch_execute("ROLLBACK").await;
            }
            done.map_err(JobError::sql(doing))?;
        }
        Ok(())
    }
}

fn drop_procedure(name: &str, arguments: &str) -> String {
    format!("DROP PROCEDURE {}({arguments})", QualifiedName::new("canai_db", name).sql())
}

fn transaction(statements: &[String]) -> String {
    let statements = statements.iter().map(|it| format!("{};\n", it.trim_end_matches(';')));
    format!("BEGIN;\n{}COMMIT;\n", statements.collect::<String>())
}
