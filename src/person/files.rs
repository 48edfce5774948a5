//! A person's rows in files of an archive. All rows of the files are put into temporary tables, where the
//! same SQL finds them as everywhere else; an erasure then writes those files anew from which it took some.

use std::collections::{BTreeMap, BTreeSet};

use tokio_postgres::Client;

use super::PersonError;
use crate::job::{Job, TableFacts};
use crate::jobs::archive::{self, Entry, Folder, Gone, New, STAGED};
use crate::jobs::ledger::{self, Batch, Ended};
use crate::model::{Name, QualifiedName};
use crate::subject::files::staged;

/// The files of one table that a job wrote.
#[derive(Debug)]
pub struct Files<'a> {
    pub job: &'a Job,
    /// The column that tells the age.
    pub by: &'a Name,
    pub table: &'a TableFacts,
    pub folder: Folder,
    pub entries: Vec<Entry>,
    /// The columns that tie rows of the table to a person.
    pub ties: Vec<Name>,
    /// Columns of files that the table has no more, with the file.
    pub lost: Vec<String>,
}

impl Files<'_> {
    /// A column that has another name now finds nothing in a file of before.
    fn refuse_untied(&self, entry: &Entry, lost: &[Name]) -> Result<(), PersonError> {
        let is_there = |name: &&Name| entry.columns.iter().any(|it| *it == name.as_str());
        let (Some(lost), Some(tie)) = (lost.first(), self.ties.iter().find(|it| !is_there(it))) else {
            return Ok(());
        };
        Err(PersonError::Untied {
            file: self.folder.path(&entry.file),
            table: self.table.name.to_string(),
            tie: tie.as_str().to_owned(),
            lost: lost.as_str().to_owned(),
        })
    }
}

/// Puts all of their rows into temporary tables, which live as long as the session.
pub async fn stage(client: &Client, files: &mut [Files<'_>]) -> Result<(), PersonError> {
    for files in files {
        let into = staged(&files.table.name);
        let doing = || PersonError::sql(format!("cannot look into files with rows of {}", files.table.name));
        let create = format!(
            "CREATE TEMPORARY TABLE {} (file text, record bigint, rows jsonb NOT NULL, PRIMARY KEY (file, record))",
            into.name
        );
        client.batch_execute(&create).await.map_err(doing())?;
        for entry in &files.entries {
            client.batch_execute("BEGIN; SET LOCAL statement_timeout = 0").await.map_err(doing())?;
            let staged = archive::stage(client, &files.folder, entry, files.table).await?;
            files.refuse_untied(entry, &staged.lost)?;
            files.lost.extend(staged.lost.iter().map(|name| format!("{name} in {}", entry.file)));
            let fill = format!(
                "INSERT INTO {} SELECT $1, s.canai_db_record, jsonb_build_array(to_jsonb(s) - 'canai_db_record') FROM {STAGED} AS s",
                into.sql()
            );
            client.execute(&fill, &[&entry.file]).await.map_err(doing())?;
            archive::unstage(client).await?;
            client.batch_execute("COMMIT").await.map_err(doing())?;
        }
        client.batch_execute(&format!("ANALYZE {}", into.sql())).await.map_err(doing())?;
    }
    Ok(())
}

/// Files that were written anew, and those that they take the place of.
#[derive(Debug, Default)]
pub struct Rewritten {
    /// By the number of the archive.
    new: Vec<(usize, String)>,
    old: BTreeMap<usize, Vec<String>>,
}

/// Writes those files anew of which the temporary tables lost rows, and tells the ledger. They take the
/// place of the old ones when the transaction is committed and [`settle`] says so.
pub async fn rewrite(client: &Client, files: &[Files<'_>]) -> Result<Rewritten, PersonError> {
    let mut rewritten = Rewritten::default();
    for (at, files) in files.iter().enumerate() {
        let taken = taken(client, &files.table.name).await?;
        if taken.is_empty() {
            continue;
        }
        let doing = "cannot tell the time";
        let now = client.query_one("SELECT now()::text", &[]).await.and_then(|row| row.try_get(0));
        let now: String = now.map_err(PersonError::sql(doing))?;
        let run = ledger::begin(client, files.job, "erase", (&now, &now), &BTreeMap::new()).await?;
        for (entry, number) in files.entries.iter().filter(|it| taken.contains_key(&it.file)).zip(1..) {
            let records = &taken[&entry.file];
            archive::stage(client, &files.folder, entry, files.table).await?;
            let by = files.by;
            let new = New { run, number };
            let written = archive::without(client, &files.folder, by, entry, records, new).await?;
            archive::unstage(client).await?;
            let why = if written.is_some() { Gone::Rewritten } else { Gone::Erased };
            archive::forgotten(client, std::slice::from_ref(&entry.file), why).await?;
            let batch = Batch {
                table: entry.table.clone(),
                action: if written.is_some() { "rewrite file" } else { "delete file" }.to_owned(),
                cascaded: [(entry.file.clone(), records.len() as u64)].into(),
                file: written.clone(),
                ..Batch::default()
            };
            ledger::add(client, run, number, &batch).await?;
            rewritten.new.extend(written.map(|file| (at, file)));
            rewritten.old.entry(at).or_default().push(entry.file.clone());
        }
        ledger::end(client, run, Ended::Done, None).await?;
    }
    Ok(rewritten)
}

/// The records that are a person's no more, by file.
async fn taken(
    client: &Client,
    table: &QualifiedName,
) -> Result<BTreeMap<String, BTreeSet<u64>>, PersonError> {
    let doing = || PersonError::sql(format!("cannot read which rows of files with rows of {table} went"));
    let sql = format!("SELECT file, record FROM {} WHERE rows = '[]'", staged(table).sql());
    let mut taken: BTreeMap<String, BTreeSet<u64>> = BTreeMap::new();
    for row in client.query(&sql, &[]).await.map_err(doing())? {
        let record: i64 = row.try_get(1).map_err(doing())?;
        taken.entry(row.try_get(0).map_err(doing())?).or_default().insert(record.unsigned_abs());
    }
    Ok(taken)
}

/// The transaction is committed: the new files count, and the old ones go.
pub fn settle(files: &[Files<'_>], rewritten: &Rewritten) -> Result<(), PersonError> {
    for (at, file) in &rewritten.new {
        files[*at].folder.settle(file)?;
    }
    for (at, old) in &rewritten.old {
        files[*at].folder.forget(old)?;
    }
    Ok(())
}
