//! Archives of files: CSV packed by zstd, one file a batch, and a manifest with the number of rows and
//! the checksum of each. A file is written, brought to the disk and read again before its rows are
//! deleted; whether they were, the ledger knows, in the same transaction. So a file that the ledger
//! does not name is nobody's, and one that it names counts, whatever happened in between.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use futures_util::StreamExt as _;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio_postgres::Client;
use tokio_postgres::types::ToSql;

use super::error::JobError;
use crate::hex::hex;
use crate::job::Age;
use crate::job::statements::{Range, SETTINGS, Statements};

/// The list of files.
pub const MANIFEST: &str = "manifest.jsonl";
/// As zstd's own default: about as fast as the rows come.
const LEVEL: i32 = 3;
/// Behind the name of a file whose rows may not have been deleted yet.
const PARTIAL: &str = "partial";
/// Behind the name of what the manifest will say of such a file.
const ENTRY: &str = "entry";

/// A line of the manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub file: String,
    pub table: String,
    pub job: String,
    pub run: i64,
    pub columns: Vec<String>,
    pub rows: u64,
    /// The ages of its rows: none is outside of them.
    pub lower: String,
    pub upper: String,
    /// Of the packed file, in hexadecimal.
    pub sha256: String,
    pub bytes: u64,
    pub written_at: String,
}

/// A folder of files.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    pub fn new(path: PathBuf) -> Self {
        Self { path }
    }

    pub fn path(&self, file: &str) -> PathBuf {
        self.path.join(file)
    }

    /// Makes the folder; settles what an earlier run left behind, by what the ledger says of it.
    pub async fn open(&self, client: &Client) -> Result<(), JobError> {
        fs::create_dir_all(&self.path).map_err(failed("make the folder", &self.path))?;
        for name in self.names()? {
            let Some(file) = name.strip_suffix(PARTIAL).or_else(|| name.strip_suffix(ENTRY)) else {
                continue;
            };
            let file = file.trim_end_matches('.');
            let sql = "SELECT EXISTS (SELECT FROM canai_db.job_batches WHERE file = $1)";
            let doing = "cannot ask the ledger about a file";
            let row = client.query_one(sql, &[&file]).await.map_err(JobError::sql(doing))?;
            if row.try_get(0).map_err(JobError::sql(doing))? {
                self.settle(file)?;
            } else {
                self.remove(&name)?;
            }
        }
        Ok(())
    }

    fn names(&self) -> Result<Vec<String>, JobError> {
        let read = failed("read", &self.path);
        let list = || -> io::Result<Vec<String>> {
            fs::read_dir(&self.path)?
                .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
                .collect()
        };
        let mut names = list().map_err(read)?;
        names.sort();
        Ok(names)
    }

    fn remove(&self, name: &str) -> Result<(), JobError> {
        let path = self.path(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed("remove", &path)(error)),
            _ => Ok(()),
        }
    }

    /// Writes the rows of a range and reads them again; the file counts when [`Self::settle`] says so.
    pub async fn write(
        &self,
        client: &Client,
        statements: &Statements<'_>,
        range: Range,
        parameters: &[&(dyn ToSql + Sync)],
        (run, number): (i64, i32),
    ) -> Result<Entry, JobError> {
        let doing = || JobError::sql(format!("cannot read rows of {}", statements.table.name));
        let file = format!("{}-{run}-{number}.csv.zst", statements.table.name);
        let path = self.path(&format!("{file}.{PARTIAL}"));
        for (at, name) in ["cutoff", "lower", "upper"].iter().enumerate().take(parameters.len()) {
            let kind = if at == 0 { "$1::text" } else { "$1::text[]::text" };
            let sql = format!("SELECT set_config('canai_db.{name}', {kind}, true)");
            client.execute(&sql, &[parameters[at]]).await.map_err(doing())?;
        }
        let statements = Statements { parameters: SETTINGS, ..*statements };
        let copy = format!("COPY ({}) TO STDOUT (FORMAT csv, HEADER)", statements.select(range));
        let mut stream = std::pin::pin!(client.copy_out(&copy).await.map_err(doing())?);
        let writing = failed("write", &path);
        let mut encoder = File::create(&path)
            .and_then(|file| zstd::stream::write::Encoder::new(file, LEVEL))
            .map_err(&writing)?;
        encoder.include_checksum(true).map_err(&writing)?;
        while let Some(chunk) = stream.next().await {
            encoder.write_all(&chunk.map_err(doing())?).map_err(&writing)?;
        }
        let written = encoder.finish().map_err(&writing)?;
        written.sync_all().map_err(&writing)?;
        let entry = self.entry(&statements, range, client, &file, &path, run).await?;
        let text = serde_json::to_string(&entry).map_err(JobError::Catalog)?;
        let aside = self.path(&format!("{file}.{ENTRY}"));
        let save = || -> io::Result<()> {
            let mut file = File::create(&aside)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            File::open(&self.path)?.sync_all()
        };
        save().map_err(failed("write", &aside))?;
        Ok(entry)
    }

    /// What the manifest will say of a file, as it is read back from the disk.
    async fn entry(
        &self,
        statements: &Statements<'_>,
        range: Range,
        client: &Client,
        file: &str,
        path: &Path,
        run: i64,
    ) -> Result<Entry, JobError> {
        let read = read_back(path)?;
        let by = &statements.job.by.it;
        let sql = format!(
            "SELECT min({by})::timestamptz::text, max({by})::timestamptz::text {}",
            statements.from_where(range)
        );
        let doing = || JobError::sql(format!("cannot read ages of {}", statements.table.name));
        let ages = client.query_one(&sql, &[]).await.map_err(doing())?;
        let age = |at: usize| ages.try_get::<_, Option<String>>(at).map(Option::unwrap_or_default);
        Ok(Entry {
            file: file.to_owned(),
            table: statements.table.name.to_string(),
            job: statements.job.name.it.clone(),
            run,
            columns: read.columns,
            rows: read.rows,
            lower: age(0).map_err(doing())?,
            upper: age(1).map_err(doing())?,
            sha256: read.sha256,
            bytes: read.bytes,
            written_at: OffsetDateTime::now_utc().format(&Rfc3339).unwrap_or_default(),
        })
    }

    /// The rows of a file are gone from the table: from now on it counts. Any number of times.
    pub fn settle(&self, file: &str) -> Result<(), JobError> {
        let (partial, aside) =
            (self.path(&format!("{file}.{PARTIAL}")), self.path(&format!("{file}.{ENTRY}")));
        if aside.is_file() {
            let text = fs::read_to_string(&aside).map_err(failed("read", &aside))?;
            if !self.manifest()?.iter().any(|entry| entry.file == file) {
                self.append(&text)?;
            }
        }
        if partial.is_file() {
            let path = self.path(file);
            fs::rename(&partial, &path).map_err(failed("rename", &partial))?;
        }
        File::open(&self.path).and_then(|it| it.sync_all()).map_err(failed("write", &self.path))?;
        self.remove(&format!("{file}.{ENTRY}"))
    }

    fn append(&self, line: &str) -> Result<(), JobError> {
        let path = self.path(MANIFEST);
        let write = || -> io::Result<()> {
            let mut file = OpenOptions::new().create(true).append(true).open(&path)?;
            file.write_all(format!("{line}\n").as_bytes())?;
            file.sync_all()
        };
        write().map_err(failed("write", &path))
    }

    /// What the manifest says; none where there is none. A last line that a crash cut short counts as
    /// not written, and is taken away.
    pub fn manifest(&self) -> Result<Vec<Entry>, JobError> {
        let path = self.path(MANIFEST);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(failed("read", &path)(error)),
        };
        let whole = text.rfind('\n').map_or(0, |at| at + 1);
        if whole < text.len() {
            let cut = OpenOptions::new().write(true).open(&path).and_then(|file| file.set_len(whole as u64));
            cut.map_err(failed("mend", &path))?;
        }
        let lines = text[..whole].lines().enumerate();
        let read = |(at, line): (usize, &str)| {
            serde_json::from_str(line).map_err(|error| JobError::Archive {
                path: path.clone(),
                what: format!("line {} is no line of a manifest: {error}", at + 1),
            })
        };
        lines.map(read).collect()
    }

    /// Deletes the files whose oldest row has come of an age, and says which.
    pub async fn expire(&self, client: &Client, age: Age, now: &str) -> Result<Vec<Entry>, JobError> {
        let mut entries = self.manifest()?;
        let lower: Vec<&str> = entries.iter().map(|it| it.lower.as_str()).collect();
        let sql = "SELECT (at - 1)::bigint FROM unnest($1::text[]) WITH ORDINALITY AS u (lower, at) \
                   WHERE lower::timestamptz < $2::text::timestamptz - $3::text::interval";
        let doing = "cannot tell which files are old";
        let rows =
            client.query(sql, &[&lower, &now, &age.to_string()]).await.map_err(JobError::sql(doing))?;
        let old = rows.iter().map(|row| row.try_get::<_, i64>(0)).collect::<Result<Vec<_>, _>>();
        let old = old.map_err(JobError::sql(doing))?;
        let mut at = 0;
        entries.retain(|_| {
            at += 1;
            old.contains(&(at - 1))
        });
        if !entries.is_empty() {
            self.forget(&entries.iter().map(|it| it.file.clone()).collect::<Vec<_>>())?;
        }
        Ok(entries)
    }

    /// Takes files out of the archive: out of the manifest first, so that it names none that is gone.
    pub fn forget(&self, files: &[String]) -> Result<(), JobError> {
        let kept = self.manifest()?.into_iter().filter(|entry| !files.contains(&entry.file));
        let lines: Vec<String> =
            kept.map(|it| serde_json::to_string(&it)).collect::<Result<_, _>>().map_err(JobError::Catalog)?;
        let (path, aside) = (self.path(MANIFEST), self.path("manifest.new"));
        let write = || -> io::Result<()> {
            let mut file = File::create(&aside)?;
            for line in lines {
                writeln!(file, "{line}")?;
            }
            file.sync_all()?;
            fs::rename(&aside, &path)?;
            File::open(&self.path)?.sync_all()
        };
        write().map_err(failed("write", &path))?;
        files.iter().try_for_each(|file| self.remove(file))
    }

    /// The unpacked text of a file that is as the manifest says.
    pub fn checked(&self, entry: &Entry) -> Result<impl Read, JobError> {
        let path = self.path(&entry.file);
        let read = read_back(&path)?;
        if read.sha256 != entry.sha256 || read.rows != entry.rows {
            let what = "it is not as the manifest says: it was changed, or damaged".to_owned();
            return Err(JobError::Archive { path, what });
        }
        File::open(&path).and_then(zstd::stream::read::Decoder::new).map_err(failed("read", &path))
    }
}

/// A file as it is on the disk.
struct ReadBack {
    columns: Vec<String>,
    rows: u64,
    sha256: String,
    bytes: u64,
}

fn read_back(path: &Path) -> Result<ReadBack, JobError> {
    let reading = failed("read", path);
    let mut hashing = Hashing { inner: File::open(path).map_err(&reading)?, hash: Sha256::new(), bytes: 0 };
    let (columns, rows) = {
        let decoder = zstd::stream::read::Decoder::new(&mut hashing).map_err(&reading)?;
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

fn failed<'p>(doing: &'static str, path: &'p Path) -> impl Fn(io::Error) -> JobError + use<'p> {
    move |source| JobError::File { doing, path: path.to_owned(), source }
}
