//! What the ledger knows of files: which count, and what became of the others.

use std::collections::BTreeMap;

use tokio_postgres::Client;

use super::super::error::JobError;
use super::super::ledger;
use super::{Entry, Folder};
use crate::job::ledger_table;

const READING: &str = "cannot ask the ledger canai_db.archive_files about files";
const WRITING: &str = "cannot write the ledger canai_db.archive_files";

/// Why a file counts no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gone {
    /// Its rows came of age.
    Expired,
    /// Its rows are in their table again.
    Restored,
    /// Another file has those of its rows that stay.
    Rewritten,
    /// Its rows were those of persons who were erased.
    Erased,
    /// Somebody said that it is lost.
    Lost,
}

impl Gone {
    fn word(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Restored => "restored",
            Self::Rewritten => "rewritten",
            Self::Erased => "erased",
            Self::Lost => "lost",
        }
    }
}

/// What the ledger says of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// Its rows are there and nowhere else.
    Held,
    /// Somebody said that it is lost; its rows are nowhere else either.
    Lost,
    /// Its rows are somewhere else, or nowhere by intention.
    Gone,
}

/// By name.
pub type Files = BTreeMap<String, Known>;

/// A file that counts.
#[derive(Clone, Debug)]
pub struct Held {
    pub file: String,
    pub table: String,
    /// Where it was written to.
    pub folder: String,
}

/// The number that tells this ledger from others'. A copy of the database has it too.
pub async fn ledger(client: &Client) -> Result<String, JobError> {
    let row = client.query_one("SELECT id::text FROM canai_db.ledger", &[]).await;
    row.and_then(|row| row.try_get(0)).map_err(JobError::sql("cannot read canai_db.ledger"))
}

/// All files of a table, those that are gone among them.
pub async fn files(client: &Client, table: &str) -> Result<Files, JobError> {
    let sql = "SELECT file, gone_at IS NULL, gone_because IS NOT DISTINCT FROM 'lost' \
               FROM canai_db.archive_files WHERE table_name = $1";
    let rows = client.query(sql, &[&table]).await.map_err(JobError::sql(READING))?;
    let known = rows.iter().map(|row| {
        let known = match (row.try_get(1)?, row.try_get(2)?) {
            (true, _) => Known::Held,
            (false, true) => Known::Lost,
            (false, false) => Known::Gone,
        };
        Ok((row.try_get(0)?, known))
    });
    known.collect::<Result<_, _>>().map_err(JobError::sql(READING))
}

/// Gives the files of a table that is there no more to the one that has its place; whether it is there no more.
pub async fn rename(client: &Client, from: &str, to: &str) -> Result<bool, JobError> {
    let sql = format!("SELECT {} IS NULL", ledger_table("$1::text"));
    let is_gone = client.query_one(&sql, &[&from]).await;
    let is_gone: bool = is_gone.and_then(|row| row.try_get(0)).map_err(JobError::sql(READING))?;
    if is_gone {
        let sql = "UPDATE canai_db.archive_files SET table_name = $2 WHERE table_name = $1";
        client.execute(sql, &[&from, &to]).await.map_err(JobError::sql(WRITING))?;
    }
    Ok(is_gone)
}

/// The files of tables that are there no more.
pub async fn orphans(client: &Client) -> Result<Vec<Held>, JobError> {
    if !ledger::has_files(client).await? {
        return Ok(Vec::new());
    }
    read_held(client, &format!("{} IS NULL", ledger_table("table_name")), &[]).await
}

/// Files that were called lost count again.
pub async fn found(client: &Client, files: &[String]) -> Result<(), JobError> {
    let sql = "UPDATE canai_db.archive_files SET gone_at = NULL, gone_because = NULL \
               WHERE file = ANY ($1) AND gone_because = 'lost'";
    client.execute(sql, &[&files]).await.map(|_| ()).map_err(JobError::sql(WRITING))
}

/// The files that hold rows of some tables; none where there is no ledger.
pub async fn held(client: &Client, tables: &[String]) -> Result<Vec<Held>, JobError> {
    if !ledger::has_files(client).await? {
        return Ok(Vec::new());
    }
    read_held(client, "table_name = ANY ($1)", &[&tables]).await
}

async fn read_held(
    client: &Client,
    which: &str,
    values: &[&(dyn tokio_postgres::types::ToSql + Sync)],
) -> Result<Vec<Held>, JobError> {
    let sql = format!(
        "SELECT file, table_name, folder FROM canai_db.archive_files \
         WHERE gone_at IS NULL AND {which} ORDER BY written_at, file"
    );
    let rows = client.query(&sql, values).await.map_err(JobError::sql(READING))?;
    let held = rows
        .iter()
        .map(|row| Ok(Held { file: row.try_get(0)?, table: row.try_get(1)?, folder: row.try_get(2)? }));
    held.collect::<Result<_, _>>().map_err(JobError::sql(READING))
}

/// A file counts, once the transaction is committed.
pub async fn add(client: &Client, entry: &Entry, folder: &Folder) -> Result<(), JobError> {
    let sql = "INSERT INTO canai_db.archive_files (file, job, table_name, folder, rows, sha256) \
               VALUES ($1, $2, $3, $4, $5, $6)";
    let rows = i64::try_from(entry.rows).unwrap_or(i64::MAX);
    let folder = folder.path.display().to_string();
    let values: [&(dyn tokio_postgres::types::ToSql + Sync); 6] =
        [&entry.file, &entry.job, &entry.table, &folder, &rows, &entry.sha256];
    client.execute(sql, &values).await.map(|_| ()).map_err(JobError::sql(WRITING))
}

/// Files count no more, once the transaction is committed.
pub async fn forgotten(client: &Client, files: &[String], why: Gone) -> Result<(), JobError> {
    let sql = "UPDATE canai_db.archive_files SET gone_at = clock_timestamp(), gone_because = $2 \
               WHERE file = ANY ($1) AND gone_at IS NULL";
    client.execute(sql, &[&files, &why.word()]).await.map(|_| ()).map_err(JobError::sql(WRITING))
}
