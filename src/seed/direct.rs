//! One file straight into one table: appended with COPY, with nothing in between that would have to
//! hold the rows. What it takes of memory does not depend on the size of the file.

use std::path::{Path, PathBuf};

use time::OffsetDateTime;
use tokio_postgres::{Client, SimpleQueryMessage};

use super::data::{self, Wrong};
use super::error::{Mistakes, SeedError};
use super::folder::{self, DataFile, Format};
use super::{Ending, Event, Teller, catalog, fault, merging, parts, staging};
use crate::model::QualifiedName;
use crate::pg::error::SqlError;
use crate::row::check;
use crate::row::merge::{Stage, StageColumn};
use crate::row::table::Table;
use crate::yaml::check::unknown;
use crate::yaml::seed::OnConflict;

/// What happens to the table's indexes meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Indexes {
    Kept,
    /// Dropped before and built after, in the same transaction; for an empty table.
    Deferred,
}

/// What is appended to what.
#[derive(Clone, Copy, Debug)]
pub struct Append<'a> {
    pub table: &'a QualifiedName,
    pub file: &'a Path,
    pub indexes: Indexes,
    pub ending: Ending,
    /// What `now` is in the file.
    pub now: OffsetDateTime,
}

/// Copies a file of CSV or of JSON lines into a table; returns the number of rows.
pub async fn load(client: &Client, wanted: Append<'_>, tell: Teller<'_>) -> Result<u64, SeedError> {
    let file = wanted.file;
    let wrong = |message: &str| SeedError::Data { path: file.to_owned(), message: message.to_owned() };
    let Some(format) = folder::format(file) else {
        return Err(wrong(
            "its name has to end with .csv or .jsonl, with .gz or .zst behind it if it is packed",
        ));
    };
    let facts =
        std::fs::metadata(file).map_err(|source| SeedError::Read { path: file.to_owned(), source })?;
    if !facts.is_file() {
        return Err(wrong("it is no regular file, and a file is read again to find what is wrong in it"));
    }
    let data = DataFile { shown: PathBuf::from(file), path: PathBuf::from(file), format };
    client.batch_execute(include_str!("sql/begin.sql")).await.map_err(SeedError::sql("cannot begin"))?;
    let result = copy(client, &data, wanted, tell).await;
    let (end, doing) = match (&result, wanted.ending) {
        (Ok(_), Ending::Commit) => ("COMMIT", "cannot commit the rows"),
        _ => ("ROLLBACK", "cannot roll back"),
    };
    let ended = client.batch_execute(end).await.map_err(SeedError::sql(doing));
    result.and_then(|rows| ended.map(|()| rows))
}

async fn copy(
    client: &Client,
    data: &DataFile,
    wanted: Append<'_>,
    tell: Teller<'_>,
) -> Result<u64, SeedError> {
    let (table, now) = (wanted.table, wanted.now);
    let Some(found) = catalog::tables(client, std::slice::from_ref(table)).await?.pop() else {
        let names: Vec<String> =
            catalog::table_names(client).await?.iter().map(ToString::to_string).collect();
        let unknown = unknown("table", &table.to_string(), names.iter().map(String::as_str));
        let message = format!("{unknown}; `canai-db migrate` may have to come first");
        return Err(SeedError::Data { path: data.shown.clone(), message });
    };
    let columns = columns(data, &found, now)?;
    if columns.is_empty() {
        return Ok(0);
    }
    let stage = Stage {
        number: 0,
        table: found,
        columns,
        key: Vec::new(),
        on_conflict: OnConflict::Fail,
        labelled: false,
    };
    let deferred = match wanted.indexes {
        Indexes::Kept => Vec::new(),
        Indexes::Deferred => drop_indexes(client, table, stage.table.oid).await?,
    };
    let rows = if stage.columns.iter().any(|it| it.flagged) {
        fill_in(client, data, &stage, now, tell).await?
    } else {
        let copied = staging::copy_data(client, data, &table.sql(), &stage, now, tell).await;
        copied.map_err(|error| located(error, data, &stage))?
    };
    if !deferred.is_empty() {
        tell(Event::Indexing);
    }
    for make in &deferred {
        let doing = format!("cannot build an index of {table} again; nothing was changed");
        client.batch_execute(make).await.map_err(SeedError::sql(doing))?;
    }
    if wanted.ending == Ending::Commit {
        for name in stage.counted() {
            let last = format!("SELECT max({name})::bigint FROM {}", table.sql());
            merging::go_on(client, &stage, name, &last).await?;
        }
    }
    Ok(rows)
}

/// The file's columns in the table; flagged is one that has a default and that not every row has.
fn columns(data: &DataFile, table: &Table, now: OffsetDateTime) -> Result<Vec<StageColumn>, SeedError> {
    let (header, mut wrong, more) = match data.format {
        Format::Csv => {
            let header = data.csv()?.header;
            let empty = header.is_empty().then(data::no_header);
            (header, empty.into_iter().collect(), 0)
        }
        Format::JsonLines => {
            let look = data.look(table, &[], now)?;
            let more = look.found.saturating_sub(look.wrong.len() as u64);
            (look.columns, look.wrong, more)
        }
    };
    let mut columns: Vec<StageColumn> = Vec::new();
    for it in header {
        if columns.iter().any(|column| column.column.name == *it.name) {
            wrong.push(parts::named_twice(&it.name, it.span));
            continue;
        }
        match (parts::writable(table, &it.name, it.span), table.column(&it.name)) {
            (Ok(()), Some(column)) => {
                let flagged = !it.everywhere && column.default.is_some();
                columns.push(StageColumn { column: column.clone(), flagged, refers: false });
            }
            (Err(mistake), _) => wrong.push(mistake),
            (Ok(()), None) => {}
        }
    }
    if wrong.is_empty() {
        return Ok(columns);
    }
    let mut mistakes = Mistakes { more, ..Mistakes::default() };
    data.tell(wrong, &mut mistakes);
    Err(mistakes.into_error())
}

/// Copies the rows by way of a temporary table, where those that lack a column get its default: COPY
/// has one list of columns for all rows.
async fn fill_in(
    client: &Client,
    data: &DataFile,
    stage: &Stage,
    now: OffsetDateTime,
    tell: Teller<'_>,
) -> Result<u64, SeedError> {
    let doing = format!("cannot load {} into {}", data.shown.display(), stage.target());
    client.batch_execute(&stage.create(false)).await.map_err(SeedError::sql(&doing))?;
    let copied = staging::copy_data(client, data, &stage.name(), stage, now, tell).await;
    copied.map_err(|error| located(error, data, stage))?;
    tell(Event::Merging);
    for name in stage.counted() {
        // Rows without a number stand beside rows with one.
        merging::go_on(client, stage, name, &format!("SELECT max({name})::bigint FROM {}", stage.name()))
            .await?;
    }
    client.batch_execute("SAVEPOINT canai_db_append").await.map_err(SeedError::sql(&doing))?;
    let error = match client.execute(&stage.append(), &[]).await {
        Ok(rows) => return Ok(rows),
        Err(error) => SqlError::from(error),
    };
    let mut mistakes = Mistakes::default();
    let mut wrong = Vec::new();
    for search in check::constraints(stage, &[stage]) {
        let undo = "ROLLBACK TO canai_db_append";
        client.batch_execute(undo).await.map_err(SeedError::sql(&doing))?;
        // What cannot be searched for is not found: the server's own words are left.
        let found = client.query(&search.sql, &[]).await.unwrap_or_default();
        let rows: Vec<(i64, Option<String>)> = found
            .iter()
            .filter_map(|row| Some((row.try_get(0).ok()?, search.broken.column.clone())))
            .collect();
        let all: i64 = found.first().and_then(|row| row.try_get(1).ok()).unwrap_or_default();
        mistakes.more += all.unsigned_abs().saturating_sub(rows.len() as u64);
        wrong.extend(data.places(&rows)?.into_iter().map(|span| Wrong {
            span,
            code: "constraint",
            message: search.broken.message.clone(),
            help: search.broken.help.clone(),
        }));
    }
    data.tell(wrong, &mut mistakes);
    Err(if mistakes.is_empty() { SeedError::refused(doing)(error) } else { mistakes.into_error() })
}

/// Says where in the file the row is that PostgreSQL stopped at.
fn located(error: SeedError, data: &DataFile, stage: &Stage) -> SeedError {
    let SeedError::Sql { source, .. } = error else { return error };
    let table = &stage.table;
    let doing =
        format!("cannot load {} into {}; nothing was changed", data.shown.display(), table.qualified());
    let row = staging::line_of_copy(&source).and_then(|line| data.row_of_line(line).ok().flatten());
    let Some(row) = row else { return SeedError::refused(doing)(source) };
    let answer = source.answer();
    let constraint = answer.and_then(|answer| answer.constraint.as_deref());
    let column = staging::column_of_copy(&source, table).or_else(|| constraint_column(table, constraint?));
    let Some(span) = data.places(&[(row, column)]).ok().and_then(|places| places.first().copied()) else {
        return SeedError::refused(doing)(source);
    };
    let detail = answer.and_then(|answer| answer.detail.as_deref());
    let help = match detail {
        Some(detail) => {
            format!("{}; nothing of the file was kept", fault::shortened(detail).trim_end_matches('.'))
        }
        None => "nothing of the file was kept; PostgreSQL stopped here, there may be more behind".to_owned(),
    };
    let message = format!("{}: {}", table.qualified(), fault::shortened(&source.to_string()));
    let mut mistakes = Mistakes::default();
    data.tell(vec![Wrong { span, code: "refused-row", message, help }], &mut mistakes);
    mistakes.into_error()
}

/// The column to point at for a constraint.
fn constraint_column(table: &Table, constraint: &str) -> Option<String> {
    let unique = table.uniques.iter().find(|it| it.name == constraint)?;
    unique.columns.first().map(|name| name.as_str().to_owned())
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
