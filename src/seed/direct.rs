//! One file straight into one table: appended with COPY, with nothing in between that would have to
//! hold the rows. What it takes of memory does not depend on the size of the file.

use std::path::{Path, PathBuf};

use tokio_postgres::{Client, SimpleQueryMessage};

use super::error::SeedError;
use super::folder::{self, DataFile};
use super::{Ending, Event, Teller, catalog, staging};
use crate::diagnostic::{Diagnostic, Span};
use crate::model::QualifiedName;
use crate::row::merge::{Stage, StageColumn};
use crate::yaml::check::unknown;
use crate::yaml::seed::OnConflict;

/// What happens to the table's indexes meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Indexes {
    Kept,
    /// Dropped before and built after, in the same transaction; for an empty table.
    Deferred,
}

/// Copies a file of CSV or of JSON lines into a table; returns the number of rows.
pub async fn load(
    client: &Client,
    table: &QualifiedName,
    file: &Path,
    indexes: Indexes,
    ending: Ending,
    tell: Teller<'_>,
) -> Result<u64, SeedError> {
    let wrong = |message: String| SeedError::Data { path: file.to_owned(), message };
    let Some(format) = folder::format(file) else {
        return Err(wrong(
            "its name has to end with .csv or .jsonl, with .gz or .zst behind it if it is packed".to_owned(),
        ));
    };
    let data = DataFile { shown: PathBuf::from(file), path: PathBuf::from(file), format };
    client.batch_execute(include_str!("sql/begin.sql")).await.map_err(SeedError::sql("cannot begin"))?;
    let result = copy(client, table, &data, indexes, tell).await;
    let (end, doing) = match (&result, ending) {
        (Ok(_), Ending::Commit) => ("COMMIT", "cannot commit the rows"),
        _ => ("ROLLBACK", "cannot roll back"),
    };
    let ended = client.batch_execute(end).await.map_err(SeedError::sql(doing));
    result.and_then(|rows| ended.map(|()| rows))
}

async fn copy(
    client: &Client,
    table: &QualifiedName,
    data: &DataFile,
    indexes: Indexes,
    tell: Teller<'_>,
) -> Result<u64, SeedError> {
    let Some(found) = catalog::tables(client, std::slice::from_ref(table)).await?.pop() else {
        let names: Vec<String> =
            catalog::table_names(client).await?.iter().map(ToString::to_string).collect();
        let message = unknown("table", &table.to_string(), names.iter().map(String::as_str));
        return Err(SeedError::Data { path: data.shown.clone(), message });
    };
    let mut columns = Vec::new();
    let mut mistakes = Vec::new();
    for it in data.columns()? {
        match found.column(&it.name) {
            Some(column) => {
                columns.push(StageColumn { column: column.clone(), flagged: false, refers: false });
            }
            None => {
                let known = found.columns.iter().map(|column| column.name.as_str());
                let message = unknown("column", &it.name, known.clone());
                let help = format!("{table} has {}", known.collect::<Vec<_>>().join(", "));
                let first_line = Span { start: (1, 0), end: (1, 1) };
                mistakes.push(Diagnostic::new(&data.shown, first_line, "unknown-column", message).help(help));
            }
        }
    }
    if !mistakes.is_empty() {
        let sources = data.source().into_iter().collect();
        return Err(SeedError::Mistakes { diagnostics: mistakes, sources });
    }
    // Only its columns and its table's name are used: the rows are not staged.
    let stage = Stage {
        number: 0,
        table: found,
        columns,
        key: Vec::new(),
        on_conflict: OnConflict::Fail,
        labelled: false,
    };
    let deferred = match indexes {
        Indexes::Kept => Vec::new(),
        Indexes::Deferred => drop_indexes(client, table, stage.table.oid).await?,
    };
    let rows = staging::copy_data(client, data, &table.sql(), &stage, tell).await?;
    if !deferred.is_empty() {
        tell(Event::Indexing);
    }
    for make in &deferred {
        let doing = format!("cannot build an index of {table} again; nothing was changed");
        client.batch_execute(make).await.map_err(SeedError::sql(doing))?;
    }
    Ok(rows)
}

/// Drops the indexes that can be built later, and returns what makes them again.
pub(super) async fn drop_indexes(
    client: &Client,
    table: &QualifiedName,
    oid: u32,
) -> Result<Vec<String>, SeedError> {
    let doing = format!("cannot put off the indexes of {table}");
    // Nobody adds rows between the look and the drop.
    let look = format!("LOCK TABLE {0} IN ACCESS EXCLUSIVE MODE; SELECT 1 FROM {0} LIMIT 1", table.sql());
    let found = client.simple_query(&look).await.map_err(SeedError::sql(&doing))?;
    if found.iter().any(|message| matches!(message, SimpleQueryMessage::Row(_))) {
        return Err(SeedError::NotEmpty { table: table.to_string() });
    }
    let rows = client.query(include_str!("sql/indexes.sql"), &[&oid]).await;
    let mut make = Vec::new();
    for row in rows.map_err(SeedError::sql(&doing))? {
        let drop: String = row.try_get(0).map_err(SeedError::sql(&doing))?;
        make.push(row.try_get(1).map_err(SeedError::sql(&doing))?);
        client.batch_execute(&drop).await.map_err(SeedError::sql(&doing))?;
    }
    Ok(make)
}
