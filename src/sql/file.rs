//! The text of migration files.

use std::collections::BTreeSet;

use super::render;
use crate::migration::{IRREVERSIBLE, NO_TRANSACTION};
use crate::model::ObjectId;
use crate::plan::{Batch, LockMode, Statement, Step, Undo};

const HEADER: &str =
    "-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.";

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
    let mut before: Option<&Step> = None;
    for step in &batch.steps {
        if before.is_none_or(|before| !belongs_together(before, step)) {
            text.push('\n');
        }
        text.push_str(&render(&step.statement));
        text.push('\n');
        before = Some(step);
    }
    text
}

/// How long all lock waits of one transaction may add up to, in milliseconds: the default `--lock-timeout`.
const LOCK_BUDGET: usize = 3000;

/// A transaction keeps its locks while it waits for the next one, so where it locks several tables that
/// are in use, the waits share one budget. A wait that is given up is tried again by `migrate`.
fn lock_settings(batch: &Batch) -> Option<String> {
    let heavy = batch.steps.iter().filter_map(|step| step.lock.as_ref());
    let tables: BTreeSet<_> =
        heavy.filter(|lock| lock.mode >= LockMode::ShareRowExclusive).map(|lock| &lock.table).collect();
    if batch.no_transaction || tables.len() < 2 {
        return None;
    }
    let share = (LOCK_BUDGET / tables.len()).max(50);
    let count = tables.len();
    Some(format!(
        "\n-- {count} tables are locked one after the other: none may wait long while the others are held.\nSET LOCAL lock_timeout = '{share}ms';\n"
    ))
}

/// One-line statements about one object stand together; everything else has room around it.
fn belongs_together(before: &Step, step: &Step) -> bool {
    let small = |step: &Step| match &step.statement {
        Statement::CreateIndex { .. } => "index",
        Statement::Comment { .. } => "comment",
        Statement::Grant { .. } | Statement::Revoke { .. } => "grant",
        Statement::SetRowSecurity { .. } | Statement::CreatePolicy { .. } => "security",
        Statement::AddConstraint { .. } => "add",
        Statement::ValidateConstraint { .. } => "validate",
        Statement::SetNotNull { .. } | Statement::Drop(ObjectId::Constraint { .. }) => "not null",
        Statement::Sweep(_) => "sweep",
        Statement::Drop(_) => "drop",
        _ => "",
    };
    let same_owner = before.place.owner == step.place.owner;
    !small(step).is_empty() && small(before) == small(step) && (same_owner || small(step) != "index")
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
    let mut statements: Vec<String> = Vec::new();
    for step in batch.steps.iter().rev() {
        if let Undo::With(undo) = &step.undo {
            statements.extend(undo.iter().map(render));
        }
    }
    let marker = if batch.no_transaction && !statements.is_empty() { NO_TRANSACTION } else { "-- Undo" };
    if statements.is_empty() {
        return "-- Nothing is left to undo.\n".to_owned();
    }
    format!("{marker}\n\n{}\n", statements.join("\n\n"))
}
