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
use known::Known;
pub use known::{Gone, Held, add, forgotten, held, orphans};
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
    /// behind, by what the ledger says of it. Files that were called lost and are there count again: their names.
    pub async fn open(&self, client: &Client) -> Result<Vec<String>, JobError> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&self.path)
            .map_err(failed("make the folder", &self.path))?;
        let ledger = known::ledger(client).await?;
        self.follow_rename(client, &ledger).await?;
        let known = known::files(client, &self.table).await?;
        self.is_own(ledger, &known)?;
        for name in self.names()? {
            let Some(file) = name.strip_suffix(PARTIAL).or_else(|| name.strip_suffix(ENTRY)) else {
                continue;
            };
            let file = file.trim_end_matches('.');
            match known.get(file) {
                Some(Known::Held | Known::Lost) => self.settle(file)?,
                Some(Known::Gone) | None => self.remove(&name)?,
            }
        }
        self.cut_last_line()?;
        let entries = self.manifest()?;
        for entry in &entries {
            if self.path(&entry.file).is_symlink() {
                return Err(self.wrong(format!(
                    "{} is a link: what is to go would stay where it leads to; put the file itself there",
                    entry.file
                )));
            }
            if !known.contains_key(&entry.file) {
                return Err(self.wrong(format!(
                    "{} is there, and this database's ledger does not name it; if the database was brought back as it \
                     was before, its rows are in {} again: move the file and its line of {MANIFEST} away",
                    entry.file, self.table
                )));
            }
        }
        let of = |known_as: Known| {
            let files = entries.iter().map(|it| &it.file).filter(|it| known.get(*it) == Some(&known_as));
            files.cloned().collect::<Vec<String>>()
        };
        let gone = of(Known::Gone);
        if !gone.is_empty() {
            self.forget(&gone)?;
        }
        let mut found = of(Known::Lost);
        found.retain(|it| self.path(it).is_file());
        if !found.is_empty() {
            known::found(client, &found).await?;
        }
        Ok(found)
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

    /// The files to copy rows from: those that count, or what the manifest says of another database's.
    pub async fn readable(&self, client: &Client) -> Result<Vec<Entry>, JobError> {
        let ledger = known::ledger(client).await?;
        if self.owner()?.is_none_or(|it| it.ledger == ledger) {
            return self.whole(client).await;
        }
        if let Some(name) = self.names()?.iter().find(|it| it.ends_with(PARTIAL)) {
            return Err(self.wrong(format!(
                "{name} is there: a run in the folder's own database is at it, or was killed; let one end there first"
            )));
        }
        self.manifest()
    }

    /// Takes over the files of a table that has another name now: the ledger first, so that whoever is killed
    /// in between begins again.
    async fn follow_rename(&self, client: &Client, ledger: &str) -> Result<(), JobError> {
        let Some(mut owner) = self.owner()?.filter(|it| it.ledger == ledger && it.table != self.table) else {
            return Ok(());
        };
        if !known::rename(client, &owner.table, &self.table).await? {
            return Ok(());
        }
        let mut entries = self.manifest()?;
        for entry in &mut entries {
            entry.table.clone_from(&self.table);
        }
        self.write_manifest(&entries)?;
        owner.table.clone_from(&self.table);
        let text = serde_json::to_string(&owner).map_err(JobError::Catalog)?;
        let path = self.path(OWNER);
        write_new(&path, text.as_bytes()).map_err(failed("write", &path))
    }

    /// Whose the folder is, if it says so.
    fn owner(&self) -> Result<Option<Owner>, JobError> {
        let text = self.text(OWNER)?;
        let owner = text.map(|text| serde_json::from_str(&text)).transpose();
        owner.map_err(|error| self.wrong(format!("{OWNER} does not tell whose it is: {error}")))
    }

    /// What is in a file of the folder; none where there is none.
    fn text(&self, name: &str) -> Result<Option<String>, JobError> {
        let path = self.path(name);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed("read", &path)(error)),
        }
    }

    /// Takes the folder for this table of this database, or refuses where it is another's.
    fn is_own(&self, ledger: String, known: &known::Files) -> Result<(), JobError> {
        let own = Owner { ledger, table: self.table.clone() };
        if let Some(found) = self.owner()? {
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
        let path = self.path(OWNER);
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

    /// Takes the last line of the manifest away, if a crash cut it short.
    fn cut_last_line(&self) -> Result<(), JobError> {
        let path = self.path(MANIFEST);
        let text = self.text(MANIFEST)?.unwrap_or_default();
        let whole = text.rfind('\n').map_or(0, |at| at + 1);
        if whole < text.len() {
            let cut = OpenOptions::new().write(true).open(&path).and_then(|file| file.set_len(whole as u64));
            cut.map_err(failed("mend", &path))?;
        }
        Ok(())
    }

    /// What the manifest says; none where there is none. A last line that a crash cut short counts as
    /// not written.
    pub fn manifest(&self) -> Result<Vec<Entry>, JobError> {
        let path = self.path(MANIFEST);
        let text = self.text(MANIFEST)?.unwrap_or_default();
        let whole = text.rfind('\n').map_or(0, |at| at + 1);
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
        let mut kept = self.manifest()?;
        kept.retain(|entry| !files.contains(&entry.file));
        self.write_manifest(&kept)?;
        files.iter().try_for_each(|file| self.remove(file))
    }

    fn write_manifest(&self, entries: &[Entry]) -> Result<(), JobError> {
        let lines: Vec<String> =
            entries.iter().map(serde_json::to_string).collect::<Result<_, _>>().map_err(JobError::Catalog)?;
        let (path, aside) = (self.path(MANIFEST), self.path("manifest.new"));
        let write = || -> io::Result<()> {
            let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
            write_new(&aside, lines.as_bytes())?;
            fs::rename(&aside, &path)?;
            File::open(&self.path)?.sync_all()
        };
        write().map_err(failed("write", &path))
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
