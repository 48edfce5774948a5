//! Fills tables with generated rows, all in one transaction: each is copied as its rows are made, so
//! that the memory taken does not grow with them. A table that holds rows is never added to; others may
//! refer to its rows.

use std::collections::BTreeMap;

use tokio_postgres::Client;

use super::direct::{self, Indexes};
use super::error::SeedError;
use super::staging::Copying;
use super::stream::CHUNK;
use super::{Ending, Event, Teller, catalog, given, refuse_hidden_rows};
use crate::generate::maker::Generated;
use crate::generate::{Kept, Plan};
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
            Ok(_) => Ok(plan.made().map(|(_, it)| filled(it, it.rows)).collect()),
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

/// How many rows of a table that is not filled others refer to, at the most.
const REFERRED_TO: i64 = 10_000;

/// The tables of a schema that hold rows already, and what others refer to in them. Changes nothing.
pub async fn kept(
    client: &Client,
    tables: &BTreeMap<QualifiedName, Vec<Name>>,
) -> Result<Vec<Kept>, SeedError> {
    client.batch_execute(include_str!("sql/begin.sql")).await.map_err(SeedError::sql("cannot begin"))?;
    let found = look_into(client, tables).await;
    client.batch_execute("ROLLBACK").await.map_err(SeedError::sql("cannot roll back"))?;
    found
}

async fn look_into(
    client: &Client,
    tables: &BTreeMap<QualifiedName, Vec<Name>>,
) -> Result<Vec<Kept>, SeedError> {
    let names: Vec<QualifiedName> = tables.keys().cloned().collect();
    // Where rows are hidden it is refused when the table is to be filled.
    let mut found = catalog::tables(client, &names).await?;
    found.retain(|it| !it.hides_rows);
    let mut kept = Vec::new();
    for (name, columns) in tables {
        let Some(table) = found.iter().find(|it| it.qualified() == *name) else { continue };
        if !holds_rows(client, name).await? {
            continue;
        }
        let columns: Vec<Name> =
            columns.iter().filter(|it| table.column(it.as_str()).is_some()).cloned().collect();
        let rows = if columns.is_empty() { Vec::new() } else { values(client, name, &columns).await? };
        kept.push(Kept { table: name.clone(), columns, rows });
    }
    Ok(kept)
}

/// The first rows of a table, in the order of these columns.
async fn values(
    client: &Client,
    table: &QualifiedName,
    columns: &[Name],
) -> Result<Vec<Vec<String>>, SeedError> {
    let doing = format!("cannot read the rows of {table} that others refer to");
    let texts: Vec<String> = columns.iter().map(|name| format!("{name}::text")).collect();
    let known: Vec<String> = columns.iter().map(|name| format!("{name} IS NOT NULL")).collect();
    let order: Vec<String> = (1..=columns.len()).map(|at| at.to_string()).collect();
    let query = format!(
        "SELECT {} FROM {} WHERE {} ORDER BY {} LIMIT {REFERRED_TO}",
        texts.join(", "),
        table.sql(),
        known.join(" AND "),
        order.join(", ")
    );
    let rows = client.query(&query, &[]).await.map_err(SeedError::sql(&doing))?;
    let texts = rows.iter().map(|row| (0..columns.len()).map(|at| row.try_get(at)).collect());
    texts.collect::<Result<_, tokio_postgres::Error>>().map_err(SeedError::sql(&doing))
}

async fn holds_rows(client: &Client, table: &QualifiedName) -> Result<bool, SeedError> {
    let doing = format!("cannot look into {table}");
    let look = format!("SELECT EXISTS (SELECT FROM {})", table.sql());
    let row = client.query_one(&look, &[]).await.map_err(SeedError::sql(&doing))?;
    row.try_get(0).map_err(SeedError::sql(&doing))
}

/// The tables as they are in the database: there, empty, and with the columns of the plan, whose
/// values are such as they hold.
async fn tables(client: &Client, plan: &Plan) -> Result<Vec<Table>, SeedError> {
    let names: Vec<QualifiedName> = plan.made().map(|(_, it)| it.name.clone()).collect();
    let mut found = catalog::tables(client, &names).await?;
    let mut ordered = Vec::new();
    for (_, it) in plan.made() {
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
    for (_, it) in plan.made() {
        if holds_rows(client, &it.name).await? {
            holding.push(it.name.to_string());
        }
    }
    if !holding.is_empty() {
        return Err(SeedError::Filled { tables: holding });
    }
    let diagnostics = given::mistakes(client, plan, &ordered).await?;
    if diagnostics.is_empty() {
        Ok(ordered)
    } else {
        Err(SeedError::Mistakes { diagnostics, sources: Vec::new() })
    }
}

async fn fill_in_transaction(
    client: &Client,
    plan: &Plan,
    indexes: Indexes,
    tell: Teller<'_>,
) -> Result<Vec<Filled>, SeedError> {
    // Nobody adds rows after the look.
    for (_, it) in plan.made() {
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
        for ((_, it), table) in plan.made().zip(&found) {
            let make = direct::drop_indexes(client, &it.name, table.oid).await?;
            deferred.extend(make.into_iter().map(|make| (&it.name, make)));
        }
    }
    let waiting = wait(client, &plan.waiting).await?;
    let mut done = Vec::new();
    for ((at, it), table) in plan.made().zip(&found) {
        let rows = copy(client, plan, at, tell).await.map_err(|error| unforeseen(error, plan, table))?;
        done.push(filled(it, rows));
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
    for (counter, table) in plan
        .counters
        .iter()
        .filter_map(|counter| Some((counter, found.iter().find(|it| it.qualified() == counter.table)?)))
    {
        let doing = format!("cannot set the sequence of {}.{} to go on", counter.table, counter.column);
        let column = counter.column.as_str();
        client
            .execute(include_str!("sql/counter.sql"), &[&table.oid, &column, &counter.last])
            .await
            .map_err(SeedError::sql(doing))?;
    }
    // What the planner knows of an empty table is wrong by now.
    for (_, it) in plan.made() {
        let doing = format!("cannot analyse {}", it.name);
        client.batch_execute(&format!("ANALYZE {}", it.name.sql())).await.map_err(SeedError::sql(doing))?;
    }
    Ok(done)
}

/// A row that PostgreSQL refuses although the plan was made: what it says, and which columns to say
/// more about.
fn unforeseen(error: SeedError, plan: &Plan, table: &Table) -> SeedError {
    let SeedError::Sql { source, .. } = error else { return error };
    let name = table.qualified();
    let answer = source.answer();
    let constraint = answer.and_then(|it| it.constraint.as_deref()).unwrap_or_default();
    let own = plan.about.iter().find(|it| it.table == name && it.constraint == *constraint);
    let key = own.map(|it| it.columns.clone());
    let foreign = || table.foreign_keys.iter().find(|it| it.name == constraint).map(|it| it.columns.clone());
    let column = || answer.and_then(|it| it.column.as_deref()).map(|it| vec![Name::from(it)]);
    let columns = column().or(key).or_else(foreign).unwrap_or_default();
    let said: Vec<String> = columns.iter().map(|it| format!("{it}: {{ values: [...] }}")).collect();
    let (what, said) = match columns.as_slice() {
        [] => ("the column that is named below holds".to_owned(), "COLUMN: { values: [...] }".to_owned()),
        columns => {
            let names: Vec<&str> = columns.iter().map(Name::as_str).collect();
            (
                format!("{} hold{}", names.join(" and "), if names.len() == 1 { "s" } else { "" }),
                said.join(", "),
            )
        }
    };
    SeedError::refused(format!(
        "PostgreSQL refused a generated row of {name}, and nothing was written; this should have been told \
         before\n  say in seeds/generate.yaml what {what}: `tables: {{ {name}: {{ columns: {{ {said} }} }} }}`"
    ))(source)
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
