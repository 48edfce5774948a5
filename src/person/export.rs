//! A copy of a person's data, as one JSON document or as a zip file with a CSV file for each table. All of
//! one moment, and streamed: no table is held in memory.

use std::collections::BTreeMap;
use std::io::{self, Seek, Write};

use futures_util::TryStreamExt as _;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Row};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{PersonError, Said, begin};
use crate::hex::hex;
use crate::subject::copy::heading;
use crate::subject::{Graph, Member};

/// Begins the transaction of an export.
const BEGIN: &str = "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// Rows by table.
pub type Rows = BTreeMap<String, u64>;

/// Is told of which table how many rows have been copied.
pub type Teller<'a> = &'a dyn Fn(&str, u64);

/// Writes one JSON document.
pub async fn json(
    client: &Client,
    graph: &Graph<'_>,
    id: &str,
    out: &mut impl Write,
    tell: Teller<'_>,
) -> Result<Rows, PersonError> {
    let copy = Copy::begin(client, graph, id, tell).await?;
    write!(out, "{{\n  \"subject\": {},\n  \"exported_at\": {},\n  \"tables\": {{", copy.person, copy.at)?;
    let mut rows = Rows::new();
    for (at, member) in graph.members.iter().enumerate() {
        let name = member.table.name.to_string();
        write!(out, "{}\n    {}: [", if at > 0 { "," } else { "" }, Value::from(name.as_str()))?;
        let sql = graph.rows_as_json(member, copy.said.words());
        let mut count = 0;
        copy.rows(&name, &sql, |row| {
            let text: String = row.try_get(0).map_err(PersonError::sql("cannot read a row"))?;
            write!(out, "{}\n      {}", if count > 0 { "," } else { "" }, text.replace('\n', "\n       "))?;
            count += 1;
            Ok(())
        })
        .await?;
        write!(out, "{}]", if count > 0 { "\n    " } else { "" })?;
        rows.insert(name, count);
    }
    let manifest = serde_json::to_string_pretty(&manifest(graph, &rows)).map_err(io::Error::from)?;
    write!(out, "\n  }},\n  \"manifest\": {}\n}}\n", manifest.replace('\n', "\n  "))?;
    out.flush()?;
    copy.end().await?;
    Ok(rows)
}

/// Writes a zip file.
pub async fn zip(
    client: &Client,
    graph: &Graph<'_>,
    id: &str,
    out: impl Write + Seek,
    tell: Teller<'_>,
) -> Result<Rows, PersonError> {
    let copy = Copy::begin(client, graph, id, tell).await?;
    // A table may be larger than the format once allowed.
    let options = SimpleFileOptions::default().large_file(true);
    let mut zip = ZipWriter::new(out);
    let (mut rows, mut files) = (Rows::new(), BTreeMap::new());
    for member in &graph.members {
        let name = member.table.name.to_string();
        let file = format!("{}.csv", name.replace(['/', '\\'], "_"));
        zip.start_file(&file, options)?;
        let mut hashed = Hashed { inner: &mut zip, hash: Sha256::new() };
        let names: Vec<Option<String>> = heading(member).into_iter().map(Some).collect();
        hashed.write_all(csv_line(&names).as_bytes())?;
        let count = copy.table_as_csv(member, &name, &mut hashed).await?;
        files.insert(file, json!({ "table": name, "rows": count, "sha256": hex(&hashed.hash.finalize()) }));
        rows.insert(name, count);
    }
    let mut manifest = manifest(graph, &rows);
    manifest["subject"] = copy.person.clone();
    manifest["exported_at"] = copy.at.clone();
    manifest["files"] = json!(files);
    zip.start_file("manifest.json", options)?;
    zip.write_all(serde_json::to_string_pretty(&manifest).map_err(io::Error::from)?.as_bytes())?;
    zip.write_all(b"\n")?;
    zip.finish()?.flush()?;
    copy.end().await?;
    Ok(rows)
}

fn manifest(graph: &Graph, rows: &Rows) -> Value {
    let mut manifest = graph.manifest();
    manifest["rows"] = json!(rows);
    manifest
}

/// One export's transaction.
struct Copy<'a> {
    client: &'a Client,
    graph: &'a Graph<'a>,
    said: Said,
    /// The person's key and the time of the snapshot.
    person: Value,
    at: Value,
    tell: Teller<'a>,
}

impl<'a> Copy<'a> {
    async fn begin(
        client: &'a Client,
        graph: &'a Graph<'a>,
        id: &str,
        tell: Teller<'a>,
    ) -> Result<Self, PersonError> {
        begin(client, graph, id).await?;
        let said = Said::new(graph);
        client.batch_execute(BEGIN).await.map_err(PersonError::sql("cannot begin"))?;
        let sql = format!("SELECT to_json({})::text, to_json(now())::text", said.person);
        let doing = "cannot read the time";
        let row = client.query_one(&sql, &[]).await.map_err(PersonError::sql(doing))?;
        let value = |at: usize| -> Result<Value, PersonError> {
            let text: String = row.try_get(at).map_err(PersonError::sql(doing))?;
            Ok(serde_json::from_str(&text).map_err(io::Error::from)?)
        };
        Ok(Self { client, graph, person: value(0)?, at: value(1)?, said, tell })
    }

    async fn end(&self) -> Result<(), PersonError> {
        self.client.batch_execute("ROLLBACK").await.map_err(PersonError::sql("cannot end the transaction"))
    }

    /// Hands on the rows of a query, one after the other.
    async fn rows(
        &self,
        table: &str,
        sql: &str,
        mut take: impl FnMut(&Row) -> Result<(), PersonError>,
    ) -> Result<(), PersonError> {
        let failed = || PersonError::sql(format!("cannot read the rows of {table}"));
        let none: [&(dyn ToSql + Sync); 0] = [];
        let mut rows = Box::pin(self.client.query_raw(sql, none).await.map_err(failed())?);
        let mut count = 0;
        (self.tell)(table, count);
        while let Some(row) = rows.try_next().await.map_err(failed())? {
            take(&row)?;
            count += 1;
            (self.tell)(table, count);
        }
        Ok(())
    }

    async fn table_as_csv(
        &self,
        member: &Member<'_>,
        name: &str,
        out: &mut impl Write,
    ) -> Result<u64, PersonError> {
        let sql = self.graph.rows_as_text(member, self.said.words());
        let mut count = 0;
        self.rows(name, &sql, |row| {
            let fields: Result<Vec<Option<String>>, _> = (0..row.len()).map(|at| row.try_get(at)).collect();
            out.write_all(csv_line(&fields.map_err(PersonError::sql("cannot read a row"))?).as_bytes())?;
            count += 1;
            Ok(())
        })
        .await?;
        Ok(count)
    }
}

/// As COPY writes CSV: NULL is an empty field, empty text is `""`.
fn csv_line(fields: &[Option<String>]) -> String {
    let field = |text: &Option<String>| match text {
        None => String::new(),
        Some(text) if text.is_empty() || text.contains([',', '"', '\n', '\r']) || *text == "\\." => {
            format!("\"{}\"", text.replace('"', "\"\""))
        }
        Some(text) => text.clone(),
    };
    let line: Vec<String> = fields.iter().map(field).collect();
    line.join(",") + "\n"
}

/// Takes a checksum of what goes through.
struct Hashed<'w, W> {
    inner: &'w mut W,
    hash: Sha256,
}

impl<W: Write> Write for Hashed<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_tells_nothing_from_empty_text() {
        let fields = [None, Some(String::new()), Some("a,\"b\"".to_owned()), Some("c".to_owned())];
        assert_eq!(csv_line(&fields), ",\"\",\"a,\"\"b\"\"\",c\n");
    }
}
