//! Copies rows into their temporary tables. A value that is none of its column's type ends a COPY;
//! then the rows are copied once more as text, and every such value is found at once.

use bytes::Bytes;
use futures_util::SinkExt as _;
use time::OffsetDateTime;
use tokio_postgres::Client;

use super::data::CsvFile;
use super::error::{Mistakes, SeedError};
use super::fault::{Fault, Faults};
use super::folder::{DataFile, Format};
use super::parts::Part;
use super::stream::CHUNK;
use super::{Event, Teller};
use crate::pg::error::SqlError;
use crate::row::check;
use crate::row::copy;
use crate::row::csv::{self, Pass};
use crate::row::merge::{Stage, StageColumn, given};
use crate::row::table::{Kind, Table};
use crate::row::value::Cell;

/// Creates the temporary table of a part and fills it; returns how many rows it has.
pub async fn fill(
    client: &Client,
    part: &Part<'_>,
    now: OffsetDateTime,
    faults: &mut Faults,
    tell: Teller<'_>,
) -> Result<u64, SeedError> {
    let stage = &part.stage;
    let doing = || format!("cannot stage the rows of {}", part.file.path.display());
    client.batch_execute(&stage.create(false)).await.map_err(SeedError::sql(doing()))?;
    client.batch_execute("SAVEPOINT canai_db_copy").await.map_err(SeedError::sql(doing()))?;
    match copy_part(client, part, stage, now, tell).await {
        Ok(rows) => {
            let end = format!("RELEASE canai_db_copy; ANALYZE {}", stage.name());
            client.batch_execute(&end).await.map_err(SeedError::sql(doing()))?;
            Ok(rows)
        }
        Err(SeedError::Sql { source, .. }) if is_about_a_value(&source) => {
            let undo = "ROLLBACK TO canai_db_copy";
            client.batch_execute(undo).await.map_err(SeedError::sql(doing()))?;
            let before = faults.count();
            let searched = find_values(client, part, now, faults, tell).await;
            if faults.count() == before {
                // It cannot be read as text either, or every value is one by itself.
                client.batch_execute(undo).await.map_err(SeedError::sql(doing()))?;
                let Some(fault) = named_by_the_server(part, &source)? else {
                    searched?;
                    return Err(SeedError::refused(doing())(source));
                };
                faults.push(fault);
            } else {
                searched?;
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

/// The row that PostgreSQL stopped at.
fn named_by_the_server(part: &Part<'_>, error: &SqlError) -> Result<Option<Fault>, SeedError> {
    let Some(line) = line_of_copy(error) else { return Ok(None) };
    let row = match &part.file.data {
        Some(data) => data.row_of_line(line)?,
        None => i64::try_from(line).ok(),
    };
    let table = &part.stage.table;
    Ok(row.map(|row| {
        let column = column_of_copy(error, table);
        let type_name = column.as_ref().and_then(|name| table.column(name)).map(|it| it.type_name.clone());
        Fault {
            part: part.stage.number,
            row,
            column,
            code: "wrong-value",
            message: error.to_string(),
            help: type_name.map_or_else(
                || "PostgreSQL stopped here; there may be more behind".to_owned(),
                |name| format!("the column is {name}; PostgreSQL stopped here, there may be more behind"),
            ),
        }
    }))
}

/// The line of what was copied that a COPY stopped at: `COPY t, line 3, column a: "x"`, in whatever
/// language the server speaks.
pub fn line_of_copy(error: &SqlError) -> Option<u64> {
    let (_, rest) = copied_line(error)?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// The column that a COPY stopped at.
pub fn column_of_copy(error: &SqlError, table: &Table) -> Option<String> {
    let (_, rest) = copied_line(error)?;
    let rest = rest.split_once(", ")?.1;
    let names = table.columns.iter().map(|column| column.name.as_str());
    let mut meant = names.filter(|name| {
        rest.find(&format!("{name}: ")).or_else(|| rest.find(&format!("{name},"))).is_some_and(|at| {
            // One word stands before it.
            at > 0 && rest[..at].trim_end().chars().all(char::is_alphabetic)
        })
    });
    meant.next().map(str::to_owned)
}

/// The context of a COPY, split before the number of the line.
fn copied_line(error: &SqlError) -> Option<(&str, &str)> {
    let context = error.answer()?.context.as_deref()?;
    let line = context.lines().find(|line| line.starts_with("COPY "))?;
    let (table, place) = line.split_once(", ")?;
    let digits = place.find(|c: char| c.is_ascii_digit())?;
    Some((table, &place[digits..]))
}

/// Finds every value that is none of its column's type.
async fn find_values(
    client: &Client,
    part: &Part<'_>,
    now: OffsetDateTime,
    faults: &mut Faults,
    tell: Teller<'_>,
) -> Result<(), SeedError> {
    let doing = || format!("cannot find out which values of {} are wrong", part.file.path.display());
    let as_text = Stage { number: part.stage.number + 1_000_000, ..part.stage.clone() };
    client.batch_execute(&as_text.create(true)).await.map_err(SeedError::sql(doing()))?;
    copy_part(client, part, &as_text, now, tell).await?;
    for (column, function, query) in check::values(&part.stage, &as_text) {
        client.batch_execute(&function).await.map_err(SeedError::sql(doing()))?;
        let rows = client.query(&query, &[]).await.map_err(SeedError::sql(doing()))?;
        if let Some(first) = rows.first() {
            faults.count_more(first.try_get(2).map_err(SeedError::sql(doing()))?, rows.len());
        }
        for row in rows {
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
    now: OffsetDateTime,
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
        Some(data) => copy_data(client, data, &stage.name(), stage, now, tell).await,
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
                Some(Cell::Ref(name)) => Some(name.as_str()),
                _ => None,
            });
        }
    }
    if stage.labelled {
        values.push(label);
    }
    copy::row(out, values);
}

/// Copies a data file into a table: the bytes of CSV as they are, since PostgreSQL reads them faster
/// than anybody, but for relative times and the flags of a stage.
pub async fn copy_data(
    client: &Client,
    data: &DataFile,
    into: &str,
    stage: &Stage,
    now: OffsetDateTime,
    tell: Teller<'_>,
) -> Result<u64, SeedError> {
    let table = stage.target().to_string();
    let columns = stage.copied().join(", ");
    match data.format {
        Format::Csv => {
            let role = |it: &StageColumn| csv::Column {
                time: it.column.kind == Kind::Time,
                key: stage.key.contains(&it.column.name),
                flagged: it.flagged,
            };
            let mut pass = Pass::new(stage.columns.iter().map(role).collect(), now);
            let sql = format!("COPY {into} ({columns}) FROM STDIN WITH (FORMAT csv, HEADER true)");
            let mut copying = Copying::start(client, &sql, &table, tell).await?;
            let mut file = data.csv()?;
            let mut before = 0;
            while let Some(piece) = file.piece()? {
                let mut out = Vec::with_capacity(piece.len() + piece.len() / 8);
                pass.feed(&piece, &mut out);
                if pass.found > 0 {
                    return Err(flaws(data, file, pass)?);
                }
                copying.send(out, pass.rows() - before).await?;
                before = pass.rows();
            }
            let mut out = Vec::new();
            pass.end(&mut out);
            if pass.found > 0 {
                return Err(flaws(data, file, pass)?);
            }
            copying.send(out, pass.rows() - before).await?;
            copying.finish().await
        }
        Format::JsonLines => {
            let sql = format!("COPY {into} ({columns}) FROM STDIN");
            let mut copying = Copying::start(client, &sql, &table, tell).await?;
            let mut rows = data.json_rows(&stage.columns, now)?;
            while let Some((piece, count)) = rows.next_piece()? {
                copying.send(piece, count).await?;
            }
            copying.finish().await
        }
    }
}

/// Reads the rest of a file with a flaw, for all that is wrong with it.
fn flaws(data: &DataFile, mut file: CsvFile, mut pass: Pass) -> Result<SeedError, SeedError> {
    let mut unsent = Vec::new();
    while let Some(piece) = file.piece()? {
        pass.feed(&piece, &mut unsent);
        unsent.clear();
    }
    pass.end(&mut unsent);
    let mut mistakes = Mistakes::default();
    let wrong = data.placed(&pass, &file.header)?;
    mistakes.more = pass.found.saturating_sub(wrong.len() as u64);
    data.tell(wrong, &mut mistakes);
    Ok(mistakes.into_error())
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
