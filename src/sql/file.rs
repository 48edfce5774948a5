//! The text of migration files.

use std::collections::BTreeSet;

use super::column_type::go_together;
use crate::migration::{IRREVERSIBLE, NO_TRANSACTION};
use crate::model::{Object, ObjectId, plpgsql};
use crate::parallel;
use crate::plan::{Batch, Build, Lock, LockMode, Statement, Undo};

const HEADER: &str =
    "-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.";

/// Whether a migration's text is a compile's, and not somebody's own.
pub fn is_compiled(text: &str) -> bool {
    text.lines().any(|line| line == HEADER)
}

/// The up file of a batch.
pub fn up_file(batch: &Batch) -> String {
    let mut text = String::new();
    if batch.no_transaction {
        text.push_str(NO_TRANSACTION);
        text.push('\n');
    }
    text.push_str(HEADER);
    text.push('\n');
    if let Some(settings) = lock_settings(batch) {
        text.push_str(&settings);
    }
    if let Some(path) = search_path(batch) {
        text.push_str(&path);
    }
    text.push('\n');
    text.push_str(&paragraphs(batch.steps.iter().map(|step| &step.statement)));
    text
}

/// The statements, with room around them where they do not belong together.
fn paragraphs<'s>(statements: impl Iterator<Item = &'s Statement>) -> String {
    let statements: Vec<&Statement> = statements.collect();
    let groups: Vec<&[&Statement]> = statements.chunk_by(|one, next| go_together(one, next)).collect();
    let rendered = parallel::map(&groups, |group| super::render_together(group));
    let mut text = String::with_capacity(rendered.iter().map(|it| it.len() + 2).sum());
    let mut before: Option<&Statement> = None;
    for (group, rendered) in groups.into_iter().zip(rendered) {
        let Some(statement) = group.first() else { continue };
        if before.is_some_and(|before| !belong_together(before, statement)) {
            text.push('\n');
        }
        text.push_str(&rendered);
        text.push('\n');
        before = Some(*statement);
    }
    text
}

/// For operators that cannot be named with their schema. What the role's own path finds stays found.
fn search_path(batch: &Batch) -> Option<String> {
    let schemas: String = batch.search_path.iter().map(|it| format!(", {it}")).collect();
    let added = super::quote(&schemas);
    (!schemas.is_empty()).then(|| format!(
        "\n-- The operators of the extensions' types have to be found, whatever the role's own search_path is.\nSELECT set_config('search_path', current_setting('search_path') || {added}, true);\n"
    ))
}

/// How long all lock waits of one transaction may add up to, in milliseconds: the default `--lock-timeout`.
const LOCK_BUDGET: usize = 3000;

/// A transaction keeps its locks while it waits for the next one, so where it locks several tables that
/// are in use, the waits share one budget. A wait that is given up is tried again by `migrate`.
fn lock_settings(batch: &Batch) -> Option<String> {
    let heavy = batch.steps.iter().filter_map(|step| step.lock.as_ref());
    let tables: BTreeSet<_> =
        heavy.filter(|lock| lock.mode >= LockMode::ShareRowExclusive).flat_map(Lock::tables).collect();
    if batch.no_transaction { None } else { budget(tables.len()) }
}

/// The share of each of so many tables in the budget; nothing for one alone.
fn budget(tables: usize) -> Option<String> {
    let share = (LOCK_BUDGET / tables.max(1)).max(50);
    (tables > 1).then(|| format!(
        "\n-- {tables} tables are locked one after the other: none may wait long while the others are held.\nSET LOCAL lock_timeout = '{share}ms';\n"
    ))
}

/// Short statements of one kind about one object stand together; everything else has room around it.
fn belong_together(before: &Statement, after: &Statement) -> bool {
    let kind = kind(after);
    !kind.is_empty() && self::kind(before) == kind && (about(before) == about(after) || kind == "drop")
}

fn kind(statement: &Statement) -> &'static str {
    match statement {
        Statement::CreateIndex { .. } => "index",
        Statement::Comment { .. } => "comment",
        Statement::Grant { .. } | Statement::Revoke { .. } => "grant",
        Statement::SetRowSecurity { .. }
        | Statement::CreatePolicy { .. }
        | Statement::Drop(ObjectId::Policy { .. }) => "security",
        Statement::Rename { .. }
        | Statement::RenameIdentity { .. }
        | Statement::RenameDerivedIndex { .. }
        | Statement::RenameIndexColumns { .. }
        | Statement::SetSchema { .. } => "rename",
        Statement::AddColumn { .. }
        | Statement::SetColumnValue { .. }
        | Statement::SetColumnType { .. }
        | Statement::AddConstraint { .. }
        | Statement::ValidateConstraint { .. }
        | Statement::SetNotNull { .. }
        | Statement::DropNotNull { .. }
        | Statement::Sweep(_)
        | Statement::Drop(ObjectId::Constraint { .. } | ObjectId::Column { .. }) => "table",
        Statement::AddEnumValue { .. } => "value",
        Statement::Drop(_) => "drop",
        _ => "",
    }
}

/// The whole object that a statement is about.
fn about(statement: &Statement) -> Option<ObjectId> {
    let table = match statement {
        Statement::Comment { on, .. } | Statement::Grant { on, .. } | Statement::Revoke { on, .. } => {
            return Some(on.owner());
        }
        Statement::Drop(id) => return Some(id.owner()),
        Statement::Rename { object, .. } => return Some(object.owner()),
        Statement::CreateIndex { table, .. }
        | Statement::SetRowSecurity { table, .. }
        | Statement::CreatePolicy { table, .. }
        | Statement::AddColumn { table, .. }
        | Statement::SetColumnValue { table, .. }
        | Statement::SetColumnType { table, .. }
        | Statement::AddConstraint { table, .. }
        | Statement::ValidateConstraint { table, .. }
        | Statement::SetNotNull { table, .. }
        | Statement::DropNotNull { table, .. } => table,
        Statement::AddEnumValue { name, .. } => return Some(ObjectId::Enum(name.clone())),
        Statement::Sweep(fill) => &fill.table,
        _ => return None,
    };
    Some(ObjectId::Table(table.clone()))
}

/// The down file of a batch; one that fails with the reason where there is no way back.
pub fn down_file(batch: &Batch) -> String {
    let reasons: Vec<&str> = batch
        .steps
        .iter()
        .filter_map(|step| match &step.undo {
            Undo::Impossible(reason) => Some(reason.as_str()),
            _ => None,
        })
        .collect();
    if !reasons.is_empty() {
        let reasons = reasons.join("; ");
        let message = super::quote(&format!("this migration cannot be undone: {reasons}")).replace('%', "%%");
        return format!("{IRREVERSIBLE} {reasons}\n\nDO $$ BEGIN\n    RAISE EXCEPTION {message};\nEND $$;\n");
    }
    let is_last = |it: &Statement| matches!(it, Statement::CreateIndex { build: Build::Again, .. });
    let (mut undo, mut last): (Vec<&Statement>, Vec<&Statement>) = (Vec::new(), Vec::new());
    for step in batch.steps.iter().rev() {
        let Undo::With(statements) = &step.undo else { continue };
        // What is said about an index stays behind it.
        let end = statements.iter().position(is_last).unwrap_or(statements.len());
        undo.extend(&statements[..end]);
        last.extend(&statements[end..]);
    }
    undo.append(&mut last);
    if undo.is_empty() {
        return "-- Nothing is left to undo.\n".to_owned();
    }
    let marker = if batch.no_transaction { NO_TRANSACTION } else { "-- Undo" };
    let tables: BTreeSet<ObjectId> = undo
        .iter()
        .filter(|statement| !matches!(statement, Statement::Comment { .. }))
        .filter_map(|statement| about(statement))
        .filter(|id| matches!(id, ObjectId::Table(_)))
        .collect();
    let settings = if batch.no_transaction { None } else { budget(tables.len()) }.unwrap_or_default()
        + &search_path(batch).unwrap_or_default();
    // On the way back a body may name what gets its old name only afterwards.
    let names_too_early = undo.iter().any(|statement| is_sql_routine(statement)) && undo.len() > 1;
    let first = names_too_early.then_some(&Statement::DoNotCheckFunctionBodies);
    format!("{marker}\n{settings}\n{}", paragraphs(first.into_iter().chain(undo)))
}

fn is_sql_routine(statement: &Statement) -> bool {
    match statement {
        Statement::Create(Object::Routine(routine)) | Statement::ReplaceRoutine(routine) => {
            let declares = || {
                let names = plpgsql::declared(&routine.body);
                !names.types.is_empty() || !names.relations.is_empty()
            };
            routine.has_sql_text() || routine.language == "plpgsql" && declares()
        }
        _ => false,
    }
}
