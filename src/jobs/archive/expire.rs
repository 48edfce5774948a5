//! The end of archived rows: a file goes when all of its rows have come of age, and is written anew
//! without those that have, where some have not. So no row is kept longer than it may be, and none
//! shorter.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use tokio_postgres::Client;

use super::super::error::JobError;
use super::super::ledger::{self, Batch};
use super::stage::{STAGED, stage, unstage};
use super::{Entry, Folder, Gone, New, add, forgotten, write_without};
use crate::job::{Age, TableFacts};
use crate::model::Name;

/// Files with rows that have come of age.
#[derive(Clone, Debug, Default)]
pub struct Due {
    /// Those of which all have.
    pub whole: Vec<Entry>,
    pub partly: Vec<Entry>,
}

/// Which rows of a table's files have come of age.
#[derive(Clone, Copy, Debug)]
pub struct Limit<'a> {
    pub table: &'a TableFacts,
    /// The column that tells how old a row is.
    pub by: &'a Name,
    pub age: Age,
    pub now: &'a str,
}

impl Limit<'_> {
    fn kind(&self) -> &str {
        self.table.column(self.by.as_str()).map_or("timestamptz", |it| it.type_name.as_str())
    }

    /// Compared as a job compares them in the table: a date with a date.
    fn is_old(&self, value: &str, now: &str, age: &str) -> String {
        format!("{value} < ({now}::text::timestamptz - {age}::text::interval)::{}", self.kind())
    }
}

/// The files with rows that have come of age.
pub async fn due(client: &Client, folder: &Folder, limit: &Limit<'_>) -> Result<Due, JobError> {
    let entries = folder.manifest()?;
    let ages = |of: fn(&Entry) -> &String| entries.iter().map(|it| of(it).as_str()).collect::<Vec<_>>();
    let is_old = |age: &str| limit.is_old(&format!("{age}::timestamptz::{}", limit.kind()), "$3", "$4");
    let sql = format!(
        "SELECT coalesce({}, false), coalesce({}, false) \
         FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS u (lower, upper, at) ORDER BY at",
        is_old("lower"),
        is_old("upper")
    );
    let doing = || JobError::sql("cannot tell which files are old");
    let (lower, upper) = (ages(|it| &it.lower), ages(|it| &it.upper));
    let rows = client.query(&sql, &[&lower, &upper, &limit.now, &limit.age.to_string()]).await;
    let rows = rows.map_err(doing())?;
    let mut due = Due::default();
    for (row, entry) in rows.iter().zip(entries) {
        match (row.try_get(0).map_err(doing())?, row.try_get(1).map_err(doing())?) {
            (_, true) => due.whole.push(entry),
            (true, false) => due.partly.push(entry),
            (false, false) => {}
        }
    }
    Ok(due)
}

/// Takes the rows of one file away that have come of age, in a transaction with its row of the ledger.
pub async fn expire(
    client: &Client,
    folder: &Folder,
    limit: &Limit<'_>,
    entry: &Entry,
    new: New,
) -> Result<Batch, JobError> {
    let since = Instant::now();
    let begin = "BEGIN; SET LOCAL lock_timeout = '5s'; SET LOCAL statement_timeout = 0; SET LOCAL synchronous_commit = on";
    client.batch_execute(begin).await.map_err(JobError::sql("cannot begin"))?;
    let done = inside(client, folder, limit, entry, new, since).await;
    let (batch, written) = match done {
        Ok(done) => done,
        Err(error) => {
            // The first error is the one to tell.
            let _ = client.batch_execute("ROLLBACK").await;
            return Err(error);
        }
    };
    client.batch_execute("COMMIT").await.map_err(JobError::sql("cannot commit"))?;
    if let Some(written) = written {
        folder.settle(&written)?;
    }
    folder.forget(std::slice::from_ref(&entry.file))?;
    Ok(batch)
}

async fn inside(
    client: &Client,
    folder: &Folder,
    limit: &Limit<'_>,
    entry: &Entry,
    new: New,
    since: Instant,
) -> Result<(Batch, Option<String>), JobError> {
    let doing = || JobError::sql(format!("cannot read the ages of {}", entry.file));
    stage(client, folder, entry, limit.table).await?;
    let by = limit.by;
    let sql = format!(
        "SELECT canai_db_record FROM {STAGED} WHERE {}",
        limit.is_old(&format!("{by}::{}", limit.kind()), "$1", "$2")
    );
    let age = limit.age.to_string();
    let rows = client.query(&sql, &[&limit.now, &age]).await.map_err(doing())?;
    let records = rows.iter().map(|row| row.try_get::<_, i64>(0).map(i64::unsigned_abs));
    let records: BTreeSet<u64> = records.collect::<Result<_, _>>().map_err(doing())?;
    let taken = records.len() as u64;
    let written = without(client, folder, by, entry, &records, new).await?;
    unstage(client).await?;
    let why = if written.is_some() { Gone::Rewritten } else { Gone::Expired };
    forgotten(client, std::slice::from_ref(&entry.file), why).await?;
    let batch = Batch {
        table: entry.table.clone(),
        action: if written.is_some() { "rewrite file" } else { "delete file" }.to_owned(),
        lower: Some(entry.lower.clone()),
        upper: Some(entry.upper.clone()),
        // Not rows of the table: they left it long ago.
        cascaded: [(entry.file.clone(), taken)].into(),
        took: since.elapsed().max(Duration::from_millis(1)),
        file: written.clone(),
        ..Batch::default()
    };
    ledger::add(client, new.run, new.number, &batch).await?;
    Ok((batch, written))
}

/// Writes the staged file anew without some records, and tells the ledger; the name of the new file,
/// none where nothing stays.
pub async fn without(
    client: &Client,
    folder: &Folder,
    by: &Name,
    entry: &Entry,
    records: &BTreeSet<u64>,
    new: New,
) -> Result<Option<String>, JobError> {
    if records.len() as u64 >= entry.rows {
        return Ok(None);
    }
    let doing = || JobError::sql(format!("cannot read the ages of {}", entry.file));
    let taken: Vec<i64> = records.iter().map(|it| i64::try_from(*it).unwrap_or_default()).collect();
    let sql = format!(
        "SELECT min({by})::timestamptz::text, max({by})::timestamptz::text FROM {STAGED} \
         WHERE canai_db_record NOT IN (SELECT unnest($1::bigint[]))"
    );
    let row = client.query_one(&sql, &[&taken]).await.map_err(doing())?;
    let age = |at: usize| row.try_get::<_, Option<String>>(at).map(Option::unwrap_or_default);
    let ages = (age(0).map_err(doing())?, age(1).map_err(doing())?);
    let written = write_without(folder, entry, records, new, ages)?;
    add(client, &written, folder).await?;
    Ok(Some(written.file))
}
