//! Sizes, traffic and open transactions of a live database, for weighing a plan. Only looks, with the
//! limits of every look ([`catalog::BEGIN`]); writes are counted twice, a second apart.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Row};

use super::catalog;
use super::error::SqlError;
use crate::model::QualifiedName;
use crate::plan::weigh::{Holder, Statistics, TableStatistics};

/// Between two counts of the writes.
const INTERVAL: Duration = Duration::from_secs(1);

/// Reads what is known of these tables; what is not there has none.
pub async fn read(client: &Client, tables: &[QualifiedName]) -> Result<Statistics, SqlError> {
    let schemas: Vec<&str> = tables.iter().map(|table| table.schema.as_str()).collect();
    let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
    let parameters: [(&(dyn ToSql + Sync), Type); 2] =
        [(&schemas, Type::TEXT_ARRAY), (&names, Type::TEXT_ARRAY)];
    let before = look(client, include_str!("sql/table_statistics.sql"), &parameters).await?;
    let since = Instant::now();
    tokio::time::sleep(INTERVAL).await;
    let after = look(client, include_str!("sql/table_statistics.sql"), &parameters).await?;
    let seconds = since.elapsed().as_secs_f64();
    let holders = look(client, include_str!("sql/table_holders.sql"), &parameters).await?;
    let oldest = look(client, include_str!("sql/oldest_transaction.sql"), &[]).await?;

    let mut earlier = BTreeMap::new();
    for row in &before {
        earlier.insert(name(row)?, row.try_get::<_, i64>("writes")?);
    }
    let mut statistics = Statistics::default();
    for row in &after {
        let (name, writes) = (name(row)?, row.try_get::<_, i64>("writes")?);
        let written = earlier.get(&name).map_or(0, |before| writes - before).max(0);
        let counted = row.try_get::<_, Option<f64>>("least")?.is_some_and(|least| least >= 0.0);
        let table = TableStatistics {
            rows: row.try_get::<_, Option<f64>>("rows")?.filter(|_| counted),
            heap_bytes: unsigned(row.try_get("heap_bytes")?),
            total_bytes: unsigned(row.try_get("total_bytes")?),
            writes_per_second: f64::from(u32::try_from(written).unwrap_or(u32::MAX)) / seconds,
            holders: Vec::new(),
        };
        statistics.tables.insert(name, table);
    }
    for row in &holders {
        if let Some(table) = statistics.tables.get_mut(&name(row)?) {
            table.holders.push(Holder { mode: row.try_get("mode")?, age: age(row)? });
        }
    }
    if let Some(row) = oldest.first() {
        statistics.oldest = age(row)?;
        statistics.hidden = row.try_get("hidden")?;
        statistics.standby = row.try_get("standby")?;
    }
    Ok(statistics)
}

/// One query in a transaction of its own: the statistics stand still within one.
async fn look(
    client: &Client,
    sql: &str,
    parameters: &[(&(dyn ToSql + Sync), Type)],
) -> Result<Vec<Row>, SqlError> {
    client.batch_execute(catalog::BEGIN).await?;
    let rows = client.query_typed(sql, parameters).await?;
    client.batch_execute("ROLLBACK").await?;
    Ok(rows)
}

fn name(row: &Row) -> Result<QualifiedName, SqlError> {
    let (schema, name): (&str, &str) = (row.try_get("schema")?, row.try_get("name")?);
    Ok(QualifiedName::new(schema, name))
}

fn age(row: &Row) -> Result<Option<Duration>, SqlError> {
    let seconds: Option<f64> = row.try_get("seconds")?;
    Ok(seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()))
}

fn unsigned(bytes: i64) -> u64 {
    u64::try_from(bytes).unwrap_or_default()
}
