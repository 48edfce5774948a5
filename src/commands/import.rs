//! `canai-db import`: a live database becomes YAML.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use serde_json::json;

use super::plan::counted;
use super::{block_on, connect, init};
use crate::cli::{Global, Target};
use crate::diagnostic::{self, Source};
use crate::error::{Outcome, Shown, Usage};
use crate::import::draft::{Before, Draft, File, Refusal, State};
use crate::import::{self, Selection};
use crate::model::{Name, ObjectId};
use crate::project::{self, Project};
use crate::ui::{GOOD, STRONG, Ui, WARN};

/// Write a live database as YAML
///
/// Reads the catalog, never rows, and writes schema/: a file for each table, one for each other kind.
/// What the tables refer to and others own goes to schema/platform/. Where there is no project yet, it
/// begins one. Exits with 2 if the database has something that the YAML cannot say.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  canai-db import --database-url postgresql://me@db.example.com/shop
  canai-db import --env production --schema public --schema sales
  canai-db import --dry-run | less          show the files, write none
  canai-db import --overwrite && git diff   what somebody changed by hand")]
pub struct Import {
    /// Import this schema; may be given several times [default: all but a platform's]
    #[arg(long = "schema", value_name = "NAME")]
    schemas: Vec<String>,

    /// Replace files of schema/ that exist; their YAML comments are lost
    #[arg(long)]
    overwrite: bool,

    /// Show the files; write nothing
    #[arg(long)]
    dry_run: bool,

    /// How to show what was done
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    #[command(flatten)]
    target: Target,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    #[default]
    Text,
    Json,
}

pub fn run(command: &Import, global: &Global, ui: &Ui) -> anyhow::Result<Outcome> {
    let project = Project::find_or_begin(global.project.as_deref())?;
    let names = command.schemas.iter().map(|name| Name::from(name.as_str())).collect();
    let selection = Selection { schemas: (!command.schemas.is_empty()).then_some(names) };
    let imported = block_on(async {
        let client = connect(&command.target, &project, ui).await?;
        import::read(&client, &selection).await.map_err(worded)
    })?;
    let left_out = imported.left_out.clone();
    let sources = project.sources()?;
    let is_new = project.is_new();
    let has_json_schema = is_new || project.root().join(project::JSON_SCHEMA).is_file();
    let before = Before {
        folder: Path::new(project::SCHEMA),
        sources: &sources,
        json_schema: has_json_schema.then_some("schema.json"),
        schemas: selection.schemas.as_deref(),
    };
    let draft = Draft::new(imported, &before).map_err(|refusal| refused(&refusal, ui))?;
    if !command.dry_run {
        if !command.overwrite {
            nothing_is_replaced(&draft)?;
        }
        write(&project, &draft, is_new)?;
    }
    match command.format {
        Format::Text if command.dry_run => draft.files.iter().for_each(|file| show(file, ui)),
        Format::Text => draft.files.iter().for_each(|file| tell(file, ui)),
        Format::Json => ui.line(summary(command, &draft, &left_out)?),
    }
    if command.format == Format::Text {
        remarks(command, &draft, &left_out, ui);
        next(command, &project, &draft, ui)?;
    }
    let is_whole = draft.unsupported.is_empty() && draft.mistakes.is_empty();
    Ok(if is_whole { Outcome::Done } else { Outcome::Difference })
}

fn worded(error: import::Error) -> anyhow::Error {
    match error {
        import::Error::NoSchema(_) => Usage(error.to_string()).into(),
        other => other.into(),
    }
}

/// Shows the mistakes that keep the import from being written.
fn refused(refusal: &Refusal, ui: &Ui) -> anyhow::Error {
    let shown = diagnostic::snippets(&refusal.mistakes, &refusal.sources, ui.colored_stderr());
    let what =
        "nothing was written: the files of the import do not go together with those of schema/ that stay";
    ui.error(shown.trim_end());
    ui.error(format!("\n{what}"));
    not_imported(&refusal.only_declared, &refusal.taken_out, ui);
    Shown(what.to_owned()).into()
}

fn nothing_is_replaced(draft: &Draft) -> anyhow::Result<()> {
    let changed: Vec<String> = draft
        .files
        .iter()
        .filter(|file| file.state == State::Changed)
        .map(|file| format!("  {}", file.source.path.display()))
        .collect();
    if changed.is_empty() {
        return Ok(());
    }
    anyhow::bail!(
        "nothing was written, since {} with other content:\n{}\n`--overwrite` replaces them, YAML comments included; `--dry-run` shows what they would become",
        if changed.len() == 1 {
            "a file exists".to_owned()
        } else {
            format!("{} files exist", changed.len())
        },
        changed.join("\n")
    )
}

fn write(project: &Project, draft: &Draft, is_new: bool) -> anyhow::Result<()> {
    if is_new {
        for (name, text) in init::scaffold()? {
            init::write_new(&project.root().join(name), &text)?;
        }
    }
    for file in draft.files.iter().filter(|file| file.state != State::Same) {
        project.write_source(&file.source).context("the import is not complete; run it again")?;
    }
    Ok(())
}

/// The whole file, for `--dry-run`.
fn show(file: &File, ui: &Ui) {
    let note = match file.state {
        State::New => "",
        State::Changed => "  (exists with other content)",
        State::Same => "  (as it is)",
    };
    ui.line(format!("{STRONG}# ==> {}{note}{STRONG:#}", file.source.path.display()));
    ui.line(&file.source.text);
}

fn tell(file: &File, ui: &Ui) {
    let path = file.source.path.display();
    match file.state {
        State::New => ui.line(format!("{GOOD}Wrote{GOOD:#} {path}")),
        State::Changed => ui.line(format!("{WARN}Replaced{WARN:#} {path}")),
        State::Same => ui.detail(format!("as it is: {path}")),
    }
}

fn remarks(command: &Import, draft: &Draft, left_out: &[Name], ui: &Ui) {
    let written = draft.files.iter().filter(|file| file.state != State::Same).count();
    let what = if command.dry_run { "would be written" } else { "written" };
    ui.note(match written {
        0 if !draft.only_declared.is_empty() => {
            "Nothing to write: schema/ has all that the database has.".to_owned()
        }
        0 => "Nothing to write: schema/ is as the database is.".to_owned(),
        written => format!("{} {what}.", counted(written, "file")),
    });
    if !draft.mistakes.is_empty() {
        let sources: Vec<Source> = draft.files.iter().map(|file| file.source.clone()).collect();
        ui.error(diagnostic::snippets(&draft.mistakes, &sources, ui.colored_stderr()).trim_end());
        let count = counted(draft.mistakes.len(), "mistake");
        ui.warn(format!("{count} in these files: what they say of the database is yours to mend"));
    }
    if !draft.unsupported.is_empty() {
        ui.warn(format!("{} cannot be said in YAML:", counted(draft.unsupported.len(), "thing")));
        let mut by_reason: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for it in &draft.unsupported {
            by_reason.entry(&it.reason).or_default().push(&it.object);
        }
        for (reason, objects) in by_reason {
            ui.error(format!("  {reason}:"));
            for object in objects {
                ui.error(format!("    {object}"));
            }
        }
    }
    not_imported(&draft.only_declared, &draft.taken_out, ui);
    if !left_out.is_empty() {
        let names: Vec<&str> = left_out.iter().map(Name::as_str).collect();
        ui.note(format!(
            "Left out, since others own them: {}; `--schema NAME` imports one.",
            names.join(", ")
        ));
    }
}

/// What the project declares and the import does not have.
fn not_imported(only_declared: &[ObjectId], taken_out: &[ObjectId], ui: &Ui) {
    let about = [
        (only_declared, "schema/ declares what the database does not have:"),
        (taken_out, "the files that the import writes no longer declare what it does not have:"),
    ];
    for (ids, what) in about.into_iter().filter(|(ids, _)| !ids.is_empty()) {
        ui.warn(what);
        for id in ids {
            ui.error(format!("  {id}"));
        }
    }
}

fn next(command: &Import, project: &Project, draft: &Draft, ui: &Ui) -> anyhow::Result<()> {
    if command.dry_run {
        return Ok(());
    }
    let steps = if project.migrations()?.is_empty() && !draft.only_declared.is_empty() {
        format!(
            "review schema/: {STRONG}canai-db compile --name initial{STRONG:#} makes migrations of all of it, also of what this database does not have"
        )
    } else if project.migrations()?.is_empty() {
        format!(
            "review schema/, then {STRONG}canai-db compile --name initial{STRONG:#}, then {STRONG}canai-db baseline --latest{STRONG:#} on this database, which has it all already"
        )
    } else {
        format!("{STRONG}canai-db plan{STRONG:#} shows how it differs from migrations/")
    };
    ui.note(format!("Next: {steps}."));
    Ok(())
}

fn summary(command: &Import, draft: &Draft, left_out: &[Name]) -> anyhow::Result<String> {
    let files: Vec<_> = draft
        .files
        .iter()
        .map(|file| {
            let mut entry = json!({ "path": file.source.path, "state": file.state });
            if command.dry_run {
                entry["text"] = file.source.text.clone().into();
            }
            entry
        })
        .collect();
    let summary = json!({
        "dry_run": command.dry_run,
        "files": files,
        "unsupported": draft.unsupported,
        "mistakes": draft.mistakes.iter().map(|it| json!({
            "file": it.path, "line": it.span.start.0, "message": it.message, "help": it.help,
        })).collect::<Vec<_>>(),
        "only_declared": draft.only_declared.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "taken_out": draft.taken_out.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "left_out": left_out,
    });
    Ok(serde_json::to_string_pretty(&summary)?)
}
