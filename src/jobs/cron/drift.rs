//! What `pg_cron` runs in a database, held against jobs/: the part of drift that no catalog shows.

use tokio_postgres::Client;

use super::{CronError, find, procedures};
use crate::diagnostic::Source;
use crate::job::scheduled::{Deviation, Found, Stored, Wanted, deviations};
use crate::jobs;
use crate::jobs::error::JobError;
use crate::pg::catalog::Difference;
use crate::pg::connection::{self, Settings};

/// What was found.
#[derive(Debug, Default)]
pub struct Answer {
    pub differences: Vec<Difference>,
    /// What could not be looked at, and why.
    pub remarks: Vec<String>,
}

/// Compares what is scheduled with jobs/; says nothing of a database into which no job was scheduled.
pub async fn scheduled(settings: &Settings, sources: &[Source]) -> Result<Answer, CronError> {
    let doing = || JobError::sql("cannot ask what is scheduled");
    let connected = connection::connect(settings).await;
    let database = || settings.config.get_dbname().unwrap_or_default().to_owned();
    let client = connected.map_err(|source| CronError::Connect { database: database(), source })?;
    // In one transaction, so that a transaction pooler will do.
    client.batch_execute("BEGIN READ ONLY").await.map_err(doing())?;
    let answer = compared(&client, settings, sources).await?;
    client.batch_execute("ROLLBACK").await.map_err(doing())?;
    Ok(answer)
}

async fn compared(client: &Client, settings: &Settings, sources: &[Source]) -> Result<Answer, CronError> {
    let doing = || JobError::sql("cannot ask what is scheduled");
    let (stored, owner) = procedures(client).await?;
    // Where it is in another database, its setting tells, to those who may see it.
    let has_cron = "SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_cron') \
                    OR EXISTS (SELECT FROM pg_settings WHERE name = 'cron.database_name')";
    let row = client.query_one(has_cron, &[]).await.map_err(doing())?;
    if stored.is_empty() && !row.try_get::<_, bool>(0).map_err(doing())? {
        return Ok(Answer::default());
    }
    let mut answer = Answer::default();
    let row = client.query_one("SELECT current_database()::text", &[]).await.map_err(doing())?;
    let database: String = row.try_get(0).map_err(doing())?;
    let (found, sees_entries) = match find(client, settings).await {
        Ok(place) => {
            let sees_entries = place.sees_all || owner.as_ref().is_none_or(|owner| *owner == place.role);
            // An error would end the transaction.
            client.batch_execute("SAVEPOINT entries").await.map_err(doing())?;
            match place.found().await {
                Ok(found) if found.is_empty() => return Ok(answer),
                Ok(found) if sees_entries => (found, true),
                Ok(found) => {
                    let owner = owner.unwrap_or_default();
                    answer.remarks.push(format!(
                        "the entries of pg_cron are not compared: only the role that made them sees them (`{owner}`)"
                    ));
                    (found, false)
                }
                Err(error) => {
                    client.batch_execute("ROLLBACK TO SAVEPOINT entries").await.map_err(doing())?;
                    (unseen(stored, &error, &mut answer), false)
                }
            }
        }
        Err(_) if stored.is_empty() => return Ok(answer),
        Err(error) => (unseen(stored, &error, &mut answer), false),
    };
    let (jobs, mistakes, facts) = jobs::read(client, sources).await?;
    let is_sound = |path: &std::path::Path| !mistakes.iter().any(|it| it.path == *path);
    let wanted: Vec<Wanted> = jobs
        .iter()
        .filter(|job| is_sound(&job.path))
        .filter_map(|job| Wanted::of(job, &facts, &database).ok())
        .collect();
    for source in sources.iter().filter(|source| !is_sound(&source.path)) {
        answer.remarks.push(format!(
            "{} does not fit the database; whether its job is scheduled as it says is not known",
            source.path.display()
        ));
    }
    let unsound = |name: &str| {
        let same = |job: &str| job.replace('-', "_") == name.replace('-', "_");
        jobs.iter().any(|job| same(&job.name.it) && !is_sound(&job.path))
    };
    let found = deviations(&wanted, &found, &database, sees_entries);
    let found = found.into_iter().filter(|it| !unsound(&it.job));
    answer.differences = found.map(difference).collect();
    Ok(answer)
}

/// The procedures alone.
fn unseen(procedures: Vec<Stored>, error: &CronError, answer: &mut Answer) -> Found {
    answer.remarks.push(format!("the entries of pg_cron are not compared: {error}"));
    Found { entries: Vec::new(), procedures }
}

fn difference(deviation: Deviation) -> Difference {
    Difference {
        object: format!("scheduled job {}", deviation.job),
        attribute: deviation.attribute.map(str::to_owned),
        expected: deviation.expected,
        found: deviation.found,
    }
}
