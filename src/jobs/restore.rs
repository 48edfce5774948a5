//! The way back out of an archive: rows into their table again, each once, whatever the archive is.

use std::io::Read as _;
use std::path::Path;

use bytes::Bytes;
use futures_util::SinkExt as _;
use tokio_postgres::Client;

use super::archive::{Entry, Folder};
use super::error::JobError;
use super::guard;
use crate::job::{Destination, Facts, Job, Rule, TableFacts};
use crate::model::{Name, QualifiedName};

/// What comes back.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Rows of this age and later, as PostgreSQL reads a time; of any age, if nothing is said.
    pub from: Option<String>,
    /// Rows before this age.
    pub until: Option<String>,
    /// A table of the same columns that gets a copy; the archive stays as it is then.
    pub into: Option<QualifiedName>,
}

/// What came back.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Restored {
    pub table: String,
    pub rows: u64,
    /// Rows that were in the table already.
    pub there: u64,
    /// Files or chunks that were taken from.
    pub parts: u64,
}

const CHUNK: usize = 256 * 1024;

/// Brings back what an archive job moved, in one transaction; then takes it out of the archive. Files
/// and chunks come as a whole, with every row in them, once one of their rows is wanted.
pub async fn restore(
    client: &Client,
    job: &Job,
    rule: &Rule,
    facts: &Facts,
    root: &Path,
    wanted: &Wanted,
) -> Result<Restored, JobError> {
    guard::sees_all_rows(client, rule).await?;
    let into = wanted.into.as_ref().unwrap_or(&rule.table.it);
    let target = facts.table(into).ok_or_else(|| JobError::NoTable { table: into.to_string() })?;
    let doing = || JobError::sql(format!("cannot restore rows into {into}"));
    client
        .batch_execute("BEGIN; SET LOCAL lock_timeout = '5s'; SET LOCAL statement_timeout = 0")
        .await
        .map_err(doing())?;
    let by = &job.by.it;
    let done = match rule.into.as_ref().map(|it| &it.it) {
        Some(Destination::Files(files)) => {
            let folder = Folder::new(root.join(&files.folder));
            from_files(client, &folder, rule, target, wanted).await
        }
        Some(Destination::Rows(archive)) => {
            from_rows(client, archive, by, target, wanted).await.map(|it| (it, None))
        }
        Some(Destination::Chunks(archive)) => {
            from_chunks(client, archive, &rule.table.it, target, wanted).await.map(|it| (it, None))
        }
        None => Ok((Restored { table: into.to_string(), rows: 0, there: 0, parts: 0 }, None)),
    };
    let (restored, taken) = match done {
        Ok(done) => done,
        Err(error) => {
            // The first error is the one to tell.
            let _ = client.batch_execute("ROLLBACK").await;
            return Err(error);
        }
    };
    client.batch_execute("COMMIT").await.map_err(doing())?;
    // A crash before this leaves rows in both; restoring them again finds them there.
    if let Some((folder, files)) = taken {
        folder.forget(&files)?;
    }
    Ok(restored)
}

type Taken = Option<(Folder, Vec<String>)>;

async fn from_files(
    client: &Client,
    folder: &Folder,
    rule: &Rule,
    target: &TableFacts,
    wanted: &Wanted,
) -> Result<(Restored, Taken), JobError> {
    folder.open(client).await?;
    let of_table = folder.manifest()?.into_iter().filter(|entry| entry.table == rule.table.it.to_string());
    let entries = within(client, of_table.collect(), wanted).await?;
    let mut restored = Restored { table: target.name.to_string(), rows: 0, there: 0, parts: 0 };
    for entry in &entries {
        let (rows, there) = file(client, folder, entry, target).await?;
        restored.rows += rows;
        restored.there += there;
        restored.parts += 1;
    }
    let files = entries.into_iter().map(|it| it.file).collect();
    let taken = wanted.into.is_none().then(|| (folder.clone(), files));
    Ok((restored, taken))
}

/// The files with rows of an age.
async fn within(client: &Client, entries: Vec<Entry>, wanted: &Wanted) -> Result<Vec<Entry>, JobError> {
    let lower: Vec<&str> = entries.iter().map(|it| it.lower.as_str()).collect();
    let upper: Vec<&str> = entries.iter().map(|it| it.upper.as_str()).collect();
    let sql = "SELECT coalesce(upper::timestamptz >= $3::text::timestamptz, true) \
                  AND coalesce(lower::timestamptz < $4::text::timestamptz, true) \
               FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS u (lower, upper, at) ORDER BY at";
    let doing = || JobError::sql("cannot tell which files hold rows of that age");
    let rows = client.query(sql, &[&lower, &upper, &wanted.from, &wanted.until]).await.map_err(doing())?;
    let mut found = Vec::new();
    for (row, entry) in rows.iter().zip(entries) {
        if row.try_get(0).map_err(doing())? {
            found.push(entry);
        }
    }
    Ok(found)
}

/// One file, into a temporary table and from there.
async fn file(
    client: &Client,
    folder: &Folder,
    entry: &Entry,
    target: &TableFacts,
) -> Result<(u64, u64), JobError> {
    let doing = || JobError::sql(format!("cannot load {} into {}", entry.file, target.name));
    let mut text = folder.checked(entry)?;
    let columns: Vec<Name> = entry.columns.iter().map(|name| Name::new(name.as_str())).collect();
    if let Some(lost) = columns.iter().find(|name| target.column(name.as_str()).is_none()) {
        let what = format!(
            "{} has no column `{lost}` any more; restore into a table that has, with --into",
            target.name
        );
        return Err(JobError::Archive { path: folder.path(&entry.file), what });
    }
    let columns = list(&columns);
    let stage = format!(
        "CREATE TEMPORARY TABLE canai_db_restored ON COMMIT DROP AS SELECT {columns} FROM {} WITH NO DATA",
        target.name.sql()
    );
    client.batch_execute(&stage).await.map_err(doing())?;
    let copy = format!("COPY pg_temp.canai_db_restored ({columns}) FROM STDIN (FORMAT csv, HEADER)");
    let mut sink = std::pin::pin!(client.copy_in(&copy).await.map_err(doing())?);
    loop {
        let mut chunk = vec![0; CHUNK];
        let count = text.read(&mut chunk).map_err(|source| JobError::File {
            doing: "read",
            path: folder.path(&entry.file),
            source,
        })?;
        if count == 0 {
            break;
        }
        chunk.truncate(count);
        sink.send(Bytes::from(chunk)).await.map_err(doing())?;
    }
    let staged = sink.finish().await.map_err(doing())?;
    let insert = format!(
        "INSERT INTO {} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM pg_temp.canai_db_restored ON CONFLICT DO NOTHING",
        target.name.sql()
    );
    let inserted = client.execute(&insert, &[]).await.map_err(doing())?;
    client.batch_execute("DROP TABLE pg_temp.canai_db_restored").await.map_err(doing())?;
    Ok((inserted, staged - inserted))
}

async fn from_rows(
    client: &Client,
    archive: &QualifiedName,
    by: &Name,
    target: &TableFacts,
    wanted: &Wanted,
) -> Result<Restored, JobError> {
    let columns = list(&stored(target));
    let ages = format!(
        "coalesce({by} >= $1::text::timestamptz, true) AND coalesce({by} < $2::text::timestamptz, true)"
    );
    let source = match wanted.into {
        None => format!("WITH back AS (DELETE FROM {} WHERE {ages} RETURNING {columns})", archive.sql()),
        Some(_) => format!("WITH back AS (SELECT {columns} FROM {} WHERE {ages})", archive.sql()),
    };
    let sql = format!(
        "{source}, made AS (INSERT INTO {} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM back ON CONFLICT DO NOTHING RETURNING 1)\n\
         SELECT (SELECT count(*) FROM made), (SELECT count(*) FROM back), 0::bigint",
        target.name.sql()
    );
    counted(client, &sql, target, wanted).await
}

async fn from_chunks(
    client: &Client,
    archive: &QualifiedName,
    table: &QualifiedName,
    target: &TableFacts,
    wanted: &Wanted,
) -> Result<Restored, JobError> {
    let columns = list(&stored(target));
    let ages =
        "coalesce(upper >= $1::text::timestamptz, true) AND coalesce(lower < $2::text::timestamptz, true)";
    let source = match wanted.into {
        None => format!("WITH chunks AS (DELETE FROM {} WHERE {ages} RETURNING rows)", archive.sql()),
        Some(_) => format!("WITH chunks AS (SELECT rows FROM {} WHERE {ages})", archive.sql()),
    };
    let sql = format!(
        "{source}, back AS (SELECT r.* FROM chunks, jsonb_populate_recordset(NULL::{}, chunks.rows) AS r),\n\
         made AS (INSERT INTO {} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM back ON CONFLICT DO NOTHING RETURNING 1)\n\
         SELECT (SELECT count(*) FROM made), (SELECT count(*) FROM back), (SELECT count(*) FROM chunks)",
        table.sql(),
        target.name.sql()
    );
    counted(client, &sql, target, wanted).await
}

async fn counted(
    client: &Client,
    sql: &str,
    target: &TableFacts,
    wanted: &Wanted,
) -> Result<Restored, JobError> {
    let doing = || JobError::sql(format!("cannot restore rows into {}", target.name));
    let row = client.query_one(sql, &[&wanted.from, &wanted.until]).await.map_err(doing())?;
    let count = |at: usize| row.try_get::<_, i64>(at).map(|it| u64::try_from(it).unwrap_or_default());
    let (made, back, parts) =
        (count(0).map_err(doing())?, count(1).map_err(doing())?, count(2).map_err(doing())?);
    Ok(Restored { table: target.name.to_string(), rows: made, there: back - made, parts })
}

fn stored(table: &TableFacts) -> Vec<Name> {
    table.columns.iter().filter(|it| !it.generated).map(|it| it.name.clone()).collect()
}

fn list(names: &[Name]) -> String {
    names.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
