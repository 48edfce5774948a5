//! Files that are gone for good: somebody has to say so, since rows were in them and nowhere else.

use std::path::Path;

use tokio_postgres::Client;

use super::super::{error::JobError, ledger, run::lock};
use super::{Folder, Gone, Held, forgotten};
use crate::job::{Destination, Job, locks};

/// The files of an archive that the ledger names and nobody has; `for_good` lets the ledger call them lost.
/// Nothing where a run of the job is at it.
pub async fn lose(
    client: &Client,
    job: &Job,
    root: &Path,
    for_good: bool,
) -> Result<Option<Vec<Held>>, JobError> {
    if !lock(client, locks::job(&job.name.it)).await? {
        return Ok(None);
    }
    let mut lost = Vec::new();
    if !ledger::has_files(client).await? {
        return Ok(Some(lost));
    }
    for rule in &job.rules {
        let Some(Destination::Files(files)) = rule.into.as_ref().map(|into| &into.it) else { continue };
        let folder = Folder::new(root.join(&files.folder), rule.table.it.to_string());
        if for_good {
            folder.open(client).await?;
        }
        for missing in folder.missing(client).await? {
            let path = folder.path(&missing.file);
            if path.is_file() {
                let what = "it is there, and the manifest does not name it; bring the manifest back, or move the file \
                            away first"
                    .to_owned();
                return Err(JobError::Archive { path, what });
            }
            lost.push(missing);
        }
    }
    if for_good {
        let names: Vec<String> = lost.iter().map(|it| it.file.clone()).collect();
        forgotten(client, &names, Gone::Lost).await?;
    }
    Ok(Some(lost))
}
