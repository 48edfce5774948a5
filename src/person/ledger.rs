//! The ledger of requests: what was asked, by how many rows of which table it was met, and nothing of
//! whom. It is made on demand.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tokio_postgres::Client;

use super::PersonError;
use crate::subject::erase::{KEPT, LEDGER, REQUESTS};

/// Rows by table, and by column of those that refer to rows no more.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub rows: BTreeMap<String, u64>,
    pub detached: BTreeMap<String, u64>,
}

/// A request that has been begun.
#[derive(Debug)]
pub struct Request {
    pub id: String,
    pub counts: Counts,
    /// Whether an earlier run began it.
    pub resumed: bool,
}

/// Makes the tables where they are missing.
pub async fn make(client: &Client) -> Result<(), PersonError> {
    let doing = || format!("cannot make {REQUESTS}, which remembers requests");
    let there = client.query_one("SELECT to_regclass($1) IS NOT NULL", &[&REQUESTS]).await;
    let there: bool = there.and_then(|row| row.try_get(0)).map_err(PersonError::sql(doing()))?;
    if there {
        return Ok(());
    }
    client.batch_execute(LEDGER).await.map_err(PersonError::sql(doing()))
}

/// The open request about the same person, or a new one. A dry run has no hash and finds none.
pub async fn open(client: &Client, hash: Option<&[u8]>, plan: &str) -> Result<Request, PersonError> {
    let doing = "cannot record the request";
    let rows = client.query(include_str!("sql/open.sql"), &[&hash]).await.map_err(PersonError::sql(doing))?;
    if let Some(row) = rows.first() {
        let counts: String = row.try_get(1).map_err(PersonError::sql(doing))?;
        let id: String = row.try_get(0).map_err(PersonError::sql(doing))?;
        let renewed = "UPDATE canai_db.subject_requests SET plan_hash = $2 WHERE id = $1::text::uuid";
        client.execute(renewed, &[&id, &plan]).await.map_err(PersonError::sql(doing))?;
        return Ok(Request { id, counts: serde_json::from_str(&counts).unwrap_or_default(), resumed: true });
    }
    let row = client
        .query_one(include_str!("sql/record.sql"), &[&hash, &plan])
        .await
        .map_err(PersonError::sql(doing))?;
    let id = row.try_get(0).map_err(PersonError::sql(doing))?;
    Ok(Request { id, counts: Counts::default(), resumed: false })
}

/// Keeps the counts so far.
pub async fn note(client: &Client, id: &str, counts: &Counts) -> Result<(), PersonError> {
    let doing = "cannot record how far it got";
    let counts = text(counts);
    let sql = "UPDATE canai_db.subject_requests SET counts = $2::text::jsonb WHERE id = $1::text::uuid";
    client.execute(sql, &[&id, &counts]).await.map(|_| ()).map_err(PersonError::sql(doing))
}

/// Ends a request: done where nothing is left; open still where something is.
pub async fn close(
    client: &Client,
    id: &str,
    counts: &Counts,
    left: &BTreeMap<String, i64>,
) -> Result<(), PersonError> {
    let (counts, left_over) = (text(counts), text(left));
    client
        .execute(include_str!("sql/close.sql"), &[&id, &counts, &left_over, &left.is_empty()])
        .await
        .map_err(PersonError::sql("cannot record the end of the request"))?;
    // Rows that stayed as they were may be found by their keys alone.
    let queue = "DELETE FROM canai_db.subject_queue WHERE request = $1::text::uuid AND ($2 OR NOT starts_with(table_name, $3))";
    let emptied = client.execute(queue, &[&id, &left.is_empty(), &KEPT]).await;
    emptied.map(|_| ()).map_err(PersonError::sql("cannot empty the queue"))
}

/// Queues rows again that an earlier run of the request could not change.
pub async fn put_back(client: &Client, id: &str) -> Result<(), PersonError> {
    let sql = "INSERT INTO canai_db.subject_queue (request, table_name, key) \
               SELECT request, substr(table_name, length($2) + 1), key FROM canai_db.subject_queue \
               WHERE request = (SELECT id FROM canai_db.subject_requests WHERE id = $1::text::uuid AND left_over <> '{}') \
                 AND starts_with(table_name, $2) ON CONFLICT DO NOTHING";
    let put = client.execute(sql, &[&id, &KEPT]).await;
    put.map(|_| ()).map_err(PersonError::sql("cannot queue rows again"))
}

/// How many requests about others were begun and not finished.
pub async fn others_open(client: &Client, id: &str) -> Result<i64, PersonError> {
    let sql =
        "SELECT count(*) FROM canai_db.subject_requests WHERE finished_at IS NULL AND id <> $1::text::uuid";
    let row = client.query_one(sql, &[&id]).await;
    row.and_then(|row| row.try_get(0)).map_err(PersonError::sql("cannot look for open requests"))
}

/// Maps of names and numbers are JSON whatever they hold.
fn text(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
