//! A project's folders: found, read and written. New files are written so that a crash leaves either
//! all of a compile or nothing of it that counts: the lock file comes last.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::diagnostic::{self, Source};
use crate::lock::{self, Lock, LockError};
use crate::migrate::folder::{self, FolderError};
use crate::migration::Migration;
use crate::parallel;
use crate::yaml::{self, Settings};

/// The settings file, which also marks a project's folder.
pub const SETTINGS: &str = "canai-db.yaml";
/// The folder of YAML files.
pub const SCHEMA: &str = "schema";
/// The folder of jobs.
pub const JOBS: &str = "jobs";
/// The folder of targets.
pub const TARGETS: &str = "targets";
/// What editors check the YAML files with.
pub const JSON_SCHEMA: &str = "schema/schema.json";

/// A project's folder.
#[derive(Clone, Debug)]
pub struct Project {
    root: PathBuf,
}

/// What went wrong with a project's files.
#[derive(Debug, thiserror::Error)]
pub enum ProjectError {
    #[error("{} holds no canai-db project, nor does a folder above it; `canai-db init` makes one", start.display())]
    NotFound { start: PathBuf },
    #[error("{} is not a folder", path.display())]
    NoFolder { path: PathBuf },
    #[error("cannot read {}", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("cannot write {}", path.display())]
    Write { path: PathBuf, source: io::Error },
    #[error("{} is no file that could be read to its end; move it elsewhere", path.display())]
    NoFile { path: PathBuf },
    #[error("cannot use {}", path.display())]
    Lock { path: PathBuf, source: LockError },
    #[error("{} holds mistakes:\n{text}", path.display())]
    Settings { path: PathBuf, text: String },
    #[error(transparent)]
    Migrations(#[from] FolderError),
}

impl Project {
    /// The folder that was named, or the nearest one from here upwards that holds a project.
    pub fn find(named: Option<&Path>) -> Result<Self, ProjectError> {
        if let Some(named) = named {
            let is_folder = named.is_dir();
            let path = named.to_owned();
            return if is_folder { Ok(Self { root: path }) } else { Err(ProjectError::NoFolder { path }) };
        }
        let start =
            std::env::current_dir().map_err(|source| ProjectError::Read { path: ".".into(), source })?;
        let is_project = |folder: &Path| {
            folder.join(SETTINGS).is_file()
                || folder.join(SCHEMA).is_dir()
                || folder.join(folder::NAME).is_dir()
        };
        match start.ancestors().find(|folder| is_project(folder)) {
            Some(folder) => Ok(Self { root: folder.to_owned() }),
            None => Err(ProjectError::NotFound { start }),
        }
    }

    /// The same, or this folder where there is no project yet.
    pub fn find_or_begin(named: Option<&Path>) -> Result<Self, ProjectError> {
        match Self::find(named) {
            Err(ProjectError::NotFound { start }) => Ok(Self { root: start }),
            found => found,
        }
    }

    /// Whether there is nothing of a project in the folder yet.
    pub fn is_new(&self) -> bool {
        !self.root.join(SETTINGS).is_file()
            && !self.root.join(SCHEMA).is_dir()
            && !self.migrations_folder().is_dir()
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder's name, for people.
    pub fn name(&self) -> String {
        let whole = self.root.canonicalize().unwrap_or_else(|_| self.root.clone());
        whole.file_name().map_or_else(|| "database".to_owned(), |name| name.to_string_lossy().into_owned())
    }

    pub fn migrations_folder(&self) -> PathBuf {
        self.root.join(folder::NAME)
    }

    /// The migrations; none where the folder does not exist yet.
    pub fn migrations(&self) -> Result<Vec<Migration>, ProjectError> {
        let path = self.migrations_folder();
        if path.is_dir() { Ok(folder::read(&path)?) } else { Ok(Vec::new()) }
    }

    /// What canai-db.yaml says; the defaults where there is none.
    pub fn settings(&self) -> Result<Settings, ProjectError> {
        let Some(source) = self.settings_source()? else { return Ok(Settings::default()) };
        let (settings, mistakes) = yaml::settings(&source);
        if mistakes.is_empty() {
            return Ok(settings);
        }
        let path = self.root.join(SETTINGS);
        let text = diagnostic::to_text(&mistakes, &[source], false);
        Err(ProjectError::Settings { path, text: text.trim_end().to_owned() })
    }

    /// The text of canai-db.yaml, without what could be a password.
    pub fn settings_source(&self) -> Result<Option<Source>, ProjectError> {
        let path = self.root.join(SETTINGS);
        if !path.is_file() {
            return Ok(None);
        }
        let mut source = self.source(&path)?;
        source.text = yaml::hide_passwords(&source.text);
        Ok(Some(source))
    }

    /// Every YAML file under `schema/`, in order of path.
    pub fn sources(&self) -> Result<Vec<Source>, ProjectError> {
        self.yaml_files(SCHEMA)
    }

    /// Every YAML file under `jobs/`, in order of path.
    pub fn job_sources(&self) -> Result<Vec<Source>, ProjectError> {
        self.yaml_files(JOBS)
    }

    /// Every YAML file under `targets/`, in order of path.
    pub fn target_sources(&self) -> Result<Vec<Source>, ProjectError> {
        self.yaml_files(TARGETS)
    }

    fn yaml_files(&self, folder: &str) -> Result<Vec<Source>, ProjectError> {
        let mut paths = Vec::new();
        let folder = self.root.join(folder);
        if folder.is_dir() {
            collect(&folder, &mut paths)?;
        }
        paths.sort();
        parallel::map(&paths, |path| self.source(path)).into_iter().collect()
    }

    /// Writes a YAML file, in place of the one that is there.
    pub fn write_source(&self, source: &Source) -> Result<(), ProjectError> {
        let path = self.root.join(&source.path);
        let folder = path.parent().unwrap_or(&self.root);
        let written = fs::create_dir_all(folder).and_then(|()| replace(&path, &source.text));
        written.map_err(|source| ProjectError::Write { path, source })
    }

    fn source(&self, path: &Path) -> Result<Source, ProjectError> {
        let bytes = fs::read(path).map_err(|source| ProjectError::Read { path: path.to_owned(), source })?;
        // What is not UTF-8 becomes a mistake with a place, when the file is read.
        let text = String::from_utf8(bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        let path = path.strip_prefix(&self.root).unwrap_or(path).to_owned();
        Ok(Source { path, text })
    }

    /// The text of the lock file; none before the first compile.
    pub fn lock_text(&self) -> Result<Option<String>, ProjectError> {
        let path = self.lock_file();
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(ProjectError::Read { path, source }),
        }
    }

    /// The lock with that text; an empty one before the first compile.
    pub fn lock(&self, text: Option<&str>) -> Result<Lock, ProjectError> {
        let parsed = text.map(Lock::parse).transpose();
        Ok(parsed
            .map_err(|source| ProjectError::Lock { path: self.lock_file(), source })?
            .unwrap_or_default())
    }

    fn lock_file(&self) -> PathBuf {
        self.migrations_folder().join(lock::FILE)
    }

    /// Writes new migrations, then the lock. A file that exists is never touched; should a write fail,
    /// the files of this call are taken away again.
    pub fn write(&self, migrations: &[Migration], lock: &str) -> Result<(), ProjectError> {
        let folder = self.migrations_folder();
        fs::create_dir_all(&folder).map_err(|source| ProjectError::Write { path: folder.clone(), source })?;
        let mut written = Vec::new();
        let result = self.write_new(migrations, &mut written).and_then(|()| {
            let path = self.lock_file();
            replace(&path, lock).map_err(|source| ProjectError::Write { path, source })
        });
        if result.is_err() {
            // The first failure is the one to tell; a leftover is reported by the next compile.
            for path in &written {
                let _ = fs::remove_file(path);
            }
        }
        result
    }

    fn write_new(&self, migrations: &[Migration], written: &mut Vec<PathBuf>) -> Result<(), ProjectError> {
        let scripts = migrations.iter().flat_map(|it| std::iter::once(&it.up).chain(&it.down));
        let mut files = Vec::new();
        for script in scripts {
            let path = self.migrations_folder().join(&script.file);
            let create = fs::File::create_new(&path).and_then(|mut file| {
                written.push(path.clone());
                io::Write::write_all(&mut file, script.text.as_bytes())?;
                Ok(file)
            });
            files.push(create.map_err(|source| ProjectError::Write { path, source })?);
        }
        // Once all are written they take the disk hardly longer than one.
        for (file, path) in files.iter().zip(&*written) {
            file.sync_all().map_err(|source| ProjectError::Write { path: path.clone(), source })?;
        }
        Ok(())
    }
}

/// Puts the text in place of the file's in one step.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let aside = path.with_extension("canai-db.new");
    let mut file = fs::File::create(&aside)?;
    io::Write::write_all(&mut file, text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&aside, path)
}

/// The YAML files under a folder; names that start with a dot are nobody's business.
fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> Result<(), ProjectError> {
    let read = |source| ProjectError::Read { path: folder.to_owned(), source };
    for entry in fs::read_dir(folder).map_err(read)? {
        let entry = entry.map_err(read)?;
        let path = entry.path();
        let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        let extension = path.extension().map(std::ffi::OsStr::to_ascii_lowercase);
        let is_yaml = extension.is_some_and(|it| it == "yaml" || it == "yml");
        // Only what a link leads to has to be asked for.
        let kind = entry.file_type().map_err(read)?;
        let is_folder = kind.is_dir() || kind.is_symlink() && path.is_dir();
        if !hidden && is_folder {
            collect(&path, paths)?;
        } else if !hidden && is_yaml {
            // Nobody may ever write to a pipe.
            if !kind.is_file() && !kind.is_symlink() || kind.is_symlink() && path.exists() && !path.is_file()
            {
                return Err(ProjectError::NoFile { path });
            }
            paths.push(path);
        }
    }
    Ok(())
}
