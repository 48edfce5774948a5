//! What the server says of one run: time, pages, and the shape of the plan, beside the plan of a role that
//! no policy binds.

use std::time::Duration;

use tokio_postgres::Client;
use tokio_postgres::types::ToSql;

use super::BenchError;
use super::value::Value;
use crate::pg::acting::{self, As, Json};
use crate::target::shape::{self, Explained};

/// So often the server is asked; the run with the middle time counts.
const RUNS: usize = 3;

/// Explains a query as somebody.
pub async fn explain(
    client: &Client,
    query: (&str, &str),
    it: &As<'_>,
    parameters: &[Value],
    limit: Duration,
) -> Result<Explained, BenchError> {
    let (name, sql) = query;
    // TIMING ON would cost almost half as much again as the query itself, OFF a tenth.
    let analyze = format!("EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {sql}");
    let plan = format!("EXPLAIN (FORMAT JSON) {sql}");
    client.batch_execute("BEGIN").await.map_err(BenchError::sql("cannot begin"))?;
    // Whoever may not plan it without policies measures without that.
    let free = text(client, &plan, parameters).await.ok();
    acting::end(client).await.map_err(BenchError::sql("cannot roll back"))?;
    let mut runs = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        acting::begin(client, it, limit)
            .await
            .map_err(BenchError::sql(format!("cannot become {}", it.role)))?;
        let analyzed = text(client, &analyze, parameters).await;
        acting::end(client).await.map_err(BenchError::sql("cannot roll back"))?;
        let analyzed = analyzed.map_err(BenchError::sql(format!("`{name}` cannot be explained")))?;
        let explained = shape::explained(&analyzed, free.as_deref());
        runs.push(explained.ok_or_else(|| BenchError::Plan { query: name.to_owned() })?);
    }
    runs.sort_by(|a, b| a.execution_ms.total_cmp(&b.execution_ms));
    Ok(runs.swap_remove(RUNS / 2))
}

/// What EXPLAIN prints.
async fn text(client: &Client, sql: &str, parameters: &[Value]) -> Result<String, tokio_postgres::Error> {
    let statement = client.prepare(sql).await?;
    let parameters: Vec<&(dyn ToSql + Sync)> =
        parameters.iter().map(|it| it as &(dyn ToSql + Sync)).collect();
    let row = client.query_one(&statement, &parameters).await?;
    let json: Json = row.try_get(0)?;
    Ok(json.0)
}
