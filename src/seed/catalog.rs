//! Reads from the database what rows of a table have to fit.

use tokio_postgres::Client;

use super::error::SeedError;
use crate::model::{Name, QualifiedName};
use crate::row::table::Table;

/// The tables of these names, as far as they are there.
pub async fn tables(client: &Client, names: &[QualifiedName]) -> Result<Vec<Table>, SeedError> {
    let schemas: Vec<&str> = names.iter().map(|name| name.schema.as_str()).collect();
    let relations: Vec<&str> = names.iter().map(|name| name.name.as_str()).collect();
    let doing = "cannot read what the tables are";
    let rows = client.query(include_str!("sql/tables.sql"), &[&schemas, &relations]).await;
    let rows = rows.map_err(SeedError::sql(doing))?;
    let read = |row: &tokio_postgres::Row| {
        let json: String = row.try_get(0).map_err(SeedError::sql(doing))?;
        serde_json::from_str(&json)
            .map_err(|error| SeedError::Data { path: "the catalog".into(), message: error.to_string() })
    };
    rows.iter().map(read).collect()
}

/// Every table there is, to tell which one was meant.
pub async fn table_names(client: &Client) -> Result<Vec<QualifiedName>, SeedError> {
    let doing = "cannot read what tables there are";
    let rows = client.query(include_str!("sql/table_names.sql"), &[]).await.map_err(SeedError::sql(doing))?;
    let name = |row: &tokio_postgres::Row| {
        let (schema, name): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        Ok(QualifiedName { schema: Name::new(schema), name: Name::new(name) })
    };
    rows.iter().map(name).collect::<Result<_, tokio_postgres::Error>>().map_err(SeedError::sql(doing))
}
