//! Partitions that are old as a whole: dropped or detached, in milliseconds whatever they hold.

use std::time::Instant;

use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

use super::PartitionReport;
use super::error::JobError;
use super::ledger::Batch;
use crate::job::statements::Statements;
use crate::job::{Facts, Partitions};
use crate::model::QualifiedName;

/// A partition before the cut-off.
#[derive(Clone, Debug)]
pub struct Old {
    pub name: QualifiedName,
    /// Where it ends.
    pub upper: String,
}

/// The partitions that go as a whole; none of a table that is not divided by the age, or of which some
/// old rows stay.
pub async fn old(
    client: &Client,
    statements: &Statements<'_>,
    facts: &Facts,
    cutoff: &str,
) -> Result<Vec<Old>, JobError> {
    if !statements.takes_partitions(facts) {
        return Ok(Vec::new());
    }
    let doing = format!("cannot read the partitions of {}", statements.table.name);
    let sql = include_str!("sql/partitions.sql");
    let rows =
        client.query(sql, &[&statements.table.name.sql(), &cutoff]).await.map_err(JobError::sql(&doing))?;
    let read = |row: &tokio_postgres::Row| {
        let (schema, name): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        Ok(Old { name: QualifiedName::new(schema.as_str(), name.as_str()), upper: row.try_get(2)? })
    };
    rows.iter().map(read).collect::<Result<_, _>>().map_err(JobError::sql(doing))
}

/// How long a run counts a partition, so that dropping one takes no longer than that, whatever it holds.
pub const COUNTING: &str = "500ms";

/// How many rows a partition has, and whether that is what its statistics say: it is counted before it goes,
/// since nobody can tell afterwards, and for no longer than that (`0`: as long as it takes).
pub async fn rows(client: &Client, old: &Old, longest: &str) -> Result<(u64, bool), JobError> {
    let doing = || JobError::sql(format!("cannot count the rows of the partition {}", old.name));
    let limit = "SELECT current_setting('statement_timeout'), set_config('statement_timeout', $1, false)";
    let usual: String =
        client.query_one(limit, &[&longest]).await.and_then(|row| row.try_get(0)).map_err(doing())?;
    let counted = client.query_one(&format!("SELECT count(*) FROM {}", old.name.sql()), &[]).await;
    let again = "SELECT set_config('statement_timeout', $1, false)";
    let (row, is_estimate) = match counted {
        Err(error) if error.code() == Some(&SqlState::QUERY_CANCELED) => {
            client.execute(again, &[&usual]).await.map_err(doing())?;
            let sql = include_str!("sql/estimate.sql");
            (client.query_one(sql, &[&old.name.sql()]).await.map_err(doing())?, true)
        }
        counted => {
            let row = counted.map_err(doing())?;
            client.execute(again, &[&usual]).await.map_err(doing())?;
            (row, false)
        }
    };
    let rows: i64 = row.try_get(0).map_err(doing())?;
    Ok((rows.unsigned_abs(), is_estimate))
}

/// What is said of one that goes.
pub fn report(statements: &Statements<'_>, old: &Old, (rows, is_estimate): (u64, bool)) -> PartitionReport {
    let is_kept = statements.rule.partitions == Partitions::Detach;
    PartitionReport { name: old.name.to_string(), rows, is_estimate, is_kept }
}

/// Takes one away, inside of a transaction. The lock it needs holds up everybody who uses the table,
/// so that transaction must not wait for it for long.
pub async fn remove(
    client: &Client,
    statements: &Statements<'_>,
    old: &Old,
    rows: u64,
) -> Result<Batch, JobError> {
    let (parent, child) = (statements.table.name.sql(), old.name.sql());
    let (sql, action) = match statements.rule.partitions {
        Partitions::Detach => (format!("ALTER TABLE {parent} DETACH PARTITION {child}"), "detach partition"),
        Partitions::Drop | Partitions::Rows => (format!("DROP TABLE {child}"), "drop partition"),
    };
    let since = Instant::now();
    client
        .batch_execute(&sql)
        .await
        .map_err(JobError::sql(format!("cannot take away the partition {}", old.name)))?;
    Ok(Batch {
        table: statements.table.name.to_string(),
        action: format!("{action} {}", old.name),
        upper: Some(old.upper.clone()),
        rows,
        took: since.elapsed(),
        ..Batch::default()
    })
}
