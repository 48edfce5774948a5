//! What would make a run do harm, or nothing without a word, looked at in the database before it.

use tokio_postgres::Client;

use super::error::JobError;
use super::{Options, ledger};
use crate::job::statements::Statements;
use crate::job::{Job, Rule};
use crate::model::QualifiedName;

/// So many times the usual share is too much to be taken without asking.
const TOO_MUCH: f64 = 10.0;
/// Fewer runs than this make nothing usual.
const ENOUGH_RUNS: i64 = 3;

/// About how many rows a table has.
pub const SIZE: &str = include_str!("sql/size.sql");

/// Refuses a role that row security hides rows from: it would find nothing to do.
pub async fn sees_all_rows(client: &Client, rule: &Rule) -> Result<(), JobError> {
    let doing = "cannot ask whether row security holds";
    let mut tables = vec![&rule.table.it];
    tables.extend(rule.detach.iter().map(|it| &it.it));
    tables.extend(rule.into.iter().filter_map(|it| it.it.table()));
    let sql = "SELECT row_security_active(c.oid), current_user::text, pg_get_userbyid(c.relowner)::text \
               FROM pg_class c WHERE c.oid = $1::text::regclass";
    for table in tables {
        let row = client.query_one(sql, &[&table.sql()]).await.map_err(JobError::sql(doing))?;
        let read = || Ok((row.try_get::<_, bool>(0)?, row.try_get(1)?, row.try_get(2)?));
        let (hides, role, owner) = read().map_err(JobError::sql(doing))?;
        if hides {
            return Err(JobError::RowSecurity { table: table.to_string(), role, owner });
        }
    }
    Ok(())
}

/// Refuses to count ages from a time that is yet to come: everything would be old.
pub async fn is_not_to_come(client: &Client, options: &Options, now: &str) -> Result<(), JobError> {
    let doing = "cannot tell the time";
    // Clocks differ, and so do zones that somebody forgot.
    let sql = "SELECT $1::text::timestamptz > clock_timestamp() + interval '1 day'";
    let row = client.query_one(sql, &[&now]).await.map_err(JobError::sql(doing))?;
    let is_to_come: bool = row.try_get(0).map_err(JobError::sql(doing))?;
    if is_to_come && !options.allow_unusual {
        return Err(JobError::ToCome { now: now.to_owned() });
    }
    Ok(())
}

/// About how many rows a table has; none where nobody counted.
pub async fn size(client: &Client, table: &QualifiedName) -> Result<Option<i64>, JobError> {
    let doing = "cannot ask how large a table is";
    let row = client.query_one(SIZE, &[&table.sql()]).await.map_err(JobError::sql(doing))?;
    let size: Option<i64> = row.try_get(0).map_err(JobError::sql(doing))?;
    Ok(size.filter(|size| *size > 0))
}

/// Refuses to take far more of a table than the runs before did.
pub async fn is_usual(
    client: &Client,
    job: &Job,
    statements: &Statements<'_>,
    cutoff: &str,
    size: i64,
) -> Result<(), JobError> {
    let table = statements.table.name.to_string();
    let usual = ledger::usual(client, &job.name.it, &table).await?;
    // Where a tenth of the table is usual, no part of it is ten times as much.
    let is_telling = |share: &f64| usual.runs >= ENOUGH_RUNS && *share > 0.0 && *share < 1.0 / TOO_MUCH;
    let Some(share) = usual.share.filter(is_telling) else { return Ok(()) };
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "a limit, not a count")]
    let limit = ((share * size as f64 * TOO_MUCH) as i64).max(1_000);
    let sql = statements.count_some();
    let doing = format!("cannot count the rows of {table} that are old");
    let row = client.query_one(&sql, &[&cutoff, &(limit + 1)]).await.map_err(JobError::sql(&doing))?;
    let count: i64 = row.try_get(0).map_err(JobError::sql(&doing))?;
    if count <= limit {
        return Ok(());
    }
    Err(JobError::Unusual {
        job: job.name.it.clone(),
        table,
        rows: format!("more than {limit}"),
        times: 10,
        usual: share * 100.0,
    })
}
