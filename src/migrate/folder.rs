//! Reads the migrations folder: all of it, or every reason why not. It never writes there.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::migration::{self, Migration, Problem, Problems, Script};

/// The folder's name inside a project.
pub const NAME: &str = "migrations";

/// Why the folder gave no migrations.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    #[error("there is no folder {}; run this in a project's folder, or name it with --project", path.display())]
    NotThere { path: PathBuf },
    #[error("the folder {} cannot be read", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("the migrations in {} cannot be used", path.display())]
    Problems { path: PathBuf, source: Problems },
}

/// The migrations of a folder, in order of version.
pub fn read(path: &Path) -> Result<Vec<Migration>, FolderError> {
    let entries = list(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => FolderError::NotThere { path: path.to_owned() },
        _ => FolderError::Unreadable { path: path.to_owned(), source: error },
    })?;
    let mut problems = Vec::new();
    let mut files = Vec::new();
    for entry in entries {
        match read_entry(&entry) {
            Ok(Some(file)) => files.push(file),
            Ok(None) => {}
            Err(problem) => problems.push(problem),
        }
    }
    let assembled = migration::assemble(files);
    match assembled {
        Ok(migrations) if problems.is_empty() => Ok(migrations),
        other => {
            problems.extend(other.err().into_iter().flatten());
            Err(FolderError::Problems { path: path.to_owned(), source: Problems(problems) })
        }
    }
}

/// The folder's entries in order of name, so that messages come in one order everywhere.
fn list(path: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths =
        fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

/// A migration file with its text; `None` for what sqlx does not read either.
fn read_entry(path: &Path) -> Result<Option<(migration::FileName, Script)>, Problem> {
    let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let unreadable = |error: io::Error| Problem::Unreadable { file: file.clone(), reason: error.to_string() };
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_file() => {}
        Ok(_) => return Ok(None),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(Problem::DanglingLink { file }),
        Err(error) => return Err(unreadable(error)),
    }
    let Some(name) = migration::parse_file_name(&file)? else { return Ok(None) };
    let bytes = fs::read(path).map_err(unreadable)?;
    let text = String::from_utf8(bytes).map_err(|error| Problem::NotUtf8 {
        file: file.clone(),
        byte: error.utf8_error().valid_up_to() + 1,
    })?;
    if text.starts_with('\u{feff}') {
        return Err(Problem::ByteOrderMark { file });
    }
    if let Some(at) = text.find('\0') {
        return Err(Problem::NulCharacter { file, line: 1 + text[..at].matches('\n').count() });
    }
    Ok(Some((name, Script { file, text })))
}
