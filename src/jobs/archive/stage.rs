//! The rows of a file in a temporary table, as the columns of their table and numbered as in the file.

use std::io::Read as _;

use bytes::Bytes;
use futures_util::SinkExt as _;
use tokio_postgres::Client;

use super::super::error::JobError;
use super::{Entry, Folder};
use crate::job::TableFacts;
use crate::model::Name;

/// The temporary table; its column `canai_db_record` counts from 1.
pub const STAGED: &str = "pg_temp.canai_db_staged";
const CHUNK: usize = 256 * 1024;

/// A file that is loaded.
#[derive(Debug)]
pub struct Staged {
    pub columns: Vec<Name>,
    /// Those of them that the table has no more; they are text.
    pub lost: Vec<Name>,
    pub rows: u64,
}

/// Loads a file that is as the manifest says.
pub async fn stage(
    client: &Client,
    folder: &Folder,
    entry: &Entry,
    target: &TableFacts,
) -> Result<Staged, JobError> {
    let doing = || JobError::sql(format!("cannot load {}", entry.file));
    let mut text = folder.checked(entry)?;
    let columns: Vec<Name> = entry.columns.iter().map(|name| Name::new(name.as_str())).collect();
    let is_lost = |name: &&Name| target.column(name.as_str()).is_none();
    let lost: Vec<Name> = columns.iter().filter(is_lost).cloned().collect();
    let list = list(&columns);
    let typed = columns
        .iter()
        .map(|name| if is_lost(&name) { format!("NULL::text AS {name}") } else { name.to_string() });
    let create = format!(
        "CREATE TEMPORARY TABLE canai_db_staged AS SELECT {} FROM {} WITH NO DATA;
         ALTER TABLE {STAGED} ADD canai_db_record bigint GENERATED ALWAYS AS IDENTITY",
        typed.collect::<Vec<_>>().join(", "),
        target.name.sql()
    );
    client.batch_execute(&create).await.map_err(doing())?;
    let copy = format!("COPY {STAGED} ({list}) FROM STDIN (FORMAT csv, HEADER)");
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
    let rows = sink.finish().await.map_err(doing())?;
    Ok(Staged { columns, lost, rows })
}

pub async fn unstage(client: &Client) -> Result<(), JobError> {
    let dropped = client.batch_execute(&format!("DROP TABLE {STAGED}")).await;
    dropped.map_err(JobError::sql("cannot drop a temporary table"))
}

pub fn list(names: &[Name]) -> String {
    names.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
