//! Copies rows into their temporary tables. A value that is none of its column's type ends a COPY;
//! then the rows are copied once more as text, and every such value is found at once.

use std::io::Read as _;
use std::path::PathBuf;

use bytes::Bytes;
use futures_util::SinkExt as _;
use tokio_postgres::Client;

use super::data::DataColumn;
use super::error::SeedError;
use super::fault::{Fault, Faults};
use super::folder::{DataFile, Format};
use super::parts::Part;
use super::stream::CHUNK;
use super::{Event, Teller};
use crate::pg::error::SqlError;
use crate::row::check;
use crate::row::copy;
use crate::row::merge::{Stage, given};
use crate::row::value::Cell;

/// Creates the temporary table of a part and fills it; returns how many rows it has.
pub async fn fill(
    client: &Client,
    part: &Part<'_>,
    faults: &mut Faults,
    tell: Teller<'_>,
) -> Result<u64, SeedError> {
    let stage = &part.stage;
    let table = stage.target();
    let doing = || format!("cannot stage the rows of {}", part.file.path.display());
    client.batch_execute(&stage.create(false)).await.map_err(SeedError::sql(doing()))?;
    client.batch_execute("SAVEPOINT canai_db_copy").await.map_err(SeedError::sql(doing()))?;
    match copy_part(client, part, stage, tell).await {
        Ok(rows) => {
            let end = format!("RELEASE canai_db_copy; ANALYZE {}", stage.name());
            client.batch_execute(&end).await.map_err(SeedError::sql(doing()))?;
            Ok(rows)
        }
        Err(SeedError::Sql { source, .. }) if is_about_a_value(&source) => {
            client.batch_execute("ROLLBACK TO canai_db_copy").await.map_err(SeedError::sql(doing()))?;
            let before = faults.count();
            find_values(client, part, faults, tell).await?;
            if faults.count() == before {
                return Err(SeedError::refused(format!("the rows for {table} cannot be read"))(source));
            }
            Ok(0)
        }
        Err(error) => Err(error),
    }
}

/// Class 22 is data exceptions, 23 the constraints of domains, 42 words that are none of an enum's.
fn is_about_a_value(error: &SqlError) -> bool {
    error.code().is_some_and(|code| ["22", "23", "42", "P0"].iter().any(|class| code.starts_with(class)))
}

/// Finds every value that is none of its column's type.
async fn find_values(
    client: &Client,
    part: &Part<'_>,
    faults: &mut Faults,
    tell: Teller<'_>,
) -> Result<(), SeedError> {
    let doing = || format!("cannot find out which values of {} are wrong", part.file.path.display());
    let as_text = Stage { number: part.stage.number + 1_000_000, ..part.stage.clone() };
    client.batch_execute(&as_text.create(true)).await.map_err(SeedError::sql(doing()))?;
    copy_part(client, part, &as_text, tell).await?;
    for (column, function, query) in check::values(&part.stage, &as_text) {
        client.batch_execute(&function).await.map_err(SeedError::sql(doing()))?;
        for row in client.query(&query, &[]).await.map_err(SeedError::sql(doing()))? {
            let (staged, reason): (i64, String) = (
                row.try_get(0).map_err(SeedError::sql(doing()))?,
                row.try_get(1).map_err(SeedError::sql(doing()))?,
            );
            let type_name =
                part.stage.table.column(&column).map(|it| it.type_name.clone()).unwrap_or_default();
            faults.push(Fault {
                part: part.stage.number,
                row: staged,
                column: Some(column.clone()),
                code: "wrong-value",
                message: format!("{}.{column}: {reason}", part.stage.target()),
                help: format!("the column is {type_name}"),
            });
        }
    }
    Ok(())
}

async fn copy_part(
    client: &Client,
    part: &Part<'_>,
    stage: &Stage,
    tell: Teller<'_>,
) -> Result<u64, SeedError> {
    let table = stage.target().to_string();
    let columns = stage.copied();
    match &part.file.data {
        None => {
            let sql = format!("COPY {} ({}) FROM STDIN", stage.name(), columns.join(", "));
            let mut copying = Copying::start(client, &sql, &table, tell).await?;
            let mut piece = Vec::new();
            for (at, cells) in part.rows.iter().enumerate() {
                let label = part
                    .file
                    .seed
                    .rows
                    .as_ref()
                    .and_then(|rows| rows.get(at))
                    .and_then(|row| row.label.as_deref());
                yaml_row(&mut piece, stage, cells, label);
                if piece.len() > CHUNK {
                    copying.send(std::mem::take(&mut piece), 0).await?;
                }
            }
            copying.send(piece, part.rows.len() as u64).await?;
            copying.finish().await
        }
        Some(data) => copy_data(client, data, &stage.name(), stage, tell).await,
    }
}

/// One row of YAML as COPY reads it: values, flags and references in the order of `copied`.
fn yaml_row(out: &mut Vec<u8>, stage: &Stage, cells: &[(usize, Cell)], label: Option<&str>) {
    let cell = |at: usize| cells.iter().find(|(column, _)| *column == at).map(|(_, cell)| cell);
    let mut values: Vec<Option<&str>> = (0..stage.columns.len())
        .map(|at| match cell(at) {
            Some(Cell::Text(text) | Cell::WhenNew(text)) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    for (at, column) in stage.columns.iter().enumerate() {
        if column.flagged {
            values.push(Some(match cell(at) {
                None => given::NO,
                Some(Cell::WhenNew(_)) => given::WHEN_NEW,
                Some(_) => given::YES,
            }));
        }
        if column.refers {
            values.push(match cell(at) {
                Some(Cell::Ref(text)) => text.split_once('/').map(|(_, label)| label),
                _ => None,
            });
        }
    }
    if stage.labelled {
        values.push(label);
    }
    copy::row(out, values);
}

/// Copies a data file into a table: CSV as it is, since PostgreSQL reads it faster than anybody.
pub async fn copy_data(
    client: &Client,
    data: &DataFile,
    into: &str,
    stage: &Stage,
    tell: Teller<'_>,
) -> Result<u64, SeedError> {
    let table = stage.target().to_string();
    match data.format {
        Format::Csv => {
            let columns: Vec<DataColumn> = data.columns()?;
            let names: Vec<String> =
                columns.iter().map(|it| crate::model::Name::new(&it.name).to_string()).collect();
            let sql = format!("COPY {into} ({}) FROM STDIN WITH (FORMAT csv, HEADER true)", names.join(", "));
            let mut copying = Copying::start(client, &sql, &table, tell).await?;
            let mut file = data.open()?;
            loop {
                let mut piece = vec![0; CHUNK];
                let count = file
                    .read(&mut piece)
                    .map_err(|source| SeedError::Read { path: data.shown.clone(), source })?;
                if count == 0 {
                    break;
                }
                piece.truncate(count);
                // Rows, but for line ends within quotes: this is only shown while it goes on.
                let lines = piece.split(|byte| *byte == b'\n').count() - 1;
                copying.send(piece, lines as u64).await?;
            }
            copying.finish().await
        }
        Format::JsonLines => {
            let sql = format!("COPY {into} ({}) FROM STDIN", stage.copied().join(", "));
            let mut copying = Copying::start(client, &sql, &table, tell).await?;
            let mut rows = data.json_rows(&stage.columns)?;
            while let Some((piece, count)) = rows.next_piece()? {
                copying.send(piece, count).await?;
            }
            copying.finish().await
        }
    }
}

/// A COPY under way.
pub(super) struct Copying<'a> {
    sink: std::pin::Pin<Box<tokio_postgres::CopyInSink<Bytes>>>,
    table: &'a str,
    rows: u64,
    tell: Teller<'a>,
}

impl<'a> Copying<'a> {
    pub(super) async fn start(
        client: &Client,
        sql: &str,
        table: &'a str,
        tell: Teller<'a>,
    ) -> Result<Self, SeedError> {
        let sink = client.copy_in(sql).await.map_err(SeedError::sql(format!("cannot copy into {table}")))?;
        Ok(Self { sink: Box::pin(sink), table, rows: 0, tell })
    }

    fn failed(&self) -> impl FnOnce(tokio_postgres::Error) -> SeedError + use<> {
        SeedError::sql(format!("cannot copy into {}", self.table))
    }

    pub(super) async fn send(&mut self, piece: Vec<u8>, rows: u64) -> Result<(), SeedError> {
        if let Err(error) = self.sink.send(Bytes::from(piece)).await {
            // What the server said comes at the end.
            let said = self.sink.as_mut().finish().await;
            return Err(self.failed()(said.err().unwrap_or(error)));
        }
        self.rows += rows;
        (self.tell)(Event::Copied { table: self.table, rows: self.rows });
        Ok(())
    }

    pub(super) async fn finish(mut self) -> Result<u64, SeedError> {
        let failed = self.failed();
        self.sink.as_mut().finish().await.map_err(failed)
    }
}

/// The columns of every data file.
pub fn data_columns<'d>(
    files: impl Iterator<Item = &'d DataFile>,
) -> Result<std::collections::HashMap<PathBuf, Vec<DataColumn>>, SeedError> {
    files.map(|data| Ok((data.path.clone(), data.columns()?))).collect()
}
