//! Archives of files: CSV packed by zstd, one file a batch, and a manifest with the number of rows and
//! the checksum of each. Which files count, the ledger of the database says, in the transactions that
//! delete rows or bring them back; a folder follows what the ledger says, whatever happened in between.

mod expire;
mod file;
mod known;
mod lose;
mod stage;

use std::collections::BTreeSet;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tokio_postgres::Client;

use super::error::JobError;
pub use expire::{Due, Limit, due, expire, without};
pub use file::{New, write, write_without};
pub use known::{Gone, Held, add, forgotten, held};
pub use lose::lose;
pub use stage::{STAGED, list, stage, unstage};

/// The list of files.
const MANIFEST: &str = "manifest.jsonl";
/// Whose the folder is.
const OWNER: &str = "archive.json";
/// What every file of rows ends with.
const ROWS: &str = ".csv.zst";
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

/// Whose rows a folder holds. One of two databases would delete and bring back what is the other's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Owner {
    /// The number of the database's ledger.
    ledger: String,
    table: String,
}

/// A folder of files, of one table of one database.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
    table: String,
}

impl Folder {
    pub fn new(path: PathBuf, table: String) -> Self {
        Self { path, table }
    }

    pub fn path(&self, file: &str) -> PathBuf {
        self.path.join(file)
    }

    fn wrong(&self, what: String) -> JobError {
        JobError::Archive { path: self.path.clone(), what }
    }

    /// Makes the folder, for nobody else to read, and sees whose it is; settles what an earlier run left
    /// behind, by what the ledger says of it.
    pub async fn open(&self, client: &Client) -> Result<(), JobError> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&self.path)
            .map_err(failed("make the folder", &self.path))?;
        let known = known::files(client, &self.table).await?;
        self.is_own(known::ledger(client).await?, &known)?;
        for name in self.names()? {
            let Some(file) = name.strip_suffix(PARTIAL).or_else(|| name.strip_suffix(ENTRY)) else {
                continue;
            };
            let file = file.trim_end_matches('.');
            if known.get(file).is_some_and(|it| it.is_held) {
                self.settle(file)?;
            } else {
                self.remove(&name)?;
            }
        }
        let entries = self.manifest()?;
        let gone = entries.iter().filter(|it| known.get(&it.file).is_some_and(|it| !it.is_held));
        let gone: Vec<String> = gone.map(|it| it.file.clone()).collect();
        if !gone.is_empty() {
            self.forget(&gone)?;
        }
        Ok(())
    }

    /// The files that count, every one of which has to be there.
    pub async fn whole(&self, client: &Client) -> Result<Vec<Entry>, JobError> {
        self.open(client).await?;
        let missing = self.missing(client).await?;
        let Some(first) = missing.first() else { return self.manifest() };
        Err(self.wrong(format!(
            "the ledger names {} that {MANIFEST} or the folder lacks, such as {}, written to {}; bring the folder \
             back as it was, or say that they are lost: canai-db archive forget JOB",
            if missing.len() == 1 { "a file".to_owned() } else { format!("{} files", missing.len()) },
            first.file,
            first.folder
        )))
    }

    /// The files that count and are not here.
    pub async fn missing(&self, client: &Client) -> Result<Vec<Held>, JobError> {
        let there: BTreeSet<String> = self.manifest()?.into_iter().map(|it| it.file).collect();
        let mut held = held(client, std::slice::from_ref(&self.table)).await?;
        held.retain(|it| !there.contains(&it.file) || !self.path(&it.file).is_file());
        Ok(held)
    }

    /// Takes the folder for this table of this database, or refuses where it is another's.
    fn is_own(&self, ledger: String, known: &known::Files) -> Result<(), JobError> {
        let own = Owner { ledger, table: self.table.clone() };
        let path = self.path(OWNER);
        match fs::read_to_string(&path) {
            Ok(text) => {
                let found: Owner = serde_json::from_str(&text)
                    .map_err(|error| self.wrong(format!("{OWNER} does not tell whose it is: {error}")))?;
                if found.table != own.table {
                    return Err(self.wrong(format!("it holds rows of {}, not of {}", found.table, own.table)));
                }
                if found.ledger != own.ledger {
                    return Err(self.wrong(format!(
                        "it holds rows of another database, whose ledger is {} and not {}; give each database a folder \
                         of its own",
                        found.ledger, own.ledger
                    )));
                }
                return Ok(());
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(failed("read", &path)(error)),
        }
        // Without it, the files tell.
        let mut names = self.names()?.into_iter();
        if let Some(name) = names.find(|it| it.ends_with(ROWS) && !known.contains_key(it)) {
            return Err(self.wrong(format!("{name} is there, and this database's ledger does not name it")));
        }
        let text = serde_json::to_string(&own).map_err(JobError::Catalog)?;
        write_new(&path, text.as_bytes()).map_err(failed("write", &path))
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
            let mut file = OpenOptions::new().create(true).append(true).mode(0o600).open(&path)?;
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

    /// Takes files out of the archive: out of the manifest first, so that it names none that is gone.
    pub fn forget(&self, files: &[String]) -> Result<(), JobError> {
        let kept = self.manifest()?.into_iter().filter(|entry| !files.contains(&entry.file));
        let lines: Vec<String> =
            kept.map(|it| serde_json::to_string(&it)).collect::<Result<_, _>>().map_err(JobError::Catalog)?;
        let (path, aside) = (self.path(MANIFEST), self.path("manifest.new"));
        let write = || -> io::Result<()> {
            let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
            write_new(&aside, lines.as_bytes())?;
            fs::rename(&aside, &path)?;
            File::open(&self.path)?.sync_all()
        };
        write().map_err(failed("write", &path))?;
        files.iter().try_for_each(|file| self.remove(file))
    }

    /// The unpacked text of a file that is as the manifest says.
    pub fn checked(&self, entry: &Entry) -> Result<impl Read + use<>, JobError> {
        let path = self.path(&entry.file);
        let read = file::read_back(&path)?;
        if read.sha256 != entry.sha256 || read.rows != entry.rows {
            let what = "it is not as the manifest says: it was changed, or damaged".to_owned();
            return Err(JobError::Archive { path, what });
        }
        file::unpack(&path).map_err(failed("read", &path))
    }
}

/// Creates a file that nobody else can read, or writes it anew; and brings it to the disk.
fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn failed<'p>(doing: &'static str, path: &'p Path) -> impl Fn(io::Error) -> JobError + use<'p> {
    move |source| JobError::File { doing, path: path.to_owned(), source }
}
