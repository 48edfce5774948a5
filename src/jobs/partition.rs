//! Partitions that are old as a whole: dropped or detached, in milliseconds whatever they hold.

use std::time::Instant;

use tokio_postgres::Client;

use super::error::JobError;
use super::ledger::Batch;
use crate::job::statements::Statements;
use crate::job::{Kind, Partitions};
use crate::model::QualifiedName;

/// A partition before the cut-off.
#[derive(Clone, Debug)]
pub struct Old {
    pub name: QualifiedName,
    /// An estimate: what the last ANALYZE said.
    pub rows: u64,
    /// Where it ends.
    pub upper: String,
}

/// The partitions that go as a whole; none of a table that is not divided by the age, or of which some
/// old rows stay.
pub async fn old(client: &Client, statements: &Statements<'_>, cutoff: &str) -> Result<Vec<Old>, JobError> {
    let rule = statements.rule;
    let goes_whole = statements.table.range_by.as_ref() == Some(&statements.job.by.it)
        && rule.takes_all()
        && rule.removes()
        && rule.into.is_none()
        && statements.job.kind == Kind::Purge
        && rule.partitions != Partitions::Rows;
    if !goes_whole {
        return Ok(Vec::new());
    }
    let doing = format!("cannot read the partitions of {}", statements.table.name);
    let sql = include_str!("sql/partitions.sql");
    let rows =
        client.query(sql, &[&statements.table.name.sql(), &cutoff]).await.map_err(JobError::sql(&doing))?;
    let read = |row: &tokio_postgres::Row| {
        let (schema, name): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        let rows: i64 = row.try_get(2)?;
        Ok(Old {
            name: QualifiedName::new(schema.as_str(), name.as_str()),
            rows: u64::try_from(rows).unwrap_or_default(),
            upper: row.try_get(3)?,
        })
    };
    rows.iter().map(read).collect::<Result<_, _>>().map_err(JobError::sql(doing))
}

/// Takes one away, inside of a transaction. The lock it needs holds up everybody who uses the table,
/// so that transaction must not wait for it for long.
pub async fn remove(client: &Client, statements: &Statements<'_>, old: &Old) -> Result<Batch, JobError> {
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
        action,
        upper: Some(old.upper.clone()),
        rows: old.rows,
        took: since.elapsed(),
        ..Batch::default()
    })
}
