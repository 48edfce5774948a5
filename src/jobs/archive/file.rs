//! One file of rows: written, brought to the disk and read again before its rows are deleted anywhere.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::ops::Range as Bytes;
use std::path::Path;

use futures_util::StreamExt as _;
use sha2::{Digest as _, Sha256};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio_postgres::Client;
use tokio_postgres::types::ToSql;
use zstd::stream::read::Decoder;
use zstd::stream::write::Encoder;

use super::super::error::JobError;
use super::{ENTRY, Entry, Folder, PARTIAL, ROWS, create, failed, write_new};
use crate::hex::hex;
use crate::job::statements::{Range, SETTINGS, Statements};

/// As zstd's own default: about as fast as the rows come.
const LEVEL: i32 = 3;

/// A file that is being written: whose rows it has, and the number of its batch.
#[derive(Clone, Copy, Debug)]
pub struct New {
    pub run: i64,
    pub number: i32,
}

/// Writes the rows of a range and reads them again; the file counts when the ledger names it, and
/// [`Folder::settle`] says so in the folder. No file where there is no row any more.
pub async fn write(
    folder: &Folder,
    client: &Client,
    statements: &Statements<'_>,
    range: Range,
    parameters: &[&(dyn ToSql + Sync)],
    new: New,
) -> Result<Option<Entry>, JobError> {
    let doing = || JobError::sql(format!("cannot read rows of {}", statements.table.name));
    for (at, name) in ["cutoff", "lower", "upper"].iter().enumerate().take(parameters.len()) {
        let kind = if at == 0 { "$1::text" } else { "$1::text[]::text" };
        let sql = format!("SELECT set_config('canai_db.{name}', {kind}, true)");
        client.execute(&sql, &[parameters[at]]).await.map_err(doing())?;
    }
    let statements = Statements { parameters: SETTINGS, ..*statements };
    let file = folder.file(new)?;
    let path = folder.path(&format!("{file}.{PARTIAL}"));
    let copy = format!("COPY ({}) TO STDOUT (FORMAT csv, HEADER)", statements.select(range));
    let mut stream = std::pin::pin!(client.copy_out(&copy).await.map_err(doing())?);
    let writing = failed("write", &path);
    let mut encoder = pack(&path).map_err(&writing)?;
    while let Some(chunk) = stream.next().await {
        encoder.write_all(&chunk.map_err(doing())?).map_err(&writing)?;
    }
    encoder.finish().and_then(|written| written.sync_all()).map_err(&writing)?;
    let by = &statements.rule.by.it;
    let sql = format!(
        "SELECT min({by})::timestamptz::text, max({by})::timestamptz::text {}",
        statements.from_where(range)
    );
    let doing = || JobError::sql(format!("cannot read ages of {}", statements.table.name));
    let ages = client.query_one(&sql, &[]).await.map_err(doing())?;
    let age = |at: usize| ages.try_get::<_, Option<String>>(at).map_err(doing());
    let (Some(lower), Some(upper)) = (age(0)?, age(1)?) else {
        folder.remove(&format!("{file}.{PARTIAL}"))?;
        return Ok(None);
    };
    folder.entry(file, &statements.job.name.it, new, (lower, upper)).map(Some)
}

/// Writes those rows of a file anew that are not taken out of it, as they are to the byte; records are
/// counted from 1. The ages are those of what stays.
pub fn write_without(
    folder: &Folder,
    old: &Entry,
    taken: &BTreeSet<u64>,
    new: New,
    ages: (String, String),
) -> Result<Entry, JobError> {
    let from = folder.path(&old.file);
    let ranges = ranges(&from, taken).map_err(failed("read", &from))?;
    let file = folder.file(new)?;
    let path = folder.path(&format!("{file}.{PARTIAL}"));
    let mut input = unpack(&from).map_err(failed("read", &from))?;
    let copy = || -> io::Result<()> {
        let mut encoder = pack(&path)?;
        let mut at = 0;
        for range in ranges {
            io::copy(&mut (&mut input).take(range.start - at), &mut encoder)?;
            io::copy(&mut (&mut input).take(range.end - range.start), &mut io::sink())?;
            at = range.end;
        }
        io::copy(&mut input, &mut encoder)?;
        encoder.finish()?.sync_all()
    };
    copy().map_err(failed("write", &path))?;
    folder.entry(file, &old.job, new, ages)
}

/// Where records are in the unpacked text.
fn ranges(path: &Path, records: &BTreeSet<u64>) -> io::Result<Vec<Bytes<u64>>> {
    let mut csv = csv::Reader::from_reader(unpack(path)?);
    csv.byte_headers().map_err(io::Error::other)?;
    let mut record = csv::ByteRecord::new();
    let (mut ranges, mut number, mut from) = (Vec::new(), 0, csv.position().byte());
    while csv.read_byte_record(&mut record).map_err(io::Error::other)? {
        number += 1;
        let end = csv.position().byte();
        if records.contains(&number) {
            ranges.push(from..end);
        }
        from = end;
    }
    Ok(ranges)
}

fn pack(path: &Path) -> io::Result<Encoder<'static, File>> {
    let mut encoder = create(path).and_then(|file| Encoder::new(file, LEVEL))?;
    encoder.include_checksum(true)?;
    Ok(encoder)
}

pub fn unpack(path: &Path) -> io::Result<Decoder<'static, BufReader<File>>> {
    File::open(path).and_then(Decoder::new)
}

impl Folder {
    /// The name of a batch's file, which no other has had.
    fn file(&self, new: New) -> Result<String, JobError> {
        // Run and number tell it from all others; the table is for people.
        let table = self.table.replace('/', "_");
        let file = format!("{table}-{}-{}{ROWS}", new.run, new.number);
        if self.path(&file).exists() {
            return Err(self.wrong(format!("{file} is there already, and would be overwritten")));
        }
        Ok(file)
    }

    /// Sets aside what the manifest will say of a file, as it is read back from the disk.
    fn entry(
        &self,
        file: String,
        job: &str,
        new: New,
        (lower, upper): (String, String),
    ) -> Result<Entry, JobError> {
        let read = read_back(&self.path(&format!("{file}.{PARTIAL}")))?;
        let entry = Entry {
            table: self.table.clone(),
            job: job.to_owned(),
            run: new.run,
            columns: read.columns,
            rows: read.rows,
            lower,
            upper,
            sha256: read.sha256,
            bytes: read.bytes,
            written_at: OffsetDateTime::now_utc().format(&Rfc3339).unwrap_or_default(),
            file,
        };
        let text = serde_json::to_string(&entry).map_err(JobError::Catalog)?;
        let aside = self.path(&format!("{}.{ENTRY}", entry.file));
        let save = || -> io::Result<()> {
            write_new(&aside, text.as_bytes())?;
            File::open(&self.path)?.sync_all()
        };
        save().map_err(failed("write", &aside))?;
        Ok(entry)
    }
}

/// A file as it is on the disk.
pub struct ReadBack {
    columns: Vec<String>,
    pub rows: u64,
    pub sha256: String,
    bytes: u64,
}

pub fn read_back(path: &Path) -> Result<ReadBack, JobError> {
    let reading = failed("read", path);
    let mut hashing = Hashing { inner: File::open(path).map_err(&reading)?, hash: Sha256::new(), bytes: 0 };
    let (columns, rows) = {
        let decoder = Decoder::new(&mut hashing).map_err(&reading)?;
        let mut csv = csv::Reader::from_reader(decoder);
        let headers = csv.byte_headers().map_err(|error| reading(io::Error::other(error)))?;
        let columns = headers.iter().map(|it| String::from_utf8_lossy(it).into_owned()).collect();
        let mut record = csv::ByteRecord::new();
        let mut rows = 0;
        while csv.read_byte_record(&mut record).map_err(|error| reading(io::Error::other(error)))? {
            rows += 1;
        }
        (columns, rows)
    };
    io::copy(&mut hashing, &mut io::sink()).map_err(&reading)?;
    let sha256 = hex(&hashing.hash.finalize());
    Ok(ReadBack { columns, rows, sha256, bytes: hashing.bytes })
}

/// Computes a checksum of what is read.
struct Hashing {
    inner: File,
    hash: Sha256,
    bytes: u64,
}

impl Read for Hashing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.hash.update(&buffer[..count]);
        self.bytes += count as u64;
        Ok(count)
    }
}
