//! `canai-db subject export`.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use tokio_postgres::Client;

use super::{graph, with_files};
use crate::cli::{Global, Target};
use crate::commands::{block_on, schema};
use crate::error::{Outcome, Usage};
use crate::person::PersonError;
use crate::person::export::{self, Rows};
use crate::person::files::Files;
use crate::project::Project;
use crate::subject::Graph;
use crate::ui::{GOOD, Ui};

/// Write everything about one person
///
/// One read-only transaction, so that all of it is of one moment; nothing in the database changes. The
/// manifest tells where values came from, which columns are left out and why, what is kept by law, and which
/// other systems are to be asked.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  canai-db subject export --user 7c9e6679-7425-40de-944b-e07fc1f90ae7
  canai-db subject export --user 7c9e6679-7425-40de-944b-e07fc1f90ae7 --output person.json
  canai-db subject export --user 7c9e6679-7425-40de-944b-e07fc1f90ae7 --format zip --output person.zip --env production")]
pub struct Export {
    /// The person: the value of the root table's primary key
    #[arg(long, value_name = "UUID")]
    user: String,

    /// One JSON document, or a zip file with a CSV file for each table and a manifest
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    /// Write to a new file that nobody else can read [default: print it]
    #[arg(long, value_name = "FILE", required_if_eq("format", "zip"))]
    output: Option<PathBuf>,

    #[command(flatten)]
    target: Target,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    #[default]
    Json,
    Zip,
}

pub fn run(command: &Export, global: &Global, ui: &Ui) -> anyhow::Result<Outcome> {
    let project = Project::find(global.project.as_deref())?;
    let (schema, _) = schema::read_files(&project, schema::Format::Text, ui)?;
    let plain = graph(&schema)?;
    let spinner = ui.spinner("connecting");
    let tell = |table: &str, rows: u64| spinner.set_message(format!("{table}: {rows}"));
    let copy = async |client: &Client, graph: &Graph<'_>, files: &[Files<'_>]| {
        if let Some(lost) = files.iter().flat_map(|it| &it.lost).next() {
            anyhow::bail!(
                "the copy would leave out {lost}: the table has no such column any more; add it again first"
            );
        }
        let id = &command.user;
        Ok(match (&command.output, command.format) {
            (None, _) => {
                let mut out = BufWriter::with_capacity(1 << 16, Stdout(ui));
                export::json(client, graph, id, &mut out, &tell).await?
            }
            (Some(path), format) => {
                let file = create(path)?;
                let written = match format {
                    Format::Json => export::json(client, graph, id, &mut BufWriter::new(file), &tell).await,
                    Format::Zip => export::zip(client, graph, id, BufWriter::new(file), &tell).await,
                };
                if written.is_err() {
                    // A part of a copy is none; the failure is what there is to tell.
                    let _ = fs::remove_file(path);
                }
                written?
            }
        })
    };
    let rows = block_on(with_files(&command.target, &project, &schema, ui, copy));
    spinner.finish_and_clear();
    let rows = rows?;
    summary(&rows, command.output.as_deref(), ui);
    for (system, what) in &plain.subject.external {
        ui.note(format!("To be asked as well: {system}. {what}"));
    }
    Ok(Outcome::Done)
}

/// A file that is not there yet and that others cannot read.
fn create(path: &Path) -> anyhow::Result<File> {
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(file) => Ok(file),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            Err(Usage(format!("{} is there already; name a new file", path.display())).into())
        }
        Err(source) => Err(PersonError::Write { path: path.to_owned(), source }.into()),
    }
}

fn summary(rows: &Rows, output: Option<&Path>, ui: &Ui) {
    let total: u64 = rows.values().sum();
    let tables = rows.values().filter(|rows| **rows > 0).count();
    let into = output.map(|it| format!(" into {}", it.display())).unwrap_or_default();
    ui.note(format!("{GOOD}Copied{GOOD:#} {total} rows of {tables} tables{into}."));
    if total == 0 {
        ui.warn("nothing in the database is this person's; is the id right?");
    }
}

/// The command's result, as a writer wants it. Only whole texts are written at once.
struct Stdout<'u>(&'u Ui);

impl Write for Stdout<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.raw(&String::from_utf8_lossy(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
