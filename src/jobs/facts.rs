//! Reads from the database what jobs have to fit there.

use tokio_postgres::Client;

use super::error::JobError;
use crate::job::{Facts, TableFacts, ViewFacts};

/// The tables and materialised views of the database.
pub async fn read(client: &Client) -> Result<Facts, JobError> {
    let doing = "cannot read what tables there are";
    let rows = client.query(include_str!("sql/facts.sql"), &[]).await.map_err(JobError::sql(doing))?;
    let table = |row: &tokio_postgres::Row| -> Result<TableFacts, JobError> {
        let json: &str = row.try_get(0).map_err(JobError::sql(doing))?;
        serde_json::from_str(json).map_err(JobError::Catalog)
    };
    let tables = rows.iter().map(|row| table(row).map(|it| (it.name.clone(), it)));
    let tables = tables.collect::<Result<_, _>>()?;
    let doing = "cannot read what materialized views there are";
    let rows = client.query(include_str!("sql/views.sql"), &[]).await.map_err(JobError::sql(doing))?;
    let view = |row: &tokio_postgres::Row| -> Result<ViewFacts, JobError> {
        let json: &str = row.try_get(0).map_err(JobError::sql(doing))?;
        serde_json::from_str(json).map_err(JobError::Catalog)
    };
    let views = rows.iter().map(|row| view(row).map(|it| (it.name.clone(), it)));
    Ok(Facts { tables, views: views.collect::<Result<_, _>>()? })
}
