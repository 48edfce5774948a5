//! Fills tables with generated rows, all in one transaction: each is copied as its rows are made, so
//! that the memory taken does not grow with them. A table that holds rows is never added to.

use tokio_postgres::Client;

use super::direct::{self, Indexes};
use super::error::SeedError;
use super::staging::Copying;
use super::stream::CHUNK;
use super::{Ending, Event, Teller, catalog, refuse_hidden_rows};
use crate::generate::Plan;
use crate::generate::maker::Generated;
use crate::model::{Name, QualifiedName};
use crate::row::table::Table;

/// What became of one table.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Filled {
    pub table: String,
    pub rows: u64,
}

/// A database as far as it has to be known before anything is written to it.
#[derive(Clone, Debug)]
pub struct Where {
    pub database: String,
    /// Whether the server's end of the connection is a socket of its machine.
    pub over_socket: bool,
}

/// Which database this is.
pub async fn look(client: &Client) -> Result<Where, SeedError> {
    let doing = "cannot ask which database this is";
    let row = client.query_one(include_str!("sql/where.sql"), &[]).await.map_err(SeedError::sql(doing))?;
    Ok(Where {
        database: row.try_get(0).map_err(SeedError::sql(doing))?,
        over_socket: row.try_get(1).map_err(SeedError::sql(doing))?,
    })
}

/// Fills the tables of a plan. After an error, and after a dry run, nothing was changed; a dry run
/// makes no rows either.
pub async fn fill(
    client: &Client,
    plan: &Plan,
    indexes: Indexes,
    ending: Ending,
    tell: Teller<'_>,
) -> Result<Vec<Filled>, SeedError> {
    client.batch_execute(include_str!("sql/begin.sql")).await.map_err(SeedError::sql("cannot begin"))?;
    let result = match ending {
        Ending::Commit => fill_in_transaction(client, plan, indexes, tell).await,
        Ending::DryRun => match tables(client, plan).await {
            Ok(_) => Ok(plan.tables.iter().map(|it| filled(it, it.rows)).collect()),
            Err(error) => Err(error),
        },
    };
    let (end, doing) = match (&result, ending) {
        (Ok(_), Ending::Commit) => ("COMMIT", "cannot commit the rows"),
        _ => ("ROLLBACK", "cannot roll back"),
    };
    let ended = client.batch_execute(end).await.map_err(SeedError::sql(doing));
    result.and_then(|filled| ended.map(|()| filled))
}

fn filled(table: &Generated, rows: u64) -> Filled {
    Filled { table: table.name.to_string(), rows }
}

/// The tables as they are in the database: there, empty, and with the columns of the plan.
async fn tables(client: &Client, plan: &Plan) -> Result<Vec<Table>, SeedError> {
    let names: Vec<QualifiedName> = plan.tables.iter().map(|it| it.name.clone()).collect();
    let mut found = catalog::tables(client, &names).await?;
    let mut ordered = Vec::new();
    for it in &plan.tables {
        let Some(at) = found.iter().position(|table| table.qualified() == it.name) else {
            return Err(SeedError::NotThere { what: it.name.to_string() });
        };
        let table = found.swap_remove(at);
        let missing = it.columns.iter().find(|column| table.column(column.name.as_str()).is_none());
        if let Some(column) = missing {
            return Err(SeedError::NotThere { what: format!("{}.{}", it.name, column.name) });
        }
        ordered.push(table);
    }
    refuse_hidden_rows(client, &ordered).await?;
    let mut holding = Vec::new();
    for it in &plan.tables {
        let doing = format!("cannot look into {}", it.name);
        let look = format!("SELECT EXISTS (SELECT FROM {})", it.name.sql());
        let row = client.query_one(&look, &[]).await.map_err(SeedError::sql(&doing))?;
        if row.try_get(0).map_err(SeedError::sql(&doing))? {
            holding.push(it.name.to_string());
        }
    }
    if holding.is_empty() { Ok(ordered) } else { Err(SeedError::Filled { tables: holding }) }
}

async fn fill_in_transaction(
    client: &Client,
    plan: &Plan,
    indexes: Indexes,
    tell: Teller<'_>,
) -> Result<Vec<Filled>, SeedError> {
    // Nobody adds rows after the look.
    for it in &plan.tables {
        let doing = format!("cannot lock {}", it.name);
        let lock = format!("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE", it.name.sql());
        match client.batch_execute(&lock).await {
            Ok(()) => {}
            // It is said in full by what follows.
            Err(error) if error.code() == Some(&tokio_postgres::error::SqlState::UNDEFINED_TABLE) => {
                return Err(SeedError::NotThere { what: it.name.to_string() });
            }
            Err(error) => return Err(SeedError::sql(doing)(error)),
        }
    }
    let found = tables(client, plan).await?;
    let mut deferred = Vec::new();
    if indexes == Indexes::Deferred {
        for (it, table) in plan.tables.iter().zip(&found) {
            let make = direct::drop_indexes(client, &it.name, table.oid).await?;
            deferred.extend(make.into_iter().map(|make| (&it.name, make)));
        }
    }
    let waiting = wait(client, &plan.waiting).await?;
    let mut done = Vec::new();
    for (at, it) in plan.tables.iter().enumerate() {
        done.push(filled(it, copy(client, plan, at, tell).await?));
    }
    if !deferred.is_empty() {
        tell(Event::Indexing);
    }
    for (table, make) in &deferred {
        let doing = format!("cannot build an index of {table} again; nothing was changed");
        client.batch_execute(make).await.map_err(SeedError::sql(doing))?;
    }
    let doing = "a foreign key that waits for the end of the transaction does not hold";
    client.batch_execute("SET CONSTRAINTS ALL IMMEDIATE").await.map_err(SeedError::sql(doing))?;
    for back in waiting {
        client.batch_execute(&back).await.map_err(SeedError::sql("cannot set a foreign key back"))?;
    }
    for (counter, table) in plan.counters.iter().filter_map(|counter| {
        let at = plan.tables.iter().position(|it| it.name == counter.table)?;
        Some((counter, found.get(at)?))
    }) {
        let doing = format!("cannot set the sequence of {}.{} to go on", counter.table, counter.column);
        let column = counter.column.as_str();
        client
            .execute(include_str!("sql/counter.sql"), &[&table.oid, &column, &counter.last])
            .await
            .map_err(SeedError::sql(doing))?;
    }
    // What the planner knows of an empty table is wrong by now.
    for it in &plan.tables {
        let doing = format!("cannot analyse {}", it.name);
        client.batch_execute(&format!("ANALYZE {}", it.name.sql())).await.map_err(SeedError::sql(doing))?;
    }
    Ok(done)
}

/// Lets foreign keys of a circle wait for the end; returns what makes them as they were.
async fn wait(client: &Client, keys: &[(QualifiedName, Name)]) -> Result<Vec<String>, SeedError> {
    let mut back = Vec::new();
    for (table, name) in keys {
        let doing = format!("cannot let the foreign key {name} of {table} wait for all rows");
        let deferrable: bool = client
            .query_one(include_str!("sql/deferrable.sql"), &[&table.sql(), &name.as_str()])
            .await
            .and_then(|row| row.try_get(0))
            .map_err(SeedError::sql(&doing))?;
        if !deferrable {
            let alter = format!("ALTER TABLE {} ALTER CONSTRAINT {name}", table.sql());
            client.batch_execute(&format!("{alter} DEFERRABLE")).await.map_err(SeedError::sql(&doing))?;
            back.push(format!("{alter} NOT DEFERRABLE"));
        }
        let set = format!("SET CONSTRAINTS {}.{name} DEFERRED", table.schema);
        client.batch_execute(&set).await.map_err(SeedError::sql(&doing))?;
    }
    Ok(back)
}

async fn copy(client: &Client, plan: &Plan, at: usize, tell: Teller<'_>) -> Result<u64, SeedError> {
    let it = &plan.tables[at];
    let table = it.name.to_string();
    let columns: Vec<String> = it.columns.iter().map(|column| column.name.to_string()).collect();
    let sql = format!("COPY {} ({}) FROM STDIN", it.name.sql(), columns.join(", "));
    let mut copying = Copying::start(client, &sql, &table, tell).await?;
    let mut row = 0;
    while row < it.rows {
        let mut piece = Vec::with_capacity(CHUNK + CHUNK / 4);
        let next = plan.rows(at, row, CHUNK, &mut piece);
        copying.send(piece, next - row).await?;
        row = next;
    }
    copying.finish().await
}
